"""The app of live streams."""

from django.apps import AppConfig
from django.conf import settings


class LiveConfig(AppConfig):
    name = "live"
    verbose_name = "Live streams"

    def ready(self) -> None:
        from live import nudges  # noqa: PLC0415
        from live.carriers import carrier_of  # noqa: PLC0415

        nudges.carry_with(carrier_of(settings.LIVE_NUDGES))
