import pytest

from jobs import registry
from jobs.registry import Produced


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of this test alone; "count" makes a small file."""
    runners = {"count": lambda job, progress: Produced("一二三".encode(), "数.txt")}
    monkeypatch.setattr(registry, "_runners", runners)
    return runners


@pytest.fixture
def unwoken(monkeypatch):
    """Celery's hints, caught: the list of job ids that were to be woken."""
    from jobs.tasks import run

    woken = []
    monkeypatch.setattr(run, "apply_async", lambda args, **options: woken.append(args[0]))
    return woken
