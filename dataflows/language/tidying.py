"""The pieces of a text put together again after something was cut out between them."""

import re
from collections.abc import Sequence
from functools import partial, reduce
from typing import Final

# Marks that only join what stands on both sides of them.
JOINTS: Final = " \t,;:|/&<>=\u2192\u2013\u2014-"
CLOSE_UP: Final = ("", ",", ";", ":")
STOPS: Final = ".!?\u2026"
PAIRS: Final = ("()", "[]", "{}", '""', "''", "\u201c\u201d", "\u2018\u2019")
OPENING: Final = ("(", "[", "{")
CLOSING: Final = (")", "]", "}")
POSSESSIVE: Final = re.compile(r"^['\u2019][sS](?!\w)")


def tidy(pieces: Sequence[str], *, apart: bool = False) -> str:
    """Return ``pieces`` as one text, without the spaces, marks and empty brackets that now join nothing.

    ``apart`` keeps a comma between pieces that would otherwise stand side by side.

    Examples
    --------
    >>> tidy(["Ask ", ", the manager"]), tidy(["Ask ", " about it (", ")."]), tidy(["Told by ", ": ", "."])
    ('Ask, the manager', 'Ask about it.', 'Told by.')
    """
    whole = reduce(partial(_joined, between="," if apart else ""), pieces)
    return whole if any(one.isalnum() for one in whole) else ""


def _joined(left: str, right: str, *, between: str) -> str:
    left, right = _emptied(left, POSSESSIVE.sub("", right))
    before, after = left.rstrip(JOINTS), right.lstrip(JOINTS)
    if not before or before.endswith("\n"):
        # A stop here would end nothing, and neither would a line with nothing on it.
        return before + after.lstrip(STOPS + JOINTS).removeprefix("\n")
    if not after or before.endswith(OPENING) or after.startswith((*CLOSING, "\n")):
        return before + after
    if after[0] in STOPS:
        return before.rstrip(STOPS) + after
    marks = right[: len(right) - len(after)].split() or left[len(before) :].split() or [""]
    mark = between or marks[0]
    return f"{before}{'' if mark in CLOSE_UP else ' '}{mark} {after}"


def _emptied(left: str, right: str) -> tuple[str, str]:
    """Take away the brackets and quotation marks that have nothing between them any more."""
    while (before := left.rstrip(JOINTS)) and (after := right.lstrip(JOINTS)):
        if before[-1] + after[0] not in PAIRS:
            break
        left, right = before[:-1], after[1:]
    return left, right
