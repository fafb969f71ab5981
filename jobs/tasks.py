"""The two Celery tasks: `drain` does one job, `sweep` finds what was left behind."""

from celery import shared_task

from jobs import services


@shared_task(name="jobs.drain", ignore_result=True)
def drain() -> None:
    """Do one waiting job. A ring too many finds nothing and costs nothing."""
    services.run_one()


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Release what a dead worker held and ring for what waits."""
    services.sweep()
