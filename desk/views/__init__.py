"""Pages that span all apps."""
