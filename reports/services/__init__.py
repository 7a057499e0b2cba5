"""Figures, workbooks and the jobs that make them."""
