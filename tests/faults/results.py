"""What a fault test counted, with what its figures depend on."""

import json
import sqlite3
from collections.abc import Iterable
from statistics import quantiles
from typing import Any

import celery
import django
from django.db import connection

from tests.results import keep_result

Facts = dict[str, Any]


def database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}"


def keep(scenario: str, facts: Facts) -> str:
    """Return one line to print; write the same as a file of its own when somebody wants to keep it."""
    facts = {"scenario": scenario, **facts}
    versions = {"django": django.get_version(), "celery": celery.__version__, "database": database()}
    keep_result(f"faults-{scenario}-{connection.vendor}", facts, **versions)
    return json.dumps({"database": connection.vendor, **facts})


def spread(values: Iterable[float], *, digits: int = 4) -> Facts:
    """Return count, median, 95th percentile and greatest of some figures."""
    found = sorted(values)
    if not found:
        return {"count": 0}
    cuts = quantiles(found, n=100, method="inclusive") if len(found) > 1 else found * 99
    return {
        "count": len(found),
        "p50": round(cuts[49], digits),
        "p95": round(cuts[94], digits),
        "max": round(found[-1], digits),
    }
