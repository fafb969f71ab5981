"""One difference between two maps in words: its name, its sentence, each fact before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from dataflows.graph.comparing import Comparison, Difference
from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.graph.vocabulary import NODE_KINDS, SENSITIVITIES, gettext_noop
from dataflows.language.acts import fact_label
from dataflows.language.facts import FLOW_FACTS, facts, node_facts
from dataflows.language.nodes import node_sentence
from dataflows.language.sentence import flow_name, sentence
from dataflows.language.words import NOT_RECORDED, label, list_of

DATA_LABELS: Final = {
    "name": gettext_noop("Name"),
    "sensitivity": gettext_noop("How sensitive it is"),
    "category": gettext_noop("Category"),
    "could_hurt": gettext_noop("Could hurt"),
    "dpv_concept": gettext_noop("DPV concept"),
    "notes": gettext_noop("Notes"),
}


@dataclass(frozen=True)
class ChangedFact:
    """One fact that is otherwise, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One difference in words: its name and sentence now or last, and what changed."""

    difference: Difference
    name: str
    old_name: str
    sentence: str
    number: int | None
    facts: tuple[ChangedFact, ...]
    spelt: tuple[ChangedFact, ...]
    guessed: str

    @property
    def state(self) -> str:
        return self.difference.state


def name_of(comparison: Comparison, difference: Difference, *, was: bool = False) -> str:
    element = comparison.of(difference, was=was)
    graph = comparison.before if was or not difference.after else comparison.after
    return flow_name(graph, element) if isinstance(element, Flow) else element.name


def line_of(comparison: Comparison, difference: Difference) -> Line:
    graph = comparison.after if difference.after else comparison.before
    element = comparison.of(difference)
    name = name_of(comparison, difference)
    old = name_of(comparison, difference, was=True) if difference.before else ""
    return Line(
        difference=difference,
        name=name,
        old_name=old if old != name else "",
        sentence=_sentence(graph, element),
        number=graph.numbers.get(element.id) if isinstance(element, Flow) else None,
        facts=_changed(comparison, difference, difference.facts),
        spelt=_changed(comparison, difference, difference.spelt),
        guessed=comparison.pairing.guessed.get(difference.before, "") if difference.kind == "node" else "",
    )


def _sentence(graph: FlowGraph, element: Node | Flow | DataType) -> str:
    if isinstance(element, Flow):
        return sentence(graph, element, translate=_).text
    return node_sentence(graph, element, translate=_) if isinstance(element, Node) else ""


def _changed(
    comparison: Comparison, difference: Difference, names: tuple[str, ...]
) -> tuple[ChangedFact, ...]:
    if not names:
        return ()
    was, now = (_words(comparison, difference, was=was) for was in (True, False))
    missing = _(NOT_RECORDED)
    return tuple(
        ChangedFact(_label(difference.kind, name), was.get(name, missing), now.get(name, missing))
        for name in names
    )


def _label(kind: str, fact: str) -> str:
    return _(DATA_LABELS[fact]) if kind == "data_type" else fact_label(kind, fact, _)


def _words(comparison: Comparison, difference: Difference, *, was: bool) -> dict[str, str]:
    """Return every fact of an element as people read it."""
    graph, element = comparison.before if was else comparison.after, comparison.of(difference, was=was)
    if isinstance(element, DataType):
        return _data_words(element)
    found = facts(graph, element, _) if isinstance(element, Flow) else node_facts(graph, element, _)
    said = {
        fact.field: fact.value if isinstance(fact.value, str) else list_of(fact.value, translate=_)
        for fact in found
    }
    if isinstance(element, Node):
        said |= {"name": element.name, "kind": label(element.kind, NODE_KINDS, translate=_)}
        said.setdefault("draft", _("No"))
        said.setdefault("named", _("Yes"))
    return said


def _data_words(data_type: DataType) -> dict[str, str]:
    return {
        "name": data_type.name,
        "sensitivity": label(data_type.sensitivity, SENSITIVITIES, translate=_),
        "category": data_type.category or _(NOT_RECORDED),
        "could_hurt": _("Yes") if data_type.could_hurt else _("No"),
        "dpv_concept": data_type.dpv_concept or _(NOT_RECORDED),
        "notes": data_type.notes or _(NOT_RECORDED),
    }


def mark_of(difference: Difference) -> str:
    """Return the short word that stands over a difference on the picture; of a change, of how many facts."""
    words = {"added": _("NEW"), "removed": _("GONE"), "same": _("same")}
    return words.get(difference.state) or f"Δ {len(difference.facts)}"


def names_of(facts: Iterable[str]) -> list[str]:
    """Return what pages call these facts of flows and places, each once."""
    named = (_(FLOW_FACTS[fact][0]) if fact in FLOW_FACTS else fact_label("node", fact, _) for fact in facts)
    return list(dict.fromkeys(named))
