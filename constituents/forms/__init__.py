"""What is typed about reception days."""
