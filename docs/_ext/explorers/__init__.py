"""Live pictures: the directive, one script for each, and what is shown where no script runs."""
