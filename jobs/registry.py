"""Kinds of jobs, declared here and filled from above in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass

from jobs.models import Job


class JobError(Exception):
    """The work cannot be done; the one argument is a Chinese sentence that says why and what to do."""


Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Produced:
    """What a job leaves behind: a file to fetch (encrypted under PRIVATE_DIR) or figures to show.

    Data without a name are for a page of the app alone (`services.result_of`) and never downloaded. `at_end` runs in the transaction that
    marks the job done, after the file was stored: either all of it happens or nothing, and only for the worker that still has the job.
    """

    data: bytes | None = None
    name: str = ""
    outcome: dict | None = None
    at_end: Callable[[], object] | None = None


Runner = Callable[[Job, Progress], Produced]

_runners: dict[str, Runner] = {}


def register_kind(kind: str, runner: Runner) -> None:
    """Declare who does the work of a kind of job: runner(job, progress(done, total)) → Produced."""
    _runners[kind] = runner


def runner_of(kind: str) -> Runner:
    return _runners[kind]
