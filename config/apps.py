"""The wiring app: system checks and the pieces Django looks up by name."""

import gc

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Daylight wiring"

    def ready(self) -> None:
        # A big import makes a million objects that stay alive until it is stored: looking through all of them
        # after every few hundred new ones took a third of its time.
        gc.set_threshold(50_000, 20, 100)
        from config import checks  # noqa: F401, PLC0415 - registers them
