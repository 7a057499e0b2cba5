"""Verbs of deputies, their mandates and the duty ledger."""
