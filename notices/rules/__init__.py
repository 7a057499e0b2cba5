"""Questions about reminders that change nothing."""
