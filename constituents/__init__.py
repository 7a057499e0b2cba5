"""Reception days, visits and the people who come."""
