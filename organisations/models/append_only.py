"""Tables that may only grow: database triggers refuse UPDATE and DELETE on both engines.

The triggers are (re)installed after every migrate, because SQLite remakes a table on ``AlterField``
and silently drops them. The one way through is a redaction in progress, and then only for the
columns that a table names (docs/adr/0004-append-only-and-redaction.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

ModelClass = TypeVar("ModelClass", bound=type[models.Model])

# The table whose rows open a redaction; a row in state "applying" exists only inside a transaction.
REDACTION_TABLE = "dataflows_redaction"


@dataclass(frozen=True)
class AppendOnlyTable:
    """One protected table and the columns that a redaction may overwrite."""

    model: type[models.Model]
    redactable: frozenset[str]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def trigger(self) -> str:
        return f"{self.name}_append_only"

    @property
    def fixed_columns(self) -> list[str]:
        columns = [field.column or field.attname for field in self.model._meta.concrete_fields]
        return [column for column in columns if column not in self.redactable]


_tables: list[AppendOnlyTable] = []


def append_only(*, redactable: frozenset[str] = frozenset()) -> Callable[[ModelClass], ModelClass]:
    """Mark a model's table as append-only; ``redactable`` names the columns a redaction may overwrite."""

    def register(model: ModelClass) -> ModelClass:
        _tables.append(AppendOnlyTable(model=model, redactable=redactable))
        return model

    return register


def tables() -> tuple[AppendOnlyTable, ...]:
    """Return every protected table."""
    return tuple(_tables)


def install_triggers(*, using: str = "default", **_signal: Any) -> None:
    """Put the triggers on every protected table that exists. Safe to run again and again."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    for table in _tables:
        if {table.name, *([REDACTION_TABLE] if table.redactable else [])} <= existing:
            with connection.cursor() as cursor:
                for statement in _statements(connection, table):
                    cursor.execute(statement)


def missing_triggers(*, using: str = "default") -> list[str]:
    """Return the names of the protected tables that have lost a trigger."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return [
        table.name
        for table in _tables
        if apps.is_installed(table.model._meta.app_label)
        and not {f"{table.trigger}_update", f"{table.trigger}_delete"} <= found
    ]


def _statements(connection: BaseDatabaseWrapper, table: AppendOnlyTable) -> list[str]:
    return _sqlite(table) if connection.vendor == "sqlite" else _postgresql(table)


def _redaction_condition(table: AppendOnlyTable, same: str) -> str:
    """Return SQL that is true when a redaction is in progress and only its columns change."""
    if not table.redactable:
        return "1 = 0"
    unchanged = " AND ".join(f'OLD."{column}" {same} NEW."{column}"' for column in table.fixed_columns)
    # Table and column names come from the models, never from people.
    return f"EXISTS (SELECT 1 FROM {REDACTION_TABLE} WHERE state = 'applying') AND {unchanged}"  # noqa: S608


def _sqlite(table: AppendOnlyTable) -> list[str]:
    message = f"{table.name} is append-only"
    allowed = _redaction_condition(table, "IS")
    return [
        f"DROP TRIGGER IF EXISTS {table.trigger}_update",
        f"DROP TRIGGER IF EXISTS {table.trigger}_delete",
        f'CREATE TRIGGER {table.trigger}_update BEFORE UPDATE ON "{table.name}" '
        f"WHEN NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{message}'); END",
        f'CREATE TRIGGER {table.trigger}_delete BEFORE DELETE ON "{table.name}" '
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _postgresql(table: AppendOnlyTable) -> list[str]:
    allowed = _redaction_condition(table, "IS NOT DISTINCT FROM")
    function = f"{table.trigger}_refuse"
    body = (
        f"BEGIN IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{table.name} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END"
    )
    create = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$"
    ]
    for event, scope in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = f"{table.trigger}_{event.lower()}"
        create += [
            f'DROP TRIGGER IF EXISTS {name} ON "{table.name}"',
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table.name}" '
            f"FOR EACH {scope} EXECUTE FUNCTION {function}()",
        ]
    return create
