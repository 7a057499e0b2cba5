"""Pure rules of deputies and the duty ledger."""
