"""A build that succeeds gives the site of a clean one, byte for byte, and says what was wrong."""
