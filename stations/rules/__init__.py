"""Pure rules of the organisation: access, working days, reception days, regulation values."""
