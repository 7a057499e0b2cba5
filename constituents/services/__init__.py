"""Verbs of visits and reception days."""
