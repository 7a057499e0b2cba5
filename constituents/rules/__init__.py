"""Pure rules of visits and reception days, one module a noun."""
