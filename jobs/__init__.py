"""Work that takes seconds: a row with progress, result, error and expiry."""
