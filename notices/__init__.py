"""Reminders and in-app notices: what must be told to whom, told once."""
