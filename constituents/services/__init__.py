"""Verbs about visitors, visits and reception days."""
