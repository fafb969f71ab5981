"""Who sends to whom, in a line: whatever the names are written in, the first stands before the second."""

import unicodedata
from typing import Final

# Letters written from right to left, and Arabic digits.
_LEFTWARDS: Final = frozenset({"R", "AL", "AN"})
# Invisible; the arrow between two of them is read in the line's own direction.
_RIGHTWARDS: Final = "\u200e"


def ends_in_line(source: str, target: str) -> str:
    """Return both ends with an arrow between them.

    Two names that are both written from right to left would be shown with the receiver first, since what
    stands between them takes their direction.

    Examples
    --------
    >>> ends_in_line("Shelter", "MCC")
    'Shelter → MCC'
    >>> ends_in_line("\u0623", "\u0628") == "\u0623\u200e → \u200e\u0628"
    True
    """
    mark = _RIGHTWARDS if _is_leftwards(source) or _is_leftwards(target) else ""
    return f"{source}{mark} → {mark}{target}"


def _is_leftwards(name: str) -> bool:
    return any(unicodedata.bidirectional(one) in _LEFTWARDS for one in name)
