"""Nothing stands on a page that has not run: examples, cells, numbers in the prose."""
