"""Lighthouse's scores of three pages on a phone: ``nox -s lighthouse`` installs it and runs this."""
