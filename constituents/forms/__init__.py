"""What is typed about reception days and letter boxes."""
