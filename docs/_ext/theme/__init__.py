"""The HTML that readers get: landmarks, formulas, colours, and no file that a page does not use."""
