"""Reading lists of opinions."""
