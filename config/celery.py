"""The Celery app: settings come from Django's, tasks from the installed apps."""

import os

from celery import Celery
from celery.signals import worker_process_init

from config.limits import keep_loaded, limit_memory, step_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("daylight")
# The current app is kept per thread; the embedded worker and the bell are threads of their own.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _limit(**_facts: object) -> None:
    """A worker's pool does the jobs in processes of their own: each may take so much and no more."""
    limit_memory()
    step_back()
    keep_loaded()
