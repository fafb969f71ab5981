"""How the same is done in several areas: their flows matched by who sends what kind of data to whom.

A flow stands in one row, by the roles of its ends and its most sensitive data, so that counts add up. Who
has power over the person keeps a role of its own, as everywhere (:mod:`dataflows.graph.company`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from dataflows.graph.company import company_of
from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import NOT_KNOWN, SENSITIVITIES

# What is looked at in every row: when the person is told, the choice, the law, the paper and the way.
FACTS: Final = (
    "person_told",
    "person_choice",
    "sender_lawful_basis",
    "receiver_lawful_basis",
    "agreement",
    "channel",
)

# In the order of the lanes; what a company of the picture holds together by lane has its own role here.
ROLES: Final = (
    "person",
    *("community", "council", "childrens", "health", "police", "probation", "youth_justice", "prisons"),
    *("housing", "bailiffs", "benefits", "immigration", "central", "public_body", "private", "research"),
    *("partnership", "unnamed", "other", "", "meetings", "storages"),
)
WAYS: Final = ("sensitivity", "data", "ends")
"""What parts the flows between two roles into rows: how sensitive, which data, or nothing."""


class Kind(NamedTuple):
    """What makes a row: the roles of its ends, and its most sensitive data (a code, a name or nothing)."""

    sender: str
    receiver: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One column: an area with the graphs of its maps, by the maps' ids."""

    id: Id
    graphs: Mapping[Id, FlowGraph]


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A flow with the map that it is on."""

    map: Id
    graph: FlowGraph
    flow: Flow


class Said(NamedTuple):
    """One answer to a fact: how it is compared (``""`` is not known), how it is written, how many say it."""

    key: str
    text: str
    flows: int


@dataclass(frozen=True)
class Cell:
    """The flows of one kind in one area; never empty."""

    flows: tuple[Placed, ...]

    @cached_property
    def said(self) -> Mapping[str, tuple[Said, ...]]:
        """Return every answer to each fact, the first one first; the counts are the flows each time."""
        return {fact: _said(fact, self.flows) for fact in FACTS}

    def known(self, fact: str) -> frozenset[str]:
        """Return what is known of a fact, ready to be compared."""
        return frozenset(said.key for said in self.said[fact] if said.key)

    def is_unknown(self, fact: str) -> bool:
        """Say whether some flow has no answer, or the answer that it is not known."""
        return any(not said.key for said in self.said[fact])

    def is_unrecorded(self, fact: str) -> bool:
        """Say whether no flow has any answer, not even that it is not known."""
        return not any(said.text for said in self.said[fact])


@dataclass(frozen=True)
class Exchange:
    """One row: the cells of the areas that have such flows, by their ids and in their order."""

    kind: Kind
    cells: Mapping[Id, Cell]
    sides: int

    @property
    def count(self) -> int:
        """Return how many flows the row holds."""
        return sum(len(cell.flows) for cell in self.cells.values())

    @property
    def is_shared(self) -> bool:
        """Say whether two areas or more have it."""
        return len(self.cells) > 1

    @cached_property
    def verdicts(self) -> Mapping[str, str]:
        """Return for each fact of a shared row ``same``, ``differs``, ``unknown`` or ``nowhere``.

        What is recorded in two areas and is not the same *differs*. Where it does not, and somewhere there
        is no answer, it is *unknown* whether it does; with no answer in any area there is *nowhere* one.
        """
        return {fact: _verdict(fact, list(self.cells.values())) for fact in FACTS} if self.is_shared else {}

    def facts_that(self, verdict: str) -> tuple[str, ...]:
        """Return the facts with this verdict."""
        return tuple(fact for fact, found in self.verdicts.items() if found == verdict)

    @property
    def differs(self) -> bool:
        """Say whether an area lacks it, or does it otherwise as far as is recorded."""
        return len(self.cells) < self.sides or bool(self.facts_that("differs"))

    @property
    def is_open(self) -> bool:
        """Say whether something is not known that would be needed to compare."""
        return bool(self.facts_that("unknown") or self.facts_that("nowhere"))


@dataclass(frozen=True)
class Wanted:
    """Which flows are compared: those of a theme's organisations, those whose worst data is so sensitive."""

    theme: str = ""
    sensitivity: str | None = None

    def takes(self, placed: Placed) -> bool:
        """Say whether a flow is wanted."""
        if self.sensitivity is not None and _sensitivity(placed) != self.sensitivity:
            return False
        ends = (placed.graph.organisation_of(end) for end in (placed.flow.source, placed.flow.target))
        return not self.theme or any(self.theme in node.themes for node in ends)


EVERYTHING: Final = Wanted()


def side_by_side(
    sides: Sequence[Side], *, way: str = "sensitivity", wanted: Wanted = EVERYTHING
) -> list[Exchange]:
    """Return the rows of some areas, ordered by who sends, who receives and what.

    Parameters
    ----------
    sides
        The areas, in the order of the columns.
    way
        One of :data:`WAYS`.
    wanted
        Which flows to take; every one of them is in exactly one cell of one row.

    Examples
    --------
    >>> def area(told, kind):
    ...     nodes = (Node(id="a", kind="person", name="Sam"),
    ...              Node(id="b", kind="organisation", name="B", organisation_kind=kind))
    ...     flow = Flow(id="f", source="a", target="b", person_told=told)
    ...     return FlowGraph(nodes=nodes, flows=(flow,))
    >>> rows = side_by_side([Side("1", {"m": area("before", "nhs")}), Side("2", {"n": area("after", "nhs")})])
    >>> [(row.kind, row.facts_that("differs")) for row in rows]
    [(Kind(sender='person', receiver='health', data=''), ('person_told',))]
    >>> rows = side_by_side([Side("1", {"m": area("", "nhs")}), Side("2", {"n": area("", "police")})])
    >>> [(row.kind.receiver, list(row.cells)) for row in rows]
    [('health', ['1']), ('police', ['2'])]
    """
    names: dict[str, str] = {}
    found: dict[Kind, dict[Id, list[Placed]]] = {}
    for side in sides:
        for placed in flows_of(side):
            if wanted.takes(placed):
                kind = _kind(placed, way, names)
                found.setdefault(kind, {}).setdefault(side.id, []).append(placed)
    rows = [
        Exchange(kind, {side: Cell(tuple(flows)) for side, flows in cells.items()}, len(sides))
        for kind, cells in found.items()
    ]
    return sorted(rows, key=lambda row: _place(row.kind, way))


def flows_of(side: Side) -> Iterable[Placed]:
    """Yield every flow of an area, map after map, in the maps' own order."""
    for map_id, graph in side.graphs.items():
        for flow in graph.flows:
            yield Placed(map_id, graph, flow)


def role_of(node: Node) -> str:
    """Return the role, one of :data:`ROLES`, in which an organisation, a meeting or the person is matched.

    Examples
    --------
    >>> role_of(Node(id="a", kind="organisation", name="Partners", named=False))
    'unnamed'
    >>> role_of(Node(id="a", kind="organisation", name="Police partners", named=False))
    'police'
    """
    company = company_of(node)
    if not company:
        return "person"
    if company != "national":
        return company
    if not node.named:
        return "unnamed"
    return node.organisation_kind if node.organisation_kind in ROLES else "other"


def _kind(placed: Placed, way: str, names: dict[str, str]) -> Kind:
    graph, flow = placed.graph, placed.flow
    sender, receiver = (role_of(graph.organisation_of(end)) for end in (flow.source, flow.target))
    return Kind(sender, receiver, _data(placed, way, names))


def _data(placed: Placed, way: str, names: dict[str, str]) -> str:
    if way == "sensitivity":
        return _sensitivity(placed)
    worst = placed.graph.most_sensitive(placed.flow) if way == "data" else None
    # Registers change between two versions: a data type is known by its name, as it is first written.
    return names.setdefault(_key(worst.name), _squeeze(worst.name)) if worst else ""


def _sensitivity(placed: Placed) -> str:
    worst = placed.graph.most_sensitive(placed.flow)
    return worst.sensitivity if worst else ""


def _place(kind: Kind, way: str) -> tuple[int, int, int, str]:
    order = [*SENSITIVITIES, ""]
    rank = order.index(kind.data) if way == "sensitivity" and kind.data in order else 0
    return ROLES.index(kind.sender), ROLES.index(kind.receiver), rank, kind.data.casefold()


def _verdict(fact: str, cells: Sequence[Cell]) -> str:
    answers = {known for cell in cells if (known := cell.known(fact))}
    if not answers:
        return "nowhere"
    if len(answers) > 1:
        return "differs"
    return "unknown" if any(cell.is_unknown(fact) for cell in cells) else "same"


def _said(fact: str, flows: Iterable[Placed]) -> tuple[Said, ...]:
    answers: dict[tuple[str, str], Said] = {}
    for placed in flows:
        key, text = _answer(fact, placed)
        # Written otherwise, a name is the same one; two papers of one kind are two.
        which = key, _key(text)
        first = answers.get(which, Said(key, text, 0))
        answers[which] = first._replace(flows=first.flows + 1)
    return tuple(answers.values())


def _answer(fact: str, placed: Placed) -> tuple[str, str]:
    """Return how a flow's answer to a fact is compared, and how it is written."""
    flow = placed.flow
    if fact == "agreement":
        paper = placed.graph.agreements_by_id.get(flow.agreement or "")
        # Every area has papers of its own: what can be compared is of what kind they are.
        return (paper.kind or _key(paper.name), _squeeze(paper.name)) if paper else ("", "")
    if fact.endswith("lawful_basis"):
        party = flow.sender if fact.startswith("sender") else flow.receiver
        text = party.lawful_basis
    else:
        text = _squeeze(getattr(flow, fact))
    return ("" if text == NOT_KNOWN else _key(text), text)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return _squeeze(text).casefold()
