"""What a flow looks like: its sensitivity, line and small marks, in words drawing and legend share."""

from collections.abc import Collection
from dataclasses import dataclass

from dataflows.graph.model import Flow, FlowGraph, Id

UNKNOWN = "unknown"
MAX_MARKS = 2


@dataclass(frozen=True, slots=True)
class FlowLook:
    """``sensitivity`` is a code or ``"unknown"``; ``lines`` and ``marks`` are CSS classes."""

    sensitivity: str
    lines: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def classes(self) -> str:
        """Return the classes of the flow's group."""
        return " ".join(("flow", css(self.sensitivity), *self.lines, *self.marks))


def css(code: str) -> str:
    """Return a code as a CSS class.

    Examples
    --------
    >>> css("criminal_offence")
    'criminal-offence'
    """
    return code.replace("_", "-")


def look_of(flow: Flow, graph: FlowGraph, *, attention: Collection[Id] = ()) -> FlowLook:
    """Return how ``flow`` is drawn; ``attention`` holds the ids that carry something to look at.

    Examples
    --------
    >>> graph = FlowGraph()
    >>> look_of(Flow(id="f", source="a", target="b", person_told="not_told"), graph).classes
    'flow unknown doubt not-told'
    """
    most = graph.most_sensitive(flow)
    lines = ["bundle"] if flow.id in graph.gathered else []
    if flow.consistency == "if_agrees":
        lines.append("if-agrees")
    if flow.evidence == "assumed" or flow.confidence == "not_sure":
        lines.append("doubt")
    return FlowLook(
        sensitivity=(most.sensitivity if most else "") or UNKNOWN,
        lines=tuple(lines) or ("usual",),
        marks=_marks(flow, graph, attention),
    )


def _marks(flow: Flow, graph: FlowGraph, attention: Collection[Id]) -> tuple[str, ...]:
    """Return at most two small marks, the weightiest first."""
    candidates = (
        ("attention", flow.id in attention),
        ("could-hurt", graph.could_hurt(flow)),
        ("not-told", flow.person_told == "not_told"),
        ("told-before", flow.person_told == "before"),
        ("asked", flow.person_choice == "asked"),
    )
    return tuple(mark for mark, holds in candidates if holds)[:MAX_MARKS]
