"""Kinds of jobs, declared here and filled from above in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass

from jobs.models import Job


class JobError(Exception):
    """The work cannot be done; the one argument is a Chinese sentence that says why and what to do."""


Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Produced:
    """What a job leaves behind: a file to fetch (path under PRIVATE_DIR, encrypted) or figures to show."""

    data: bytes | None = None
    name: str = ""
    outcome: dict | None = None


Runner = Callable[[Job, Progress], Produced]

_runners: dict[str, Runner] = {}


def register_kind(kind: str, runner: Runner) -> None:
    """Declare who does the work of a kind of job: runner(job, progress(done, total)) → Produced."""
    _runners[kind] = runner


def runner_of(kind: str) -> Runner:
    return _runners[kind]
