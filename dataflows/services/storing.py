"""Storing many new rows at once, as fast as the database takes them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db import connection, models

LOT: Final = 2_000


def store_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model; afterwards they know that they are stored, but not an automatic key.

    SQLite is given plain rows: there Django's ``bulk_create`` writes a statement for every two dozen
    of them, which took half of a big import. PostgreSQL takes whole columns at once, and Django knows.
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "sqlite":
        model._default_manager.bulk_create(rows, batch_size=LOT)
        return
    columns = list(_columns(model, with_key=rows[0].pk is not None))
    names = ", ".join(f'"{field.column}"' for field, _prepared in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})'  # noqa: S608 - from models
    with connection.cursor() as cursor:
        for start in range(0, len(rows), LOT):
            cursor.executemany(
                statement, [[value(row) for _field, value in columns] for row in rows[start : start + LOT]]
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


Value = Callable[[models.Model], Any]


def _columns(
    model: type[models.Model], *, with_key: bool
) -> Iterator[tuple["models.Field[Any, Any]", Value]]:
    """Yield each column with what gives a row's value for it, as the database stores it."""
    for field in model._meta.concrete_fields:
        if with_key or not field.primary_key:
            yield field, _value_of(field)


def _value_of(field: "models.Field[Any, Any]") -> Value:
    name = field.attname
    if (
        isinstance(field, models.CharField | models.TextField)
        and type(field).pre_save is models.Field.pre_save
    ):
        return lambda row: getattr(row, name)
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
