"""The made-up town that a first start shows: organisation, people, and half a year of work. No name in it belongs to anybody."""
