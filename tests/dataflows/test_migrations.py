"""What migrations do to rows that are there already."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django_scopes import scopes_disabled

from dataflows.models import ImportReceipt
from tests.factories.dataflows import ImportReceiptFactory

pytestmark = pytest.mark.django_db
columns = import_module("dataflows.migrations.0006_columns_are_matched_per_sheet")


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
