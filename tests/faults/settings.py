"""Daylight's own settings for the processes of these tests: a queue of their own, and shorter limits."""

import json
import os

from config.settings import *  # noqa: F403
from config.settings import (
    CACHES,
    CELERY_BEAT_SCHEDULE,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CELERY_BROKER_URL,
    INSTALLED_APPS,
    MIDDLEWARE,
)

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.app.FaultsConfig"]
SECRET_KEY = "tests-only"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing of anybody else's is rung, and nobody else rings here.
FAULTS_QUEUE = os.environ.get("FAULTS_QUEUE", "faults")
CACHES["default"]["KEY_PREFIX"] = FAULTS_QUEUE
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "global_keyprefix": FAULTS_QUEUE}
elif CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_DEFAULT_QUEUE = FAULTS_QUEUE

# Seconds.
FAULTS_LIMITS: dict[str, int] = json.loads(os.environ.get("FAULTS_LIMITS", "{}"))
if "sweep" in FAULTS_LIMITS:
    CELERY_BEAT_SCHEDULE["sweep"]["schedule"] = FAULTS_LIMITS["sweep"]
if "time_limit" in FAULTS_LIMITS:
    CELERY_TASK_TIME_LIMIT = FAULTS_LIMITS["time_limit"]
    CELERY_TASK_SOFT_TIME_LIMIT = FAULTS_LIMITS["time_limit"] - 1

FAULTS_PHASES = os.environ.get("FAULTS_PHASES", "")
if FAULTS_PHASES:
    MIDDLEWARE = ["tests.faults.phases.PhasesMiddleware", *MIDDLEWARE]
