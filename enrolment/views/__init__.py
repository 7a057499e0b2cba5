"""Pages of opening accounts and printing slips."""
