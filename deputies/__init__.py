"""Terms, constituencies, groups, deputies and mandates, the duty ledger."""
