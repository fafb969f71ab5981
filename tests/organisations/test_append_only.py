"""Tables that may only grow refuse UPDATE and DELETE by whatever way they come, on both engines."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django_scopes import scopes_disabled

from dataflows.models import (
    Act,
    Change,
    Lineage,
    Moderation,
    Outcome,
    Redaction,
    RegisterChange,
    Review,
    SignOff,
    Version,
)
from organisations.checks import append_only_triggers
from organisations.models import AuditEntry
from organisations.models.append_only import install_triggers, missing_triggers, remove_triggers, tables
from tests.append_only import drop_triggers
from tests.factories.dataflows import (
    ActFactory,
    ChangeFactory,
    LineageFactory,
    ModerationFactory,
    OutcomeFactory,
    RedactionFactory,
    RegisterChangeFactory,
    ReviewFactory,
    SignOffFactory,
    VersionFactory,
)
from tests.factories.organisations import AuditEntryFactory

PROTECTED = {
    AuditEntry: "action",
    Change: "summary",
    RegisterChange: "name",
    Version: "note",
    Redaction: "reason",
    Act: "asked",
    Outcome: "text",
    Moderation: "reason",
    Review: "role",
    SignOff: "note",
    Lineage: "element_kind",
}
FACTORIES = {
    Act: ActFactory,
    AuditEntry: AuditEntryFactory,
    Lineage: LineageFactory,
    Outcome: OutcomeFactory,
    Moderation: ModerationFactory,
    Review: ReviewFactory,
    SignOff: SignOffFactory,
    Change: ChangeFactory,
    RegisterChange: RegisterChangeFactory,
    Version: VersionFactory,
    Redaction: RedactionFactory,
}
every_table = pytest.mark.parametrize("model", PROTECTED, ids=lambda model: model.__name__)


@pytest.fixture(autouse=True)
def _everywhere() -> Iterator[None]:
    with scopes_disabled():
        yield


def refuses(act) -> None:
    """The act fails, and leaves a transaction that goes on."""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refuses_everything(model: type[models.Model], row: models.Model) -> None:
    column, table = PROTECTED[model], model._meta.db_table
    rows = model._default_manager.filter(pk=row.pk)
    setattr(row, column, "rewritten")
    refuses(row.save)
    refuses(row.delete)
    refuses(lambda: rows.update(**{column: "rewritten"}))
    refuses(lambda: rows._raw_delete("default"))
    refuses(rows.delete)
    refuses(lambda: model._default_manager.bulk_update([row], [column]))
    refuses(lambda: sql(f'UPDATE "{table}" SET "{column}" = \'rewritten\''))
    refuses(lambda: sql(f'DELETE FROM "{table}"'))
    assert getattr(rows.get(), column) != "rewritten"


def test_these_tables_are_protected():
    assert {table.model for table in tables()} == set(PROTECTED)


@every_table
@pytest.mark.django_db
def test_rows_can_be_added_but_not_changed_or_deleted(model):
    refuses_everything(model, FACTORIES[model]())


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no TRUNCATE")
@every_table
def test_truncate_is_refused(model):
    refuses(lambda: sql(f'TRUNCATE "{model._meta.db_table}" CASCADE'))


@pytest.mark.django_db
def test_replacing_a_row_under_its_own_key_is_refused():
    """On SQLite, INSERT OR REPLACE deletes without a word unless delete triggers are told to fire."""
    entry = AuditEntryFactory()
    if connection.vendor == "sqlite":
        columns = [field.column for field in AuditEntry._meta.concrete_fields]
        written = ", ".join(f"'x' AS {column}" if column == "action" else column for column in columns)
        names = ", ".join(columns)
        table = AuditEntry._meta.db_table
        refuses(lambda: sql(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {written} FROM {table}"))
    assert AuditEntry.objects.get(pk=entry.pk).action != "x"


@every_table
@pytest.mark.django_db(transaction=True)
def test_protection_outlives_a_migration_that_alters_the_table(model):
    row = FACTORIES[model]()
    field = model._meta.get_field(PROTECTED[model])
    wider = field.clone()
    wider.set_attributes_from_name(field.name)
    wider.model = model
    wider.max_length = (field.max_length or 0) + 10 or None
    wider.null = True
    try:
        remove_triggers(plan=["one"])  # as pre_migrate does
        with connection.schema_editor() as editor:
            editor.alter_field(model, field, wider)
        install_triggers()  # as post_migrate does
        assert missing_triggers() == []
        refuses_everything(model, row)
    finally:
        remove_triggers(plan=["one"])
        with connection.schema_editor() as editor:
            editor.alter_field(model, wider, field)
        install_triggers()


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_lost_triggers_back():
    drop_triggers()
    assert set(missing_triggers()) == {model._meta.db_table for model in PROTECTED}
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []


@every_table
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("event", ["update", "delete"])
def test_the_system_check_names_a_table_that_lost_a_trigger(model, event):
    assert append_only_triggers(databases=["default"]) == []
    table = model._meta.db_table
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER {table}_append_only_{event}{on}")
    try:
        (message,) = append_only_triggers(databases=["default"])
        assert message.id == "organisations.E001"
        assert table in message.msg
    finally:
        install_triggers()


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_was_altered_is_as_good_as_missing():
    """The name alone protects nothing: what it does is compared, too, and whether it is switched on."""
    table = AuditEntry._meta.db_table
    trigger = f"{table}_append_only_update"
    if connection.vendor == "sqlite":
        harmless = f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} WHEN 1 = 0 BEGIN SELECT 1; END"
        alterations = [[f"DROP TRIGGER {trigger}", harmless]]
    else:
        function = f"{table}_append_only_refuse() RETURNS trigger LANGUAGE plpgsql"
        alterations = [
            [f"CREATE OR REPLACE FUNCTION {function} AS 'BEGIN RETURN NEW; END'"],
            [f"ALTER TABLE {table} DISABLE TRIGGER {trigger}"],
            [f"DROP TRIGGER {table}_append_only_truncate ON {table}"],
        ]
    for statements in alterations:
        for statement in statements:
            sql(statement)
        assert missing_triggers() == [table], statements
        install_triggers()
        assert missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_leave_rows_behind_and_the_next_finds_none():
    """This one and the next are a pair: the flush between them passes the triggers."""
    VersionFactory()
    AuditEntryFactory()


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_the_tables_are_empty_and_protected_again():
    assert not Version.objects.exists()
    assert not AuditEntry.objects.exists()
    assert missing_triggers() == []
