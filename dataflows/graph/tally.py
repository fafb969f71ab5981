"""An area in figures: how many flows it has, and of how many of them the person is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from dataflows.graph.model import Id
from dataflows.graph.side_by_side import Exchange, Side, flows_of
from dataflows.graph.vocabulary import NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The figures of one area.

    ``told + not_told + told_not_known``, and ``matched + alone + left_out``, are ``flows`` each: what is
    in the rows that another area has too, what is in rows of its own, and what the rows at hand leave out.
    """

    flows: int
    organisations: int
    told: int
    not_told: int
    told_not_known: int
    with_agreement: int
    unnamed_receivers: int
    assumed: int
    matched: int
    alone: int

    @property
    def shown(self) -> int:
        """Return how many flows are in the rows."""
        return self.matched + self.alone

    @property
    def left_out(self) -> int:
        """Return how many flows are in none of the rows."""
        return self.flows - self.shown


def tally(side: Side, rows: Sequence[Exchange]) -> Tally:
    """Return the figures of one area, of which ``rows`` are shown.

    An organisation that several maps of the area show is one; a draft organisation is one as well.
    """
    placed = list(flows_of(side))
    told = [each.flow.person_told for each in placed]
    receivers = [each.graph.organisation_of(each.flow.target) for each in placed]
    not_known = sum(answer in {"", NOT_KNOWN} for answer in told)
    not_told = told.count("not_told")
    return Tally(
        flows=len(placed),
        organisations=_organisations(side),
        told=len(placed) - not_told - not_known,
        not_told=not_told,
        told_not_known=not_known,
        with_agreement=sum(each.flow.agreement is not None for each in placed),
        unnamed_receivers=sum(not node.named for node in receivers),
        assumed=sum(each.flow.evidence == "assumed" for each in placed),
        matched=_count(side.id, [row for row in rows if row.is_shared]),
        alone=_count(side.id, [row for row in rows if not row.is_shared]),
    )


def _count(side: Id, rows: Sequence[Exchange]) -> int:
    return sum(len(row.cells[side].flows) for row in rows if side in row.cells)


def _organisations(side: Side) -> int:
    nodes = (node for graph in side.graphs.values() for node in graph.nodes if node.kind == "organisation")
    return len({node.register_id or node.id for node in nodes})
