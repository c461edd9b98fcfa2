"""Figures as files, with dark twins, on pages and from the gallery's scripts."""
