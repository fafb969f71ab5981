"""What a test counted: printed at the end of the run, and kept as JSON where $FAULTS_RESULTS says."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any

import celery
import django
from django.db import connection

Facts = dict[str, Any]


def machine() -> Facts:
    """Return what the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "busy": f"load {os.getloadavg()[1]:.0f}",
        "system": platform.system(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "celery": celery.__version__,
        "database": database(),
    }


def database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}"


def keep(scenario: str, facts: Facts) -> str:
    """Return one line to print; write the same as a file of its own when somebody wants to keep it."""
    whole = {"scenario": scenario, **facts, "machine": machine()}
    if folder := os.environ.get("FAULTS_RESULTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        path = Path(folder) / f"faults-{scenario}-{connection.vendor}.json"
        path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return json.dumps({"scenario": scenario, "database": connection.vendor, **facts})


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
