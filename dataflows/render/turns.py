"""Taking turns: so much at once on one machine, in however many processes it is asked for."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dataflows.render.errors import NoTurn

_LOOK_AGAIN: Final = 0.05


@contextmanager
def turn(places: Sequence[Path], *, within: float) -> Iterator[None]:
    """Hold one of ``places`` (files that are there anyway) while the block runs.

    Nothing is written and nothing left behind: the system lets a place go with the process that held it.

    Raises
    ------
    NoTurn
        All were held for ``within`` seconds.
    """
    held = _wait(places, time.monotonic() + within)
    try:
        yield
    finally:
        os.close(held)


def _wait(places: Sequence[Path], until: float) -> int:
    while True:
        for place in places:
            descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
            else:
                return descriptor
        if time.monotonic() >= until:
            raise NoTurn
        time.sleep(_LOOK_AGAIN)
