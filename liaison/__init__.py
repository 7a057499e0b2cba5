"""The roof: settings, URLs, Celery, WSGI. Configuration only; nobody imports it."""

from liaison.celery import app as celery_app

__all__ = ["celery_app"]
