"""System checks: says when a table that may only grow has lost its protection."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from organisations.models.append_only import missing_triggers, tables


@register(Tags.database)
def append_only_triggers(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report protected tables without their triggers (run by ``migrate`` and ``check --database``)."""
    messages: list[CheckMessage] = []
    for using in databases or []:
        existing = set(connections[using].introspection.table_names())
        if not {table.name for table in tables()} <= existing:
            continue  # before the first migrate there is nothing to protect
        messages += [
            Error(
                f"The table {name} is append-only but its triggers are missing.",
                hint="Run `manage.py migrate`, which puts them back.",
                id="organisations.E001",
            )
            for name in missing_triggers(using=using)
        ]
    return messages
