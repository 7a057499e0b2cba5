"""Pages of deputies: the list and the files, seats, rosters, and the deputy on a phone."""
