"""Who has signed off what: pinned to a version, and whether what it covers has changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dataflows.graph.comparing import SAME, Comparison, touching
from dataflows.graph.model import FlowGraph
from dataflows.models import Map, SignOff, Version
from dataflows.selectors.compared_lines import Line, line_of
from dataflows.selectors.comparing import compare_versions
from dataflows.selectors.documents import version_document
from dataflows.selectors.review_links import organisations_on, places_of, teams_of
from organisations.models import Organisation
from organisations.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Signed:
    """One organisation and its last word on a map. No row: it has not signed, which is no agreement.

    ``changes`` is what has changed since in what it covers, in the order of a comparison.
    """

    organisation: Organisation
    row: SignOff | None
    changes: tuple[Line, ...] = ()

    @property
    def is_signed(self) -> bool:
        return self.row is not None and self.row.signs

    @property
    def is_stale(self) -> bool:
        return self.is_signed and bool(self.changes)


def sign_offs_of(actor: Actor, map_: Map, latest: Version) -> Sequence[Signed]:
    """Return every organisation on the newest version or that had a word on the map, by name.

    The actor's own is among them when a team of it is on the version.
    What changed is worked out once for each version that somebody signed.
    """
    require(actor, Permission.COMMENT_VIEW, on=map_)
    rows = SignOff.objects.filter(map=map_).select_related("organisation", "by", "version").order_by("pk")
    last = {row.organisation_id: row for row in rows}
    now = version_document(latest).graph
    here = {one.pk: one for one in organisations_on(now, map_.programme_id)}
    everybody = (
        here | {pk: row.organisation for pk, row in last.items()} | _own(actor, map_.programme_id, now)
    )
    compared = _compared((row.version for row in last.values() if row.signs), now)
    signed = [
        Signed(one, last.get(pk), _changes(compared, last.get(pk), map_.programme_id))
        for pk, one in everybody.items()
    ]
    return sorted(signed, key=lambda one: one.organisation.name.casefold())


def _own(actor: Actor, programme_id: UUID, graph: FlowGraph) -> dict[UUID, Organisation]:
    speaks_for = actor.organisations.get(programme_id)
    own = Organisation.objects.filter(pk=speaks_for).first() if speaks_for else None
    return {own.pk: own} if own is not None and places_of(graph, programme_id, own.pk) else {}


def on_version(version: Version, organisation: Organisation) -> bool:
    """Say whether an organisation, or a team of it, is on a version."""
    return bool(places_of(version_document(version).graph, version.programme_id, organisation.pk))


def _compared(versions: Iterable[Version], now: FlowGraph) -> Mapping[UUID, Comparison]:
    wanted = {version.pk: version for version in versions}
    return {pk: compare_versions(version_document(one).graph, now) for pk, one in wanted.items()}


def _changes(
    compared: Mapping[UUID, Comparison], row: SignOff | None, programme_id: UUID
) -> tuple[Line, ...]:
    if row is None or not row.signs:
        return ()
    comparison = compared[row.version_id]
    teams = {str(pk) for pk in teams_of(programme_id, row.organisation_id)}
    about = [touching(comparison, node) for node in _nodes(comparison, teams)]
    changed = (one for one in (*comparison.flows, *comparison.nodes) if one.state != SAME)
    return tuple(line_of(comparison, one) for one in changed if any(is_about(one) for is_about in about))


def _nodes(comparison: Comparison, teams: set[str]) -> set[str]:
    graphs: tuple[FlowGraph, ...] = (comparison.before, comparison.after)
    return {node.id for graph in graphs for node in graph.nodes if node.register_id in teams}
