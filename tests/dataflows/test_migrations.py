"""What migrations do to rows that are there already."""

from importlib import import_module
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from dataflows.models import Act, ImportReceipt
from organisations.models.append_only import missing_triggers
from tests.factories.dataflows import ActFactory, ChangeFactory, ImportReceiptFactory, RegisterChangeFactory

pytestmark = pytest.mark.django_db
columns = import_module("dataflows.migrations.0006_columns_are_matched_per_sheet")
acts = import_module("dataflows.migrations.0009_acts_say_what_they_were")


def test_columns_that_were_matched_are_of_the_first_sheet(riverside):
    old = {"0": "from_organisation", "2": "to_organisation"}
    with scopes_disabled():
        there, without = (
            ImportReceiptFactory(map=riverside.map, programme=riverside.programme, columns=said)
            for said in (old, {})
        )
        here = SimpleNamespace(connection=connection)
        for _time in range(2):  # what is new already stays as it is
            columns.by_sheet(apps, here)
            assert ImportReceipt.objects.get(pk=there.pk).matching == {
                0: {0: "from_organisation", 2: "to_organisation"}
            }
        assert ImportReceipt.objects.get(pk=without.pk).columns == {}
        columns.of_the_first(apps, here)
        assert ImportReceipt.objects.get(pk=there.pk).columns == old


def test_acts_say_what_they_were(riverside):
    """As 0008 told them: the register's name is the undo of the import, and the real one an edit."""
    brought, named, undid, mine = (uuid4() for _edit in range(4))
    node = {"element_kind": "node", "element_id": uuid4()}
    name = {**node, "action": "set", "field": "name"}
    told = {
        brought: ({**node, "action": "add", "field": ""}, Act.Kind.IMPORT, None),
        named: (name, Act.Kind.UNDO, brought),
        undid: ({**node, "action": "remove", "field": ""}, Act.Kind.EDIT, None),
        mine: (name, Act.Kind.EDIT, None),
    }
    here = SimpleNamespace(connection=connection)
    with scopes_disabled():
        of_map = {"map": riverside.map, "programme": riverside.programme}
        for edit, (change, kind, undoes) in told.items():
            ChangeFactory(**of_map, edit=edit, **change)
            ActFactory(**of_map, edit=edit, kind=kind, undoes=undoes)
        RegisterChangeFactory(programme=riverside.programme, edit=named, element_kind="organisation")
        ImportReceiptFactory(**of_map, edit=brought, undone_at=timezone.now())
        for _time in range(2):  # what is right already stays as it is
            acts.set_right(apps, here)
            assert said_of(told) == {
                brought: ("import", None),
                named: ("follow", None),
                undid: ("undo", brought),
                mine: ("edit", None),
            }
        assert not missing_triggers()


def said_of(edits) -> dict[UUID, tuple[str, UUID | None]]:
    return {act.edit: (act.kind, act.undoes) for act in Act.objects.filter(edit__in=edits)}
