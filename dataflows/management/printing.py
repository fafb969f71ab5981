"""A comparison as lines for a terminal: the summary, what it means for people, each difference."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dataflows.selectors.compared_lines import Line
from dataflows.selectors.comparing import ToldComparison


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
