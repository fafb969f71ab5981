"""The database of the last release, row by row as it wrote it, loses nothing on its way to the newest."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.db import connection

HERE = Path(__file__).parent
RELEASE = HERE / "release-9.json"


@pytest.fixture
def database(tmp_path: Path, db: None) -> Iterator[dict[str, str]]:
    """An empty database of the engine that the tests run on, as variables; gone afterwards."""
    variables = {"DAYLIGHT_DATA": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield variables
        return
    name = f"daylight_upgrade_{uuid4().hex[:12]}"
    parts = urlsplit(os.environ["DATABASE_URL"])
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield variables | {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
    finally:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'DROP DATABASE "{name}"')


def upgraded(database: dict[str, str]) -> dict[str, Any]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DAYLIGHT_DATA"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.upgrade", str(RELEASE)],
        cwd=HERE.parents[1],
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", **database},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_the_last_releases_database_is_brought_up_to_date(database: dict[str, str]) -> None:
    then = json.loads(RELEASE.read_text())["facts"]
    said = upgraded(database)
    now = said["facts"]
    assert now["drafts"] == then["drafts"]
    assert now["numbers"] == then["numbers"]
    assert now["versions"] == then["versions"]
    assert all(faults == [] for _sha, _seal, faults in now["versions"].values())
    assert {label: now["rows"][label] for label in then["rows"]} == then["rows"]
    assert said["log"] == {
        "gapless": True,
        "acts": 10,
        "every_edit_has_its_act": True,
        "imports": 4,
        "undone_as_said": True,
    }
    assert said["protected"]
    assert said["went_on"] == {
        "undone": True,
        "import_taken_back": 1,
        "version": max(3, said["went_on"]["version"]),
        "broken": [],
        "versions": len(then["versions"]) + 1,
    }
