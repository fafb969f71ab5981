"""The settings of tests, with kinds of jobs to try the processes that do them."""

from config.settings_test import *  # noqa: F403
from config.settings_test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.runtime.app.KindsConfig"]
