"""The Celery application; its settings are the CELERY_* names of liaison.settings."""

import os

from celery import Celery

from jobs import file_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")

file_broker.use()
app = Celery("liaison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
