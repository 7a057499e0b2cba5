"""Forms of deputies: files, mandates, rosters."""
