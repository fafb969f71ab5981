"""Somebody's saves at a steady pace, each with a job: ``python -m tests.faults.saver PER_SECOND``.

Each is one line of JSON: when it began, how long it took, and what went wrong. Ends when it is ended.
"""

import json
import sys
import time

import django
from django.db import DatabaseError, connection, transaction


def save() -> str:
    """Store one row and one job in one transaction; return what went wrong."""
    from jobs import services  # noqa: PLC0415 - models, only after `django.setup()`
    from tests.faults import kinds  # noqa: PLC0415

    try:
        with transaction.atomic():
            job = services.enqueue(kind=kinds.EFFECT, payload={"ms": 2})
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {kinds.SAVES} VALUES (%s)", [str(job.pk)])
    except DatabaseError as error:
        return repr(error)
    return ""


def main(per_second: float) -> None:
    django.setup()
    due = time.monotonic()
    while True:
        at, began = time.time(), time.monotonic()
        wrong = save()
        took = time.monotonic() - began
        sys.stdout.write(json.dumps({"at": at, "took": took, "wrong": wrong}) + "\n")
        sys.stdout.flush()
        due = max(due + 1 / per_second, time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(float(sys.argv[1]))
