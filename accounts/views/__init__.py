"""Login, one's own account, and the administrator's list of accounts."""
