"""Verbs: open the accounts of a sheet, issue slips."""
