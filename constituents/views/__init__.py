"""Pages of visits and reception days."""
