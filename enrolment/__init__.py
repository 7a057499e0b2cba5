"""Accounts for many people: opened from a spreadsheet, their first passwords printed as slips."""
