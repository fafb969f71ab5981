"""A comparison as lines for a terminal: the summary, what it means for people, each difference."""

import json
from collections.abc import Iterator

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _

from dataflows.graph.comparing import Comparison
from dataflows.selectors.compared_lines import Line
from dataflows.selectors.comparing import ToldComparison, as_json


def write_comparison(out: OutputWrapper, compared: Comparison, *, for_programs: bool) -> None:
    """Write a comparison in words; ``for_programs`` ends with one line of JSON."""
    for line in lines_of(ToldComparison(compared)):
        out.write(line)
    if for_programs:
        out.write(json.dumps(as_json(compared), ensure_ascii=False))


def lines_of(told: ToldComparison) -> Iterator[str]:
    """Yield the lines; the same words as on the page."""
    yield told.summary
    yield from (f"  {effect.text}" for effect in told.effects)
    for line in (*told.flows, *told.nodes, *told.data_types):
        yield _difference(line)
        yield from (f"    {fact.label}: {fact.before} → {fact.after}" for fact in line.facts)
    for line in told.spelt:
        yield from (f"~ {line.name}: {fact.label}: {fact.before} → {fact.after}" for fact in line.spelt)


def _difference(line: Line) -> str:
    states = {"added": ("+", _("added")), "removed": ("-", _("removed")), "changed": ("*", _("changed"))}
    mark, word = states[line.state]
    return f"{mark} {word}: {line.name}"
