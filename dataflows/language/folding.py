"""Text folded to plain letters, digits and spaces for reading, with the way back to where each stood."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# What Unicode does not take apart, or takes apart into a space and an accent.
ALIKE: Final = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4", "'"),
    **dict.fromkeys("\u2212\u2043", "-"),
    **dict.fromkeys("\r\x0b\x0c\x85", "\n"),
    **{"\t": " ", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "\u0131": "i"},
    **{"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"},
}
# Kinds of character that stand for one plain one; what is not seen (format characters, marks) is left out.
BY_CATEGORY: Final = {"Cf": "", "Mn": "", "Mc": "", "Me": "", "Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n"}

# Some characters stand for a whole sentence, and a text of them would grow eighteen times.
LIGATURE: Final = 4


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is read, and where each of its characters (and its end) stands in the original."""

    text: str
    places: Sequence[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the original, with the marks that follow it."""
        last = self.places[end - 1] + 1 if end > start else 0
        return self.places[start], max(last, self.places[end])


@lru_cache(maxsize=4096)
def plain_character(character: str) -> str:
    """Return what ``character`` is read as: nothing, itself, or the plain characters it stands for.

    Examples
    --------
    >>> [plain_character(one) for one in ("é", "\\uff17", "\\u200b", "\\u2011", "ł")]
    ['e', '7', '', '-', 'l']
    """
    if character in ALIKE:
        return ALIKE[character]
    category = unicodedata.category(character)
    if category in BY_CATEGORY:
        return BY_CATEGORY[category]
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "No":
        # A raised ² after a number is a footnote and not one more digit.
        return character
    apart = unicodedata.normalize("NFKD", character)
    if len(apart) > LIGATURE:
        return character
    return "".join(one for one in apart if not unicodedata.category(one).startswith("M"))


def fold(text: str) -> Folded:
    """Return ``text`` as it is read, however it was typed or pasted.

    Examples
    --------
    >>> folded = fold("Zoë: \\uff10\\u200b7")
    >>> folded.text, folded.back(5, 7)
    ('Zoe: 07', (5, 8))
    """
    if text.isascii() and text.isprintable():
        return Folded(text, range(len(text) + 1))
    read: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in plain_character(character):
            read.append(one)
            places.append(place)
    places.append(len(text))
    return Folded("".join(read), places)
