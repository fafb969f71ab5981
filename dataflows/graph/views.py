"""Views of a map: which part of it is looked at, and the smaller graph that is drawn of it.

Nothing goes missing between a map and its views: every flow is drawn itself, or in exactly one bundle, or
inside one group, or said to be left out; every node is drawn, or stands in exactly one other, or is left out.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dataflows.graph.gathering import Gathered, Words, by_organisation, by_theme
from dataflows.graph.model import Flow, FlowGraph, Id
from dataflows.graph.vicinity import belonging, part

# Above this many nodes and flows a map opens grouped by organisation.
LARGE: Final = 500
# Above this many nodes the whole map's text is too small on a projector.
MOST_PROJECTED: Final = 25
MOST_HOPS: Final = 2

WITH_NODE: Final = ("around", "leaving")
KINDS: Final = ("whole", "around", "leaving", "theme", "organisation")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: the whole, what is ``hops`` steps around a node, what leaves it, or groups.

    Examples
    --------
    >>> View.read("around:5f0f7e5e-0000-4000-8000-000000000001:2").hops
    2
    >>> View.read("around:nobody:2"), View.read("sideways")
    (None, None)
    """

    kind: str = "whole"
    node: Id = ""
    hops: int = 1

    @property
    def token(self) -> str:
        """Return the view as one short word; :meth:`read` understands it."""
        return ":".join(self.query.values())

    @property
    def query(self) -> dict[str, str]:
        """Return the view as the fields of an address; :meth:`asked` understands them."""
        fields = {"show": self.kind}
        if self.kind in WITH_NODE:
            fields["node"] = self.node
        if self.kind == "around":
            fields["hops"] = str(self.hops)
        return fields

    @classmethod
    def read(cls, token: str) -> "View | None":
        """Return the view that a token stands for, or ``None`` when it stands for none."""
        kind, _, rest = token.partition(":")
        node, _, hops = rest.partition(":")
        return cls.asked(kind, node, hops)

    @classmethod
    def asked(cls, show: str, node: str = "", hops: str = "") -> "View | None":
        """Return the view that the fields of an address ask for, or ``None`` when they make no sense."""
        if show not in KINDS:
            return None
        if show not in WITH_NODE:
            return cls(show)
        try:
            node = str(uuid.UUID(node))
        except ValueError:
            return None
        if show == "leaving":
            return cls(show, node)
        steps = {"": 1} | {str(each): each for each in range(1, MOST_HOPS + 1)}
        return cls(show, node, steps[hops]) if hops in steps else None


WHOLE: Final = View()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A view of a map: the graph to draw, and what became of everything that it does not draw itself.

    ``place`` has, for every node of the map that is shown, the drawn node it stands in (mostly itself);
    ``inside`` the flows with both ends in one drawn node, by that node; the rest is left out.
    """

    view: View
    graph: FlowGraph
    place: Mapping[Id, Id]
    inside: Mapping[Id, tuple[Id, ...]] = field(default_factory=dict)
    left_out: tuple[Id, ...] = ()
    nodes_left_out: tuple[Id, ...] = ()
    is_reduced: bool = False

    def flows_in(self, whole: FlowGraph) -> tuple[Flow, ...]:
        """Return the map's own flows that this view shows, bundled, inside a group or by themselves."""
        left_out = set(self.left_out)
        return tuple(flow for flow in whole.flows if flow.id not in left_out)

    def standing(self) -> dict[Id, Id]:
        """Return where to look for what is not drawn itself: a flow's or node's id -> the drawn element's."""
        nodes = {node: drawn for node, drawn in self.place.items() if node != drawn}
        bundled = {
            flow: bundle
            for bundle, flows in self.graph.gathered.items()
            if bundle in self.graph.flows_by_id
            for flow in flows
        }
        within = {flow: drawn for drawn, flows in self.inside.items() for flow in flows}
        return {**nodes, **bundled, **within}


def opening_view(elements: int) -> View:
    """Return the view that a map of so many nodes and flows opens with."""
    return View("organisation") if elements > LARGE else WHOLE


def size_of(graph: FlowGraph) -> int:
    """Return how many nodes and flows a map holds."""
    return len(graph.nodes) + len(graph.flows)


def shown(graph: FlowGraph, view: View, words: Words) -> Shown:
    """Return what ``view`` shows of the map; ``words`` names its groups.

    Raises
    ------
    KeyError
        When the view is around a node that is not on the map.
    """
    if view.kind == "whole":
        return Shown(view=view, graph=graph, place={node.id: node.id for node in graph.nodes})
    if view.kind in WITH_NODE:
        return _part(graph, view)
    gathered = by_theme(graph, words) if view.kind == "theme" else by_organisation(graph, words)
    return _grouped(view, gathered)


def _part(graph: FlowGraph, view: View) -> Shown:
    """Return the part of a map that is around a node, or leaves it."""
    focus = graph.node(view.node)
    own = belonging(graph, {focus.id})
    if view.kind == "leaving":
        flows = [flow for flow in graph.flows if flow.source in own and flow.target not in own]
    else:
        flows = [flow for flow in graph.flows if own & {flow.source, flow.target}]
    if view.kind == "around" and view.hops > 1:
        near = belonging(graph, {end for flow in flows for end in (flow.source, flow.target)})
        flows = [flow for flow in graph.flows if near & {flow.source, flow.target}]
    smaller = part(graph, flows, focus)
    kept = {flow.id for flow in flows}
    return Shown(
        view=view,
        graph=smaller,
        place={node.id: node.id for node in smaller.nodes},
        left_out=tuple(flow.id for flow in graph.flows if flow.id not in kept),
        nodes_left_out=tuple(node.id for node in graph.nodes if node.id not in smaller.nodes_by_id),
    )


def _grouped(view: View, gathered: Gathered) -> Shown:
    return Shown(
        view=view,
        graph=gathered.graph,
        place=gathered.place,
        inside=gathered.inside,
        is_reduced=gathered.is_reduced,
    )
