"""How much is different between two maps, in one plain line."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dataflows.graph.comparing import ADDED, CHANGED, REMOVED
from dataflows.language.words import list_of

Say = Callable[[int], str]


def summary_of(flows: Sequence[str], nodes: Sequence[str], *, data_types: int, later: int) -> str:
    """Return the line for the states of flows and places that differ; ``later`` changes tell people later."""
    if not (flows or nodes or data_types):
        return _("Nothing is different.")
    rated = ngettext(
        "%(count)d kind of data described otherwise",
        "%(count)d kinds of data described otherwise",
        data_types,
    ) % {"count": data_types}
    meaning = ngettext(
        "%(count)d change means people are now told later",
        "%(count)d changes mean people are now told later",
        later,
    ) % {"count": later}
    said = [
        _counted(flows, (_flows_added, _flows_removed, _flows_changed)),
        _counted(nodes, (_nodes_added, _nodes_removed, _nodes_changed)),
        rated if data_types else "",
        meaning if later else "",
    ]
    return "; ".join(filter(None, said)) + "."


def _flows_added(count: int) -> str:
    return ngettext("%(count)d flow added", "%(count)d flows added", count)


def _flows_removed(count: int) -> str:
    return ngettext("%(count)d flow removed", "%(count)d flows removed", count)


def _flows_changed(count: int) -> str:
    return ngettext("%(count)d flow changed", "%(count)d flows changed", count)


def _nodes_added(count: int) -> str:
    return ngettext("%(count)d place added", "%(count)d places added", count)


def _nodes_removed(count: int) -> str:
    return ngettext("%(count)d place removed", "%(count)d places removed", count)


def _nodes_changed(count: int) -> str:
    return ngettext("%(count)d place changed", "%(count)d places changed", count)


def _counted(states: Sequence[str], says: tuple[Say, Say, Say]) -> str:
    counted = zip((ADDED, REMOVED, CHANGED), says, strict=True)
    found = [(states.count(state), say) for state, say in counted]
    return list_of([say(count) % {"count": count} for count, say in found if count], translate=_)
