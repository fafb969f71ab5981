"""What somebody asked to see of a map, what is said of the rest, and what else can be shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.graph.model import FlowGraph, Node
from dataflows.graph.views import (
    LARGE,
    MOST_PROJECTED,
    WHOLE,
    WITH_NODE,
    Shown,
    View,
    opening_view,
    size_of,
)
from dataflows.language.ends import name_of
from dataflows.language.words import list_of, upper_first
from dataflows.selectors.sentences import seen_as

GROUPED: Final = ("theme", "organisation")


@dataclass(frozen=True)
class Showing:
    """A view of a map, ready for templates. ``notice`` says why it is not the one that was asked for."""

    graph: FlowGraph
    seen: Shown
    notice: str = ""

    @property
    def view(self) -> View:
        return self.seen.view

    @property
    def is_whole(self) -> bool:
        return self.view == WHOLE

    @property
    def is_grouped(self) -> bool:
        return self.view.kind in GROUPED

    @cached_property
    def opening(self) -> View:
        """Return the view that this map opens with."""
        return opening_view(size_of(self.graph))

    @property
    def fields(self) -> Mapping[str, str]:
        """Return what goes along from page to page so that the view stays; nothing for the opening view."""
        return {} if self.view == self.opening else self.view.query

    @property
    def query(self) -> str:
        """Return ``fields`` for the end of an address that has a question mark already."""
        return f"&{self.fields_query}" if self.fields else ""

    @property
    def fields_query(self) -> str:
        return urlencode(self.fields)

    @property
    def name(self) -> str:
        """Return what the view is called."""
        return name_of_view(self.graph, self.view)

    @property
    def count(self) -> int:
        """Return how many of the map's own flows are shown."""
        return len(self.graph.flows) - len(self.seen.left_out)

    @property
    def says(self) -> str:
        """Return what is shown and what is left out, in a sentence or two; nothing of the whole map."""
        if self.is_whole:
            return ""
        return _grouped(self) if self.is_grouped else _part(self)

    @property
    def says_one_by_one(self) -> str:
        """Return what lists say of themselves that hold every flow of the view by itself."""
        if not self.is_grouped:
            return self.says
        every = len(self.graph.flows)
        said = ngettext("The map's only flow.", "All %(count)d flows, one by one.", every)
        return said % {"count": every} if every else ""

    @cached_property
    def busiest(self) -> Node | None:
        """Return the organisation with the most flows, its storages' with them."""
        organisations = [node for node in self.graph.nodes if node.kind == "organisation"]
        ends = Counter(
            node
            for flow in self.graph.flows
            for node in {self.graph.organisation_of(end).id for end in (flow.source, flow.target)}
        )
        return max(organisations, key=lambda node: ends[node.id], default=None)

    @property
    def offered(self) -> Node | None:
        """Return the organisation to offer where the whole map is too small to read from afar."""
        return self.busiest if self.is_whole and len(self.graph.nodes) > MOST_PROJECTED else None

    @property
    def offered_query(self) -> str:
        """Return the address of what is offered."""
        return urlencode(View("around", self.offered.id).query) if self.offered else ""

    @property
    def whole_query(self) -> str:
        return urlencode(WHOLE.query)

    @property
    def focus(self) -> str:
        """Return the id of the node that is looked at, or might be first."""
        return self.view.node or (self.busiest.id if self.busiest else "")

    @property
    def choices(self) -> list[dict[str, object]]:
        """Return the views that need no node, each with its name and its part of the address."""
        views = [WHOLE, *(View(kind) for kind in GROUPED)]
        return [
            {
                "label": name_of_view(self.graph, view),
                "query": urlencode(view.query),
                "current": view == self.view,
            }
            for view in views
        ]

    @cached_property
    def nodes(self) -> list[Node]:
        """Return whom one can look at alone: everybody but storages, by name."""
        alone = [node for node in self.graph.nodes if node.kind != "storage" or node.id == self.view.node]
        return sorted(alone, key=lambda node: (node.kind != "person", node.name.casefold()))


def showing(graph: FlowGraph, asked: Mapping[str, str]) -> Showing:
    """Return the view that the fields of an address ask for; where they make no sense, the opening view."""
    # The form names a node and how many steps; which of its buttons was pressed says the rest.
    show = asked.get("show") or ("around" if asked.get("node") else "")
    if not show:
        return Showing(graph, seen_as(graph, opening_view(size_of(graph))))
    view = View.asked(show, asked.get("node", ""), asked.get("hops", ""))
    if view is not None and (not view.node or view.node in graph.nodes_by_id):
        return Showing(graph, seen_as(graph, view))
    # A large map is too much to be drawn whole only because an address went wrong.
    opening = opening_view(size_of(graph))
    if view is None:
        why = _("What was asked for cannot be shown.")
    else:
        why = _("What was asked for is not on this map.")
    instead = _("This is the whole map.") if opening == WHOLE else _("This is how the map opens.")
    return Showing(graph, seen_as(graph, opening), f"{why} {instead}")


def name_of_view(graph: FlowGraph, view: View) -> str:
    """Return what a view is called: "Whole map", "What leaves Shelter"."""
    if view.kind in WITH_NODE:
        named = {"name": name_of(graph.node(view.node), translate=_)}
        if view.kind == "leaving":
            return _("What leaves %(name)s") % named
        return upper_first((_("%(name)s, one step") if view.hops == 1 else _("%(name)s, two steps")) % named)
    return {
        "whole": _("Whole map"),
        "theme": _("Grouped by theme"),
        "organisation": _("Grouped by organisation"),
    }[view.kind]


def _part(here: Showing) -> str:
    """Return what a part of a map leaves out: "11 of 30 flows are shown. The other 19 do not touch …"."""
    every, left = len(here.graph.flows), len(here.seen.left_out)
    if not left:
        return ngettext(
            "The map's only flow is shown.", "All %(count)d flows of the map are shown.", every
        ) % {"count": every}
    shown = ngettext(
        "%(shown)d of %(count)d flows is shown.", "%(shown)d of %(count)d flows are shown.", every - left
    ) % {"shown": every - left, "count": every}
    name = name_of(here.graph.node(here.view.node), translate=_)
    return f"{shown} {_rest(here.view, left) % {'left': left, 'name': name}}"


def _rest(view: View, left: int) -> str:
    if view.kind == "leaving":
        return ngettext(
            "The other one does not leave %(name)s.", "The other %(left)d do not leave %(name)s.", left
        )
    if view.hops == 1:
        return ngettext(
            "The other one does not touch %(name)s.", "The other %(left)d do not touch %(name)s.", left
        )
    return ngettext(
        "The other one is more than two steps away from %(name)s.",
        "The other %(left)d are more than two steps away from %(name)s.",
        left,
    )


def _grouped(here: Showing) -> str:
    """Return how a grouped map is drawn, and where each of its flows has gone."""
    size = size_of(here.graph)
    said = []
    if here.opening == here.view:
        said.append(
            _("This map has more than %(most)d boxes and flows, so it opens grouped.") % {"most": LARGE}
        )
    if here.view.kind == "theme":
        said.append(_("Organisations of one kind are one box."))
    else:
        said.append(_("Each organisation is one box, with its storages and teams."))
    if here.seen.is_reduced:
        said.append(
            _(
                "Who has power over the person, and who has the most flows, stands alone as far as there "
                "is room; the others are grouped."
            )
        )
    return " ".join([*said, _where(here)]) if size else ""


def _where(here: Showing) -> str:
    drawn = here.seen.graph
    bundles = [flows for each, flows in drawn.gathered.items() if each in drawn.flows_by_id]
    bundled = sum(map(len, bundles))
    inside = sum(map(len, here.seen.inside.values()))
    alone = len(drawn.flows) - len(bundles)
    parts = [
        ngettext("%(count)d drawn alone", "%(count)d drawn alone", alone) % {"count": alone} if alone else "",
        ngettext("%(count)d in bundles", "%(count)d in bundles", bundled) % {"count": bundled}
        if bundled
        else "",
        _inside(inside, beside=bool(drawn.flows)),
    ]
    every = len(here.graph.flows)
    total = ngettext("Its flow is here", "All %(count)d flows are here", every) % {"count": every}
    where = list_of([part for part in parts if part], translate=_)
    return _("%(total)s: %(where)s.") % {"total": total, "where": where} if where else ""


def _inside(count: int, *, beside: bool) -> str:
    """Return how many flows are inside boxes: "more" only where others are drawn beside them."""
    if not count:
        return ""
    if beside:
        said = ngettext("%(count)d more inside a box", "%(count)d more inside boxes", count)
    else:
        said = ngettext("%(count)d inside a box", "%(count)d inside boxes", count)
    return said % {"count": count}
