"""Lists of units and the calendar, in and out."""
