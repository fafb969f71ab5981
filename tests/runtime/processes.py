"""Which processes there are, and where another one finds the database of a test."""

import subprocess
import time
from collections.abc import Callable

from django.db import connection


def database_url() -> str:
    """Return the address of the test's own database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def children_of(pid: int) -> set[int]:
    """Return the numbers of the processes that this one has started and that still run."""
    with subprocess.Popen(["ps", "-A", "-o", "pid=,ppid=,stat="], stdout=subprocess.PIPE, text=True) as ps:
        assert ps.stdout is not None
        rows = [line.split() for line in ps.stdout]
    found = {int(row[0]) for row in rows if int(row[1]) == pid and not row[2].startswith("Z")}
    return found - {ps.pid}


def is_running(pid: int) -> bool:
    """Say whether there is such a process, other than one that only waits to be reaped."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def wait_for(happened: Callable[[], object], *, within: float = 10) -> None:
    """Wait until it has happened; fail when it does not in time."""
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, f"not within {within} s: {happened}"
        time.sleep(0.02)
