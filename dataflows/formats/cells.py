"""Single cells: what is refused, what is cleaned, and how a cell with several names or a date is read."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from dataflows.errors import FormatError
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# Turning text round invisibly shows people another name than the one that is stored.
OVERRIDES: Final = re.compile("[\u202d\u202e]")
INVISIBLE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202c\u2066-\u2069\ufeff]")
# NUL, what turns text round, and halves of characters.
_UNKEEPABLE: Final = re.compile("[\x00\u202d\u202e\ud800-\udfff]")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
FORMULA: Final = re.compile(r"\s*(=\S|[+@-]\s*[A-Za-z_.]+\s*\()")
# A command for another program: +cmd|'/c calc'!A1. In parts, since one expression would try every pair.
COMMAND_START: Final = re.compile(r"\s*[=+@-]")
COMMAND_NAME: Final = re.compile(r"\w\|\s*['\"]")
COMMAND_CELL: Final = re.compile(r"!\s*\$?[A-Z]")
GUARDED: Final = re.compile(r"^'+[=+@\t\r-]")
RISKY: Final = re.compile(r"^'*[=+@\t\r-]")
DAY_FORMATS: Final = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")
PLAIN_DAY_FORMATS: Final = 2
MAX_PIECES: Final = 1_000


def unkeepable(text: str) -> str:
    """Return which character no database can hold or no page shows as it was typed; "" when there is none.

    >>> unkeepable("Shelter"), unkeepable("Shel\u202eter")
    ('', 'U+202E')
    """
    found = _UNKEEPABLE.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def shows(text: str) -> bool:
    """Say whether anything of a text can be seen: not spaces, and not what only joins or parts letters.

    >>> shows("ŵ"), shows(" \u200b\u2060")
    (True, False)
    """
    return any(unicodedata.category(one) not in _UNSEEN for one in text)


def clean(cell: str, *, row: int, column: str) -> tuple[str, bool]:
    """Return ``cell`` as text, and whether invisible characters were taken out of it.

    Text is never run: a cell that a spreadsheet would run is refused, unless it says that it is text
    by a leading apostrophe, as our own export writes it.

    Raises
    ------
    FormatError
        For a formula, and for characters that turn the direction of text round.
    """
    if OVERRIDES.search(cell):
        raise FormatError(
            _(
                "Row %(row)s, column “%(column)s”, holds an invisible character that turns text round, so "
                "that people would read another name; take it out and try again."
            ),
            row=row,
            column=column,
        )
    if _is_formula(cell):
        raise FormatError(
            _("Row %(row)s, column “%(column)s”, holds a formula (%(start)s); put plain text there."),
            row=row,
            column=column,
            start=" ".join(cell.split())[:20],
        )
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = INVISIBLE.sub("", plain).strip()
    return unguard(cleaned), cleaned != plain.strip()


def _is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would run ``cell``. Takes time in proportion to its length."""
    if FORMULA.match(cell):
        return True
    start = COMMAND_START.match(cell)
    name = COMMAND_NAME.search(cell, start.end()) if start else None
    return name is not None and COMMAND_CELL.search(cell, name.end()) is not None


def guard(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: with an apostrophe before what could be a formula.

    Examples
    --------
    >>> guard("=1+1"), unguard(guard("=1+1")), guard("plain")
    ("'=1+1", '=1+1', 'plain')
    """
    return f"'{text}" if RISKY.match(text) else text


def unguard(text: str) -> str:
    """Return ``text`` without the apostrophe that :func:`guard` put before it."""
    return text[1:] if GUARDED.match(text) else text


class Day(NamedTuple):
    """A day as ISO text; ``guessed`` when its order of day and month had to be assumed."""

    iso: str
    guessed: bool


def day_of(text: str) -> Day | None:
    """Return the day that ``text`` names, or ``None``.

    Examples
    --------
    >>> day_of("2026-03-31"), day_of("31/03/2026"), day_of("31 March 2026"), day_of("soon")
    (Day(iso='2026-03-31', guessed=False), Day(iso='2026-03-31', guessed=True), \
Day(iso='2026-03-31', guessed=False), None)
    """
    text = " ".join(text.split())
    try:
        return Day(date.fromisoformat(text[:10]).isoformat(), guessed=len(text) > 10)
    except ValueError:
        pass
    for number, form in enumerate(DAY_FORMATS):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  a day in a sheet has no time zone
        except ValueError:
            continue
        return Day(day.isoformat(), guessed=number >= PLAIN_DAY_FORMATS)
    return None


class Names(NamedTuple):
    """The names in one cell; ``guessed`` when commas had to part them."""

    names: tuple[str, ...]
    guessed: bool


@dataclass(frozen=True)
class KnownNames:
    """Names that hold commas of their own, made ready once for all cells of a sheet.

    Parameters
    ----------
    by_key
        Name without regard to case and spaces -> name.
    sizes
        How many pieces the names fall into at their commas, the most first: no other run of pieces in a cell
        can be one of them.
    """

    by_key: Mapping[str, str]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "KnownNames":
        """Make ``names`` ready."""
        by_key = {_squeezed(name).casefold(): name for name in names}
        return cls(by_key, tuple(sorted({key.count(",") + 1 for key in by_key}, reverse=True)))


NOTHING_KNOWN: Final = KnownNames({}, ())


def names_in(cell: str, known: KnownNames = NOTHING_KNOWN) -> Names:
    """Return the names that ``cell`` lists: by semicolons or lines, else the longest known name, else commas.

    A name in double quotes is one name, whatever it holds.

    Examples
    --------
    >>> names_in("Name; Health, safety and wellbeing").names
    ('Name', 'Health, safety and wellbeing')
    >>> names_in("Name, Health, safety and wellbeing", KnownNames.of(["Health, safety and wellbeing"])).names
    ('Name', 'Health, safety and wellbeing')
    >>> names_in("Name, Address")
    Names(names=('Name', 'Address'), guessed=True)
    """
    parts = _split(cell, ";\n")
    if len(parts) > 1:
        return Names(_once(_unquote(part) for part in parts), guessed=False)
    whole = _unquote(cell)
    if whole.casefold() in known.by_key or "," not in cell:
        return Names(_once([whole]), guessed=False)
    found, unknown = _longest_first(_split(cell, ","), known)
    return Names(_once(found), guessed=unknown)


def _longest_first(pieces: Sequence[str], known: KnownNames) -> tuple[list[str], bool]:
    found: list[str] = []
    unknown = False
    at = 0
    # A cell that lists more than anybody may list is not worth a search: the caller refuses it.
    sizes = known.sizes if len(pieces) <= MAX_PIECES else ()
    while at < len(pieces):
        for size in sizes:
            name = known.by_key.get(_unquote(",".join(pieces[at : at + size])).casefold())
            if name is not None and at + size <= len(pieces):
                found.append(name)
                at += size
                break
        else:
            unknown = unknown or not pieces[at].strip().startswith('"')
            found.append(_unquote(pieces[at]))
            at += 1
    return found, unknown


def _split(cell: str, separators: str) -> list[str]:
    """Split at ``separators`` outside double quotes; a quote that is never closed is an ordinary letter."""
    if cell.count('"') % 2:
        return re.split(f"[{separators}]", cell)
    return re.findall(rf'(?:"[^"]*"|[^"{separators}])+', cell) or [""]


def _unquote(name: str) -> str:
    name = _squeezed(name)
    if len(name) > 1 and name[0] == name[-1] == '"' and '"' not in name[1:-1].replace('""', ""):
        name = name[1:-1].replace('""', '"').strip()
    return name


def _squeezed(name: str) -> str:
    return " ".join(name.split())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, as it is first written: "name" and "Name" are one."""
    first: dict[str, str] = {}
    for name in filter(None, names):
        first.setdefault(unicodedata.normalize("NFKC", name).casefold(), name)
    return tuple(first.values())
