"""Lists of units in and out."""
