"""Rules of visits: who may log and correct them."""
