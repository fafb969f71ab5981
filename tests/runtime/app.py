"""The app that makes the kinds of jobs of these tests known to the processes that they start."""

from django.apps import AppConfig

from jobs import registry


class KindsConfig(AppConfig):
    name = "tests.runtime"
    label = "kinds"

    def ready(self) -> None:
        from tests.runtime.kinds import KINDS  # noqa: PLC0415 - only once the apps are there

        for handler in KINDS:
            registry.register(handler.__name__, handler)
