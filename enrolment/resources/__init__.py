"""The jobs, and the empty list to fill in."""
