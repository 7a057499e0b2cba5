"""Verbs of background jobs."""

from jobs.services.orders import expire, note_download, result_of, retry, start, upload_of
from jobs.services.work import hold, run_job, run_pending

__all__ = ["expire", "hold", "note_download", "result_of", "retry", "run_job", "run_pending", "start", "upload_of"]
