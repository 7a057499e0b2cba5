"""Gunicorn's settings: `gunicorn --config python:liaison.serving liaison.wsgi`. The command line wins."""

import gc

preload_app = True  # one copy of the code in memory, whatever the number of workers
worker_class, threads = "gthread", 4  # browsers open connections ahead and send nothing: those must not hold up a worker
timeout = 60
control_socket_disable = True


def when_ready(server) -> None:
    """Load the addresses with all their views once; what is there then stays for good: later collections, which stop a page, skip it."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
