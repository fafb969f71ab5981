"""How words are compared: without regard to case, accents, spaces and punctuation."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

MARKS: Final = re.compile(r"[\W_]")
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
