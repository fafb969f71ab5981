"""How wide text is in the shipped font, and how it breaks into lines: the same on every machine.

Widths come from ``font_metrics.json`` (made by ``bin/build-font-metrics``), never from fonts that
happen to be installed. All lengths are points.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import Final

REGULAR: Final = 400
SEMIBOLD: Final = 600
LINE_HEIGHT: Final = 1.25
ELLIPSIS: Final = "…"
# Text this long is cut before it is measured: no box shows more, and titles stay readable.
MAX_CHARACTERS: Final = 2_000

# XML 1.0 forbids these; the bidirectional controls could make one label rearrange its neighbours.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

# Written out, not asked of `unicodedata`: its answers change between Python versions, drawings must not.
_GUESSES: Final = (
    (0x0300, 0x036F, 0.0),  # combining marks
    (0x0483, 0x0489, 0.0),
    (0x0591, 0x05C7, 0.0),
    (0x0610, 0x061A, 0.0),
    (0x064B, 0x065F, 0.0),
    (0x1AB0, 0x1AFF, 0.0),
    (0x1DC0, 0x1DFF, 0.0),
    (0x200B, 0x200D, 0.0),  # zero-width space and joiners
    (0x20D0, 0x20FF, 0.0),
    (0xFE00, 0xFE0F, 0.0),  # variation selectors
    (0xFE20, 0xFE2F, 0.0),
    (0x1100, 0x115F, 1.0),  # Hangul, CJK, kana
    (0x2E80, 0xA4CF, 1.0),
    (0xAC00, 0xD7A3, 1.0),
    (0xF900, 0xFAFF, 1.0),
    (0xFE30, 0xFE6F, 1.0),
    (0xFF00, 0xFF60, 1.0),
    (0xFFE0, 0xFFE6, 1.0),
    (0x1F000, 0x1FAFF, 1.35),  # emoji
    (0x20000, 0x3FFFD, 1.0),
    (0xE0000, 0xE01EF, 0.0),
)


def clean(text: str) -> str:
    """Return ``text`` fit to stand in XML: one line, no characters that XML forbids or that reorder others.

    Examples
    --------
    >>> clean("Case\\x00 notes\\n and more ")
    'Case notes and more'
    """
    return " ".join(_FORBIDDEN.sub("", text).split())


@cache
def _widths(weight: int) -> dict[int, float]:
    """Return the advance of each character of the font at ``weight``, in ems."""
    table = json.loads(resources.files(__package__).joinpath("font_metrics.json").read_text(encoding="utf-8"))
    em = table["units_per_em"]
    return {
        first + offset: width / em
        for first, *run in table["faces"][str(weight)]
        for offset, width in enumerate(run)
    }


@cache
def _advance(character: str, weight: int) -> float:
    """Return one character's advance in ems, with a careful guess for scripts the font has no glyph for."""
    known = _widths(weight).get(ord(character))
    if known is not None:
        return known
    codepoint = ord(character)
    return next((width for first, last, width in _GUESSES if first <= codepoint <= last), 0.72)


def not_in_font(text: str) -> str:
    """Return the characters that the font has no picture of, each once, in the order in which they stand.

    Examples
    --------
    >>> not_in_font("Tŷ Gobaith"), not_in_font("新宿 and 新橋")
    ('', '新宿橋')
    """
    known = _widths(REGULAR)
    return "".join(
        one
        for one in dict.fromkeys(text)
        if ord(one) not in known and not one.isspace() and _advance(one, REGULAR)
    )


def text_width(text: str, *, size: float, weight: int = REGULAR) -> float:
    """Return how wide ``text`` is at ``size`` points.

    Examples
    --------
    >>> text_width("", size=14)
    0.0
    >>> text_width("Shelter", size=14) < text_width("Shelter", size=14, weight=SEMIBOLD)
    True
    """
    return size * sum((_advance(character, weight) for character in text), 0.0)


def clip(text: str, *, width: float, size: float, weight: int = REGULAR) -> str:
    """Return ``text``, or as much of it as fits in ``width`` with an ellipsis.

    Examples
    --------
    >>> clip("Arrests and police contact", width=90, size=14)
    'Arrests and…'
    """
    if text_width(text, size=size, weight=weight) <= width:
        return text
    room = width - text_width(ELLIPSIS, size=size, weight=weight)
    kept = 0
    for character in text:
        room -= size * _advance(character, weight)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def _pieces(text: str, *, width: float, size: float, weight: int) -> list[str]:
    """Split ``text`` into words, and words wider than a line into parts that fit."""
    pieces: list[str] = []
    for word in text.split():
        part, used = "", 0.0
        for character in word:
            advance = size * _advance(character, weight)
            if part and used + advance > width:
                pieces.append(part)
                part, used = "", 0.0
            part, used = part + character, used + advance
        pieces.append(part)
    return pieces


def wrap(
    text: str, *, width: float, size: float, weight: int = REGULAR, max_lines: int = 3
) -> tuple[str, ...]:
    """Break ``text`` at spaces into at most ``max_lines`` lines no wider than ``width``.

    A word longer than a line is broken where it must be; what does not fit ends in an ellipsis.

    Examples
    --------
    >>> wrap("Pennine Vale Mental Health Trust", width=150, size=14, weight=SEMIBOLD)
    ('Pennine Vale Mental', 'Health Trust')
    >>> wrap("", width=150, size=14)
    ()
    """
    pieces = _pieces(clean(text[:MAX_CHARACTERS]), width=width, size=size, weight=weight)
    lines: list[str] = []
    for number, piece in enumerate(pieces):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and text_width(longer, size=size, weight=weight) <= width:
            lines[-1] = longer
        elif len(lines) < max_lines:
            lines.append(piece)
        else:
            lines[-1] = clip(" ".join([lines[-1], *pieces[number:]]), width=width, size=size, weight=weight)
            break
    return tuple(lines)
