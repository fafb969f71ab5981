"""What the register holds: its four kinds of rows, and the facts of each that people may change.

Pages, services and the API read this one table. The value of a fact, wherever it leaves its row (in a form,
the log, the API), has the shape its ``Shape`` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from dataflows.graph.vocabulary import AGREEMENT_KINDS, ORGANISATION_KINDS, SENSITIVITIES, STORAGE_KINDS
from dataflows.models.register import Agreement, DataType, Storage
from organisations.models import Area, Organisation, Theme

LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 10_000


class Shape(StrEnum):
    """How a fact's value looks outside its row."""

    LINE = "line"  # a text of one line
    TEXT = "text"  # a text of several lines
    CODE = "code"  # a code of a closed list; "" is not recorded
    FLAG = "flag"  # true or false
    KNOWN = "known"  # true, false, or null for not recorded
    DATE = "date"  # an ISO date, or ""
    ONE = "one"  # the id of a row, or ""
    MANY = "many"  # ids of rows, sorted
    NAMES = "names"  # other names, sorted
    READERS = "readers"  # who can open a storage: {"organisation": id or "", "role": …, "notes": …}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact of a row: ``name`` is its column too. ``in_bulk``: it may be given to many rows at once."""

    name: str
    label: Any
    shape: Shape = Shape.LINE
    choices: Mapping[str, Any] = field(default_factory=dict)
    model: type[models.Model] | None = None
    required: bool = False
    in_bulk: bool = False
    # Pages say of it that it is not recorded yet; of others, that there is none.
    expected: bool = False
    help: Any = ""

    @property
    def longest(self) -> int:
        """Return how many characters a text may have."""
        return LONGEST_TEXT if self.shape is Shape.TEXT else LONGEST_LINE


@dataclass(frozen=True, kw_only=True, eq=False)
class RegisterKind:
    """One kind of rows: ``code`` is its name in the log, ``slug`` in addresses."""

    code: str
    slug: str
    one: Any
    many: Any
    model: type[models.Model]
    facts: tuple[Fact, ...]

    def fact(self, name: str) -> Fact:
        """Return the fact with this name; ``KeyError`` when there is none."""
        return self._by_name[name]

    @property
    def _by_name(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @property
    def in_bulk(self) -> tuple[Fact, ...]:
        """Return the facts that may be given to many rows at once."""
        return tuple(fact for fact in self.facts if fact.in_bulk)


_NAME: Final = Fact(name="name", label=_("Name"), required=True)
_NOTES: Final = Fact(name="notes", label=_("Notes"), shape=Shape.TEXT)

ORGANISATIONS: Final = RegisterKind(
    code="organisation",
    slug="organisations",
    one=_("organisation"),
    many=_("Organisations"),
    model=Organisation,
    facts=(
        _NAME,
        Fact(name="short_name", label=_("Short name")),
        Fact(
            name="aliases",
            label=_("Other names"),
            shape=Shape.NAMES,
            help=_("One on each line: imports know the organisation by each of them"),
        ),
        Fact(
            name="kind",
            label=_("Kind"),
            shape=Shape.CODE,
            expected=True,
            choices=ORGANISATION_KINDS,
            in_bulk=True,
        ),
        Fact(name="public_body", label=_("Public body"), shape=Shape.KNOWN, expected=True, in_bulk=True),
        Fact(name="parent", label=_("Part of"), shape=Shape.ONE, model=Organisation, in_bulk=True),
        Fact(name="areas", label=_("Areas"), shape=Shape.MANY, expected=True, model=Area, in_bulk=True),
        Fact(name="themes", label=_("Themes"), shape=Shape.MANY, model=Theme, in_bulk=True),
        Fact(
            name="named",
            label=_("It is one organisation, and we know which"),
            shape=Shape.FLAG,
            help=_("Leave it unticked for a group that nobody has named, such as “local partners”"),
        ),
        Fact(
            name="draft",
            label=_("Still a draft"),
            shape=Shape.FLAG,
            in_bulk=True,
            help=_("Somebody typed it or a file brought it, and nobody has checked it yet"),
        ),
        _NOTES,
    ),
)
DATA_TYPES: Final = RegisterKind(
    code="data_type",
    slug="data-types",
    one=_("data type"),
    many=_("Data types"),
    model=DataType,
    facts=(
        _NAME,
        Fact(
            name="sensitivity",
            label=_("Sensitivity"),
            expected=True,
            shape=Shape.CODE,
            choices=SENSITIVITIES,
            in_bulk=True,
        ),
        Fact(name="category", label=_("Category"), expected=True, in_bulk=True),
        Fact(
            name="could_hurt",
            label=_("Could hurt somebody in the wrong hands"),
            shape=Shape.FLAG,
            in_bulk=True,
        ),
        Fact(name="dpv_concept", label=_("DPV concept"), help=_("For example: dpv-pd:HealthData")),
        _NOTES,
    ),
)
STORAGE: Final = RegisterKind(
    code="storage",
    slug="storage",
    one=_("storage"),
    many=_("Storage"),
    model=Storage,
    facts=(
        _NAME,
        Fact(
            name="organisation",
            label=_("Whose it is"),
            shape=Shape.ONE,
            model=Organisation,
            required=True,
        ),
        Fact(
            name="kind", label=_("Kind"), shape=Shape.CODE, expected=True, choices=STORAGE_KINDS, in_bulk=True
        ),
        Fact(name="location", label=_("Where it is hosted"), expected=True, in_bulk=True),
        Fact(name="readers", label=_("Who can open it"), expected=True, shape=Shape.READERS),
        Fact(name="access_note", label=_("Who can open it, in words"), shape=Shape.TEXT, in_bulk=True),
        Fact(name="security", label=_("How it is protected"), expected=True, shape=Shape.TEXT, in_bulk=True),
        Fact(name="retention", label=_("How long it is kept"), expected=True, shape=Shape.TEXT, in_bulk=True),
        _NOTES,
    ),
)
AGREEMENTS: Final = RegisterKind(
    code="agreement",
    slug="agreements",
    one=_("agreement"),
    many=_("Agreements"),
    model=Agreement,
    facts=(
        _NAME,
        Fact(
            name="kind",
            label=_("Kind"),
            shape=Shape.CODE,
            expected=True,
            choices=AGREEMENT_KINDS,
            in_bulk=True,
        ),
        Fact(name="review_date", label=_("Review date"), expected=True, shape=Shape.DATE, in_bulk=True),
        _NOTES,
    ),
)

KINDS: Final[Mapping[str, RegisterKind]] = {
    kind.slug: kind for kind in (ORGANISATIONS, DATA_TYPES, STORAGE, AGREEMENTS)
}
BY_CODE: Final[Mapping[str, RegisterKind]] = {kind.code: kind for kind in KINDS.values()}
