"""Verbs of accounts: the audit trail, passwords."""
