"""Durable background work: the lowest app."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from jobs import registry


def probe(_attempt: registry.Attempt) -> None:
    """Do nothing: a job of this kind that is done shows that the workers are there."""


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Background work"

    def ready(self) -> None:
        registry.register("jobs.probe", probe, label=gettext_noop("Checking that background work is done"))
