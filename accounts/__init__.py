"""Users, login, passwords, and the audit trail."""
