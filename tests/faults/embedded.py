"""`bin/run` with these tests' settings and database: ``python -m tests.faults.embedded [as there]``."""

import importlib
import os
import sys
from datetime import timedelta

import django
from django.conf import settings

from config import embedded

_setup = django.setup


def _setup_for_tests() -> None:
    """Set up Django, with what `bin/run` rightly took out of the environment put in again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    os.environ["DATABASE_URL"] = os.environ["FAULTS_DATABASE"]
    django.setup = _setup
    django.setup()
    if sweep := settings.FAULTS_LIMITS.get("sweep"):
        # Only now: it imports models.
        importlib.import_module("config.background").SWEEP_EVERY = timedelta(seconds=sweep)


if __name__ == "__main__":
    django.setup = _setup_for_tests
    sys.exit(embedded.main())
