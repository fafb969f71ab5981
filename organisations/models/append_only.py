"""Tables that may only grow: database triggers refuse UPDATE and DELETE on both engines.

The triggers are (re)installed after every migrate, because SQLite remakes a table on ``AlterField``
and silently drops them. The one way through is a redaction in progress in the row's own programme, and then
only for the columns that a table names (docs/adr/0004-append-only-and-redaction.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

ModelClass = TypeVar("ModelClass", bound=type[models.Model])

# The table whose rows open a redaction; a row in state "applying" exists only inside a transaction.
REDACTION_TABLE = "dataflows_redaction"

# PostgreSQL's pg_trigger.tgtype of a BEFORE trigger for each event: one per row, but TRUNCATE per statement.
_TYPES = {"INSERT": 7, "DELETE": 11, "UPDATE": 19, "TRUNCATE": 34}

Allowed = Callable[[str], str]


@dataclass(frozen=True)
class ProtectedTable:
    """One table with triggers, and the SQL conditions under which a row may come or change.

    ``update`` and ``insert`` take the engine's operator for "the same, or both NULL".
    """

    model: type[models.Model]
    update: Allowed
    insert: Allowed | None = None

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def trigger(self) -> str:
        return f"{self.name}_append_only"

    @property
    def events(self) -> dict[str, Allowed]:
        """Return what is refused unless its condition holds. Deleting never is allowed."""
        always: dict[str, Allowed] = {"UPDATE": self.update, "DELETE": lambda _same: "1 = 0"}
        return always | ({"INSERT": self.insert} if self.insert else {})


_tables: list[ProtectedTable] = []


def append_only(*, redactable: frozenset[str] = frozenset()) -> Callable[[ModelClass], ModelClass]:
    """Mark a model's table as append-only; ``redactable`` names the columns a redaction may overwrite."""

    def register(model: ModelClass) -> ModelClass:
        def update(same: str) -> str:
            if not redactable:
                return "1 = 0"
            fixed = [name for name in columns_of(model) if name not in redactable]
            return f"{being_redacted()} AND {unchanged(fixed, same)}"

        _tables.append(ProtectedTable(model=model, update=update))
        return model

    return register


def guarded(*, insert: Allowed, update: Allowed) -> Callable[[ModelClass], ModelClass]:
    """Mark a model's table as one whose rows come and change only as these conditions say, and never go."""

    def register(model: ModelClass) -> ModelClass:
        _tables.append(ProtectedTable(model=model, update=update, insert=insert))
        return model

    return register


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of a table's columns."""
    return [field.column or field.attname for field in model._meta.concrete_fields]


def unchanged(columns: list[str], same: str) -> str:
    """Return SQL that is true when an UPDATE leaves these columns as they are."""
    return " AND ".join(f'OLD."{column}" {same} NEW."{column}"' for column in columns)


def being_redacted() -> str:
    """Return SQL that is true while a redaction of the row's own programme is being applied."""
    return (
        f"EXISTS (SELECT 1 FROM {REDACTION_TABLE} AS act "  # noqa: S608 - names from here, never from people
        "WHERE act.state = 'applying' AND act.programme_id = OLD.programme_id)"
    )


def tables() -> tuple[ProtectedTable, ...]:
    """Return every protected table."""
    return tuple(_tables)


def install_triggers(*, using: str = "default", **_signal: Any) -> None:
    """Put the triggers on every protected table that exists. Safe to run again and again."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _tables:
            for statement in _statements(connection, table) if table.name in existing else []:
                cursor.execute(statement)


def remove_triggers(*, using: str = "default", plan: Sequence[Any] = (), **_signal: Any) -> None:
    """Take the triggers off on SQLite while migrations run, if any do: `install_triggers` puts them back.

    SQLite remakes a table to alter it, and will not rename one while a trigger speaks of a table that is
    not there at that moment, as the redactions are when they are the ones being altered.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        for table in _tables:
            for name in trigger_names(table, connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing_triggers(*, using: str = "default") -> list[str]:
    """Return the names of the protected tables of which a trigger is missing, switched off or altered."""
    connection = connections[using]
    found = _found(connection)
    return [
        table.name
        for table in _tables
        if _is_installed(table)
        and any(found.get(name) != definition for name, definition in _expected(connection, table).items())
    ]


def trigger_names(table: ProtectedTable, vendor: str) -> list[str]:
    """Return the names of a table's triggers on an engine."""
    events = [*table.events, *(["TRUNCATE"] if vendor == "postgresql" else [])]
    return [f"{table.trigger}_{event.lower()}" for event in events]


def _is_installed(table: ProtectedTable) -> bool:
    return apps.is_installed(table.model._meta.app_config.name)


def _statements(connection: BaseDatabaseWrapper, table: ProtectedTable) -> list[str]:
    return _sqlite(table) if connection.vendor == "sqlite" else _postgresql(table)


def _expected(connection: BaseDatabaseWrapper, table: ProtectedTable) -> Mapping[str, object]:
    """Return each trigger's name with what the database says of it when all is well."""
    if connection.vendor == "sqlite":
        return {f"{table.trigger}_{event.lower()}": sql for event, sql in _sqlite_triggers(table).items()}
    events = [*table.events, "TRUNCATE"]
    return {
        f"{table.trigger}_{event.lower()}": (table.name, _TYPES[event], True, _body(table))
        for event in events
    }


def _found(connection: BaseDatabaseWrapper) -> dict[str, object]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgname, relname, tgtype, "
            "tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr::text = '', prosrc "
            "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
        )
        return {name: tuple(facts) for name, *facts in cursor.fetchall()}


def _sqlite_triggers(table: ProtectedTable) -> dict[str, str]:
    message = f"{table.name} is append-only"
    return {
        event: f'CREATE TRIGGER {table.trigger}_{event.lower()} BEFORE {event} ON "{table.name}" '
        f"WHEN NOT ({allowed('IS')}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for event, allowed in table.events.items()
    }


def _sqlite(table: ProtectedTable) -> list[str]:
    triggers = _sqlite_triggers(table)
    drop = [f"DROP TRIGGER IF EXISTS {table.trigger}_{event.lower()}" for event in triggers]
    return [*drop, *triggers.values()]


def _body(table: ProtectedTable) -> str:
    """Return the body of the one function behind a table's triggers on PostgreSQL."""
    passes = {event: allowed("IS NOT DISTINCT FROM") for event, allowed in table.events.items()}
    tests = [
        f"IF TG_OP = '{event}' THEN IF {condition} THEN RETURN NEW; END IF; END IF; "
        for event, condition in passes.items()
        if event != "DELETE"
    ]
    refusal = f"RAISE EXCEPTION '{table.name} is append-only'"
    return f"BEGIN {''.join(tests)}{refusal} USING ERRCODE = 'integrity_constraint_violation'; END"


def _postgresql(table: ProtectedTable) -> list[str]:
    function = f"{table.trigger}_refuse"
    create = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body${_body(table)}$body$"
    ]
    for event in (*table.events, "TRUNCATE"):
        name = f"{table.trigger}_{event.lower()}"
        scope = "STATEMENT" if event == "TRUNCATE" else "ROW"
        create += [
            f'DROP TRIGGER IF EXISTS {name} ON "{table.name}"',
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table.name}" '
            f"FOR EACH {scope} EXECUTE FUNCTION {function}()",
        ]
    return create
