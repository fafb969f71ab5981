"""Finding words however they are written, and putting a tombstone in their place."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

TOMBSTONE: Final = "[removed]"


class Words:
    """Some words, found whatever their case, spacing, width or accents' composition.

    Examples
    --------
    >>> Words("Morgan Testperson").removed_from("Ask MORGAN  testperson.")
    'Ask [removed].'
    >>> Words("é").removed_from("cafe\\u0301")
    'caf[removed]'
    """

    def __init__(self, words: str) -> None:
        self.folded = _folded(words)
        self._pattern = re.compile(re.escape(self.folded))

    @property
    def are_in_the_tombstone(self) -> bool:
        """Say whether what stands in their place would hold these very words."""
        return self.folded in _folded(TOMBSTONE)

    def are_in(self, text: str) -> bool:
        return self.folded in _folded(text)

    def removed_from(self, text: str, *, longest: int | None = None) -> str:
        """Return ``text`` with a tombstone for each occurrence, cut to ``longest`` characters if need be.

        Examples
        --------
        >>> Words("Morgan").removed_from("Ask Morgan", longest=8)
        'Ask [rem'
        """
        if not self.are_in(text):
            return text
        letters, starts, ends = _laid_out(text)
        kept, position = [], 0
        for found in self._pattern.finditer(letters):
            kept += [text[position : max(position, starts[found.start()])], TOMBSTONE]
            position = ends[found.end() - 1]
        new = "".join([*kept, text[position:]])
        return new if longest is None or len(new) <= longest else new[:longest].rstrip()


def _laid_out(text: str) -> tuple[str, list[int], list[int]]:
    """Return the folded text, and for each of its letters where in the original it starts and ends."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for letter in _fold(text[start:end]):
            if letter == " " and (not letters or letters[-1] == " "):
                if ends:
                    ends[-1] = end
                continue
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return "".join(letters), starts, ends


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    return _laid_out(text)[0].strip()


def _fold(cluster: str) -> str:
    """Return a letter with its accents as it is compared; nothing for what cannot be seen."""
    seen = "".join(sign for sign in cluster if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return "".join(" " if sign.isspace() or unicodedata.category(sign) == "Cc" else sign for sign in folded)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each letter with the accents that follow it starts and ends."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            if start < index:
                yield start, index
            start = index
