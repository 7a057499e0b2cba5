"""Who may see and produce reports."""
