"""Rows of every table of ours as plain values, and back into tables, by the models of any time."""

import base64
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

OURS: Final = ("organisations", "dataflows", "jobs")

Row = dict[str, Any]


def kept_rows(apps: Apps) -> Iterator[tuple[str, Row]]:
    """Yield every row with its table's label, in an order that is the same each time."""
    for model in models_of(apps):
        names = [field.attname for field in model._meta.concrete_fields]
        for values in model._base_manager.order_by("pk").values(*names):
            yield model._meta.label, {name: _kept(values[name]) for name in names}


def put_rows(apps: Apps, rows: Iterable[tuple[str, Row]]) -> None:
    """Store rows as they are: nothing is filled in, and no date is today's."""
    by_label = {model._meta.label: model for model in models_of(apps)}
    with transaction.atomic(), connection.cursor() as cursor:
        for label, row in rows:
            model = by_label[label]
            fields = [field for field in model._meta.concrete_fields if field.attname in row]
            columns = ", ".join(f'"{field.column}"' for field in fields)
            places = ", ".join(["%s"] * len(fields))
            values = [
                field.get_db_prep_save(_value(field, row[field.attname]), connection) for field in fields
            ]
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})',
                values,
            )
        for statement in connection.ops.sequence_reset_sql(no_style(), list(by_label.values())):
            cursor.execute(statement)


def models_of(apps: Apps) -> list[type[models.Model]]:
    """Return the models of our apps with those in between, by name."""
    found = [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: str(model._meta.label))


def _kept(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def _value(field: "models.Field[Any, Any]", kept: Any) -> Any:
    if isinstance(kept, dict) and set(kept) == {"base64"}:
        return base64.b64decode(kept["base64"])
    return kept if isinstance(field, models.JSONField) else field.to_python(kept)
