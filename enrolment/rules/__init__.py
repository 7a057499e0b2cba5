"""What the sheet of accounts says, and who may open them."""
