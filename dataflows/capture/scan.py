"""A line while it is read: folded to plain characters, its names masked, each stretch with its role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from dataflows.capture.known import Known, small
from dataflows.capture.said import NOT_UNDERSTOOD, Piece
from dataflows.capture.words import MASK
from dataflows.language.folding import Folded, fold

QUOTES: Final = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
# Between two stretches these say nothing of their own.
SILENT: Final = re.compile(r"[\s,;:.…!()\[\]|/\\\u2013-]*")
Range = tuple[int, int]


@dataclass
class Scan:
    """One line being read. Places are those of the folded text; ``roles`` is what is understood so far."""

    line: str
    known: Known
    folded: Folded = field(init=False)
    low: str = field(init=False)
    masked: str = field(init=False)
    quoted: dict[int, tuple[int, str]] = field(default_factory=dict)
    roles: list[tuple[int, int, str]] = field(default_factory=list)
    holes: list[Range] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = fold(self.line)
        self.low = small(self.folded.text).replace("\n", " ")
        self.masked = "".join(self._masked())

    def _masked(self) -> Iterator[str]:
        at, low = 0, self.low
        while at < len(low):
            end = self._quoted(at) or self._known(at) or at + 1
            yield MASK * (end - at) if end > at + 1 or self._known(at) else low[at]
            at = end

    def _quoted(self, at: int) -> int:
        """Return where words in quotation marks that begin here end; a doubled mark is part of them."""
        closing = QUOTES.get(self.folded.text[at])
        if closing is None or (at and self.low[at - 1].isalnum()):
            return 0
        text, end = self.folded.text, at + 1
        while (end := text.find(closing, end)) >= 0:
            if text[end + 1 : end + 2] != closing:
                break
            end += 2
        if end < 0 or self.low[end + 1 : end + 2].isalnum():
            return 0
        # From right after the mark: an accent may stand there, which is read as nothing.
        places = self.folded.places
        inner = self.line[places[at] + 1 : places[end]].replace(closing * 2, closing).strip()
        if not inner:
            return 0
        self.quoted[at] = (end + 1, inner)
        return end + 1

    def _known(self, at: int) -> int:
        before = self.low[at - 1 : at]
        if self.low[at].isspace() or (before.isalnum() and self.low[at].isalnum()):
            return 0
        return self.known.at(self.low, at)

    def _original(self, start: int, end: int) -> str:
        places = self.folded.places
        return self.line[places[start] : places[end]]

    def strip(self, start: int, end: int, more: str = "") -> Range:
        """Return the range without the spaces, holes and characters of ``more`` round it."""
        while start < end and (self._blank(start) or self.masked[start] in more):
            start += 1
        while start < end and (self._blank(end - 1) or self.masked[end - 1] in more):
            end -= 1
        return start, end

    def _blank(self, at: int) -> bool:
        return self.masked[at].isspace()

    def is_quoted(self, start: int, end: int) -> bool:
        """Say whether a range is one stretch in quotation marks."""
        return start in self.quoted and self.quoted[start][0] == end

    def name(self, start: int, end: int) -> str:
        """Return what a range calls: without its quotation marks, on one line, and without holes."""
        start, end = self.strip(start, end)
        if self.is_quoted(start, end):
            return self.quoted[start][1]
        parts, at = [], start
        for first, last in sorted(self.holes):
            if start <= first and last <= end:
                parts.append(self._original(at, first))
                at = last
        return " ".join(" ".join([*parts, self._original(at, end)]).split())

    def take(self, start: int, end: int, role: str) -> None:
        """Remember what a range was taken for."""
        if start < end:
            self.roles.append((start, end, role))

    def cut(self, start: int, end: int, role: str) -> None:
        """Take a range out: what is read after it does not see it."""
        self.take(start, end, role)
        self.holes.append((start, end))
        self.masked = self.masked[:start] + " " * (end - start) + self.masked[end:]

    def find(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield where a pattern of the grammar stands in a range."""
        return pattern.finditer(self.masked, start, end)

    def words(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield where words of the grammar stand in a range, also those that end with a known name."""
        found = pattern.finditer(self.low, start, end)
        return (one for one in found if self.masked[one.start()] != MASK)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the whole line in pieces, what nobody took among them."""
        found: list[tuple[int, int, str]] = []
        at = 0
        for start, end, role in _apart(self.roles):
            if start > at:
                found.append((at, start, self._gap(at, start)))
            found.append((start, end, role))
            at = end
        length = len(self.low)
        if at < length or not found:
            found.append((at, length, self._gap(at, length)))
        places = [self.folded.places[start] for start, _end, _role in found]
        # What cannot be seen at the very beginning belongs to the first piece.
        bounds = [0, *places[1:], len(self.line)]
        return tuple(
            Piece(role, self.line[first:last])
            for (_start, _end, role), first, last in zip(found, bounds, bounds[1:], strict=False)
        )

    def _gap(self, start: int, end: int) -> str:
        return "joiner" if SILENT.fullmatch(self.low, start, end) else NOT_UNDERSTOOD


def _apart(roles: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield ranges in order; of two that overlap, the shorter keeps its place within the longer."""
    at = 0
    stack = sorted(roles, key=lambda each: (each[0], -each[1]))
    edges = sorted({edge for start, end, _role in stack for edge in (start, end)})
    for start, end in pairwise(edges):
        over = [each for each in stack if each[0] <= start and end <= each[1]]
        if over and start >= at:
            yield start, end, min(over, key=lambda each: each[1] - each[0])[2]
            at = end
