"""The app that these tests add to Daylight's: their kinds of jobs, their limits, the watch over a write."""

from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings


class FaultsConfig(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from tests.faults import kinds, phases  # noqa: PLC0415 - only once the apps are there

        kinds.register()
        set_limits(settings.FAULTS_LIMITS)
        if settings.FAULTS_PHASES:
            phases.watch(settings.FAULTS_PHASES)


def set_limits(limits: dict[str, float]) -> None:
    """Shorten a lease, its renewal and the pause between two attempts, as far as they are named."""
    from jobs import lease, services  # noqa: PLC0415 - only once the apps are there

    if "lease" in limits:
        lease.LEASE = services.LEASE = timedelta(seconds=limits["lease"])
        lease.RENEW_EVERY = timedelta(seconds=limits["lease"] / 4)
    if "pause" in limits:
        services.PAUSES = (timedelta(seconds=limits["pause"]),)
    if "time_limit" in limits:
        lease.LONGEST = timedelta(seconds=limits["time_limit"])
