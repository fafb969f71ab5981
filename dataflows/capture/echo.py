"""A flow written back as one line of the bar, which reads as the same flow again."""

import re
from typing import Final

from dataflows.capture.known import Known
from dataflows.capture.said import Details, FlowSaid, Marks
from dataflows.graph.model import Flow, FlowGraph
from dataflows.language.typed import typed_end

# A name of these words alone needs no quotation marks, unless one of them is the grammar's.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][\w'\u2019&-]*(?: [\w'\u2019&-]+)*")
_GRAMMAR: Final = re.compile(
    r"(?<!\w)(?:to|from|by|via|through|using|over|with|into|within|in|at|on|of|and|so|for|because|when|whenever|once|twice|each|every"
    r"|(?:send|give|share|pass|forward|provide|report|refer|disclose|hand|submit|upload|transfer|put|move|return|release|tell|inform|update|get|receive|collect|obtain|request|take|hear|phone|text|post|fax|email|e-mail)\w*"
    r"|\w+ly|not|all|as|more|before|after|during|is|are|got|person|client|resident)(?!\w)",
    re.IGNORECASE,
)


def line_of(flow: FlowSaid, marks: Marks | None = None) -> str:
    """Return the line that says this flow, with its marks.

    Examples
    --------
    >>> from dataflows.capture.said import Details
    >>> details = Details(data=("Name", "Support plan"), channel="E-mail", purpose="plan support")
    >>> line_of(FlowSaid(source="Shelter", target="Care to Share", details=details))
    'Shelter > "Care to Share": Name; Support plan by "E-mail" in order to plan support'
    """
    details, marks = flow.details, marks or Marks()
    line = f"{quoted(flow.source)} > {quoted(flow.target)}"
    if details:
        line += ":"
    if details.data:
        line += " " + "; ".join(quoted(one) for one in details.data)
    if details.channel:
        line += f' by "{_doubled(details.channel)}"'
    if details.frequency:
        line += f" (how often: {details.frequency})"
    if details.journey_stage:
        line += f" at the stage “{details.journey_stage}”"
    if details.purpose:
        line += f" {_purpose(details.purpose)}"
    return line + " ?" * marks.not_sure + " *informal" * marks.informal


def quoted(name: str) -> str:
    """Return a name as it can stand in a line: in quotation marks where it would be read otherwise."""
    if _PLAIN.fullmatch(name) and not _GRAMMAR.search(name):
        return name
    return f'"{_doubled(name)}"'


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _purpose(purpose: str) -> str:
    lowered = purpose.lower()
    if lowered.startswith(("so that ", "because ")):
        return purpose
    return f"in order to {purpose}"


def known_of(graph: FlowGraph) -> Known:
    """Return what a map knows by itself: its places and aliases, the storages with their homes, its data."""
    calls: list[tuple[str, str]] = []
    for node in graph.nodes:
        name = typed_end(graph, node.id)
        calls += [(name, name), *((alias, name) for alias in (node.short_name, *node.aliases) if alias)]
    person = next((node.name for node in graph.nodes if node.kind == "person"), "The person")
    return Known.of(ends=calls, data=[one.name for one in graph.data_types], person=person)


def said_of(graph: FlowGraph, flow: Flow) -> FlowSaid:
    """Return a flow of a map as a line would say it."""
    return FlowSaid(
        source=typed_end(graph, flow.source),
        target=typed_end(graph, flow.target),
        details=Details(
            data=tuple(one.name for one in graph.data_types_of(flow)),
            channel=flow.channel,
            frequency=flow.frequency,
            journey_stage=flow.journey_stage,
            purpose=flow.purpose,
        ),
    )
