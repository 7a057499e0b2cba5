"""The annual duty-performance report, ledgers and export jobs."""
