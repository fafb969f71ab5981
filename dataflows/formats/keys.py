"""Words and rings of names from files."""

import re
from collections.abc import Sequence
from typing import Final

from dataflows.graph.keys import key

RING_SHOWN: Final = 8


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``, each reduced like :func:`key`."""
    return frozenset(filter(None, (key(word) for word in re.split(r"[\s/,;:()_–-]+", text))))  # noqa: RUF001


def ring_of(names: Sequence[str]) -> str:
    """Return the names of a ring in order; of a long one its start and end.

    Examples
    --------
    >>> ring_of(["A", "B", "A"])
    'A → B → A'
    """
    shown = [name[:40] for name in names]
    if len(shown) > RING_SHOWN:
        shown[RING_SHOWN // 2 : -RING_SHOWN // 2] = ["…"]
    return " → ".join(shown)
