"""The two Celery tasks: `drain` does one job, `sweep` finds what was left behind."""

from celery import shared_task

from jobs import schedules, services

_perform: services.Perform = services.perform


def perform_with(perform: services.Perform) -> None:
    """Do the jobs of this process this way from now on: `services.perform` does them right here."""
    global _perform
    _perform = perform


@shared_task(name="jobs.drain", ignore_result=True)
def drain() -> None:
    """Do one waiting job. A ring too many finds nothing and costs nothing."""
    services.run_one(perform=_perform)


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Release what a dead worker held, begin what is due and ring for what waits."""
    schedules.begin_due()
    services.sweep()
