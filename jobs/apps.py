"""Durable background work: the lowest app."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig

from jobs import registry


def probe(job_id: uuid.UUID, payload: Mapping[str, Any]) -> None:
    """Do nothing: a job of this kind that is done shows that the workers are there."""


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Background work"

    def ready(self) -> None:
        registry.register("jobs.probe", probe)
