"""The way that only tests have past the triggers: a flush between tests empties every table.

`TransactionTestCase` flushes after each test, which append-only tables refuse. The triggers are dropped just
before, and Django's `post_migrate`, which the flush sends, puts them back.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from organisations.models.append_only import install_triggers, tables, trigger_names


def drop_triggers(using: str = "default") -> None:
    """Take the protection off every append-only table."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables():
            if table.name not in existing:
                continue
            for name in trigger_names(table, connection.vendor):
                on = f' ON "{table.name}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@pytest.fixture(scope="session", autouse=True)
def _flush_between_tests() -> Iterator[None]:
    """Let every test that really commits (`transactional_db`, `live_server`) clean up after itself."""
    original = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        # TestCase, which rolls back instead, has a teardown of its own and never comes here.
        drop_triggers()
        original(case)
        install_triggers()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
