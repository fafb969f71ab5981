"""What a programme's register holds, in numbers, and what in it waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dataflows.models.register_kinds import (
    AGREEMENTS,
    DATA_TYPES,
    KINDS,
    ORGANISATIONS,
    STORAGE,
    RegisterKind,
)
from dataflows.selectors.register_lists import BLANK, Sought, sought_rows
from organisations.models import Programme
from organisations.permissions import Actor


@dataclass(frozen=True)
class Waiting:
    """Rows that somebody should look at: ``what`` is a word for pages, ``query`` finds them."""

    what: str
    query: dict[str, str]
    count: int


@dataclass(frozen=True)
class KindSummary:
    """One kind: how many rows there are, and those that wait."""

    kind: RegisterKind
    count: int
    waiting: Sequence[Waiting]


_WAITING: Final[dict[RegisterKind, tuple[tuple[str, dict[str, str]], ...]]] = {
    ORGANISATIONS: (("draft", {"draft": "yes"}),),
    DATA_TYPES: (("sensitivity", {"sensitivity": BLANK}),),
    STORAGE: (("retention", {"missing": "retention"}), ("readers", {"missing": "readers"})),
    AGREEMENTS: (("due", {"review_date": "due"}), ("review_date", {"review_date": BLANK})),
}


def register_summary(actor: Actor, programme: Programme) -> list[KindSummary]:
    """Return each kind of the register in numbers. Ten queries.

    Raises
    ------
    NotVisible, NotAllowed
        The actor does not read this register.
    """
    return [
        KindSummary(
            kind=kind,
            count=sought_rows(actor, kind, programme, Sought()).count(),
            waiting=[
                Waiting(what, query, count)
                for what, query in _WAITING[kind]
                if (count := sought_rows(actor, kind, programme, _sought(query)).count())
            ],
        )
        for kind in KINDS.values()
    ]


def _sought(query: dict[str, str]) -> Sought:
    facts = {name: value for name, value in query.items() if name != "missing"}
    return Sought(facts=facts, missing=query.get("missing", ""))
