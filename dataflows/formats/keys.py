"""How words from files are compared: without regard to case, accents, spaces and punctuation."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

MARKS: Final = re.compile(r"[\W_]")
RING_SHOWN: Final = 8
SHORT: Final = 100


def key(text: str) -> str:
    """Return ``text`` reduced to what counts when headings and labels are compared.

    Examples
    --------
    >>> key("From organisation") == key("from_organisation") == key("FROM-ORGANISATION ")
    True
    """
    return _short_key(text) if len(text) <= SHORT else _key(text)


def _key(text: str) -> str:
    if text.isascii():
        return MARKS.sub("", text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return MARKS.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))


# The same words come again in every row; a cell of many lines hardly does, and would fill the memory.
_short_key = lru_cache(maxsize=20_000)(_key)


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
