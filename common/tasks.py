"""What every Celery task says of itself: how long it may run, and whether it is tried again.

SHORT takes seconds, LONG minutes; each has a queue of its own (CELERY_TASK_ROUTES), so that an export never delays a reminder.
A task that beat calls every minute is not tried again: the next tick is the retry. One that comes once an hour is, when the database was away.
Threads (the embedded worker) know no time limit: there leases, the gateway's timeout and a job's own deadline bound the work.
"""

from django.db import InterfaceError, OperationalError

SHORT = {"soft_time_limit": 240, "time_limit": 300}
LONG = {"soft_time_limit": 840, "time_limit": 900}
AGAIN = {"autoretry_for": (OperationalError, InterfaceError), "retry_backoff": 30, "retry_backoff_max": 600, "retry_jitter": True, "max_retries": 5}
