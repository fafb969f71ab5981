"""The wiring app: system checks and the pieces Django looks up by name."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Daylight wiring"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - registers them
