"""Work in bulk: jobs of reception days."""
