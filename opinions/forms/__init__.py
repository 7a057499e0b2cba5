"""Forms of the case."""
