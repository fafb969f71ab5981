"""What an act on a map was, in a few words: "removed Shelter → Council: case notes"."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dataflows.graph.vocabulary import NODE_KINDS, gettext_noop
from dataflows.language.facts import FLOW_FACTS, NODE_LABELS
from dataflows.language.template import Translate
from dataflows.language.words import NOT_RECORDED, day, label, squeeze

_ = gettext_noop

SHOWN: Final = 60
NODE_FACTS: Final[Mapping[str, str]] = {
    **NODE_LABELS,
    "name": _("Name"),
    "parent": _("Organisation"),
    "storage": _("Storage"),
    "kind": _("Kind"),
}
CLAIMS: Final = "claims"

# (action, element kind) -> how many steps.
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of an act: ``called`` is what its element was called then; values are as logged."""

    action: str
    element_kind: str
    element: str
    called: str
    fact: str = ""
    before: Any = None
    after: Any = None
    # Added again, after it had been removed.
    is_back: bool = False


def act_name(
    steps: Sequence[Step],
    *,
    names: Mapping[str, str],
    counts: Mapping[tuple[str, str], int] | None = None,
    lineage: str = "",
    translate: Translate = str,
) -> str:
    """Return what somebody did, without saying who. ``names`` are of the rows whose ids are in the log.

    ``counts`` says how many steps of each action and kind of element there are, where not all are given;
    ``lineage`` is "merged" or "split" when that was the act.

    Examples
    --------
    >>> gone = Step(action="remove", element_kind="flow", element="f", called="Shelter → MCC: case notes")
    >>> act_name([gone], names={})
    'removed Shelter → MCC: case notes'
    >>> how = Step(action="set", element_kind="flow", element="f", called="Shelter → MCC", fact="channel",
    ...            before="post", after="e-mail")
    >>> act_name([how], names={})
    'changed “How it moves” of Shelter → MCC: post → e-mail'
    """
    counts = counts or Counter((step.action, step.element_kind) for step in steps)
    added, removed = (_elements(steps, action) for action in ("add", "remove"))
    if lineage == "merged" and removed:
        return translate(_("made %(name)s one with another")) % {"name": _last(removed).called}
    if lineage == "split":
        return translate(_("split off %(name)s")) % {"name": _last(added or steps).called}
    if removed and not added:
        return _removed(removed, counts, translate)
    if added and not removed:
        return _added(added, counts, translate)
    return _set([step for step in steps if step.fact and step.fact != CLAIMS], counts, names, translate)


def fact_label(element_kind: str, fact: str, translate: Translate = str) -> str:
    """Return what pages call a fact of a flow or node."""
    if element_kind == "flow":
        return translate(FLOW_FACTS[fact][0]) if fact in FLOW_FACTS else fact
    return translate(NODE_FACTS.get(fact, fact))


def value_words(
    element_kind: str, fact: str, value: Any, *, names: Mapping[str, str], translate: Translate = str
) -> str:
    """Return a value of the log as people read it, whole."""
    if isinstance(value, list):
        words = ", ".join(names.get(str(one), "?") for one in value)
        return words or translate(NOT_RECORDED)
    if value in ("", None):
        return translate(NOT_RECORDED)
    if element_kind == "node":
        return translate(NODE_KINDS[value]) if fact == "kind" else names.get(value, value)
    choices = FLOW_FACTS[fact][1] if fact in FLOW_FACTS else None
    if choices is not None:
        return label(value, choices, translate=translate)
    if fact == "review_date":
        return day(value, translate=translate)
    return names.get(value, str(value))


def _elements(steps: Sequence[Step], action: str) -> list[Step]:
    return [step for step in steps if step.action == action]


def _last(steps: Sequence[Step]) -> Step:
    return steps[-1]


def _removed(steps: Sequence[Step], counts: Counts, translate: Translate) -> str:
    flows = [step for step in steps if step.element_kind == "flow"]
    nodes = [step for step in steps if step.element_kind == "node"]
    if nodes:
        # A node goes last, after its storages and their flows.
        gone = counts.get(("remove", "flow"), 0)
        named = {"name": _last(nodes).called, "count": gone}
        if not gone:
            return translate(_("removed %(name)s")) % named
        if gone == 1:
            return translate(_("removed %(name)s and its flow")) % named
        return translate(_("removed %(name)s and its %(count)d flows")) % named
    if len(flows) == 1:
        return translate(_("removed %(name)s")) % {"name": flows[0].called}
    return translate(_("removed %(count)d flows")) % {"count": counts.get(("remove", "flow"), 0)}


def _added(steps: Sequence[Step], counts: Counts, translate: Translate) -> str:
    if all(step.is_back for step in steps):
        return _back(steps, counts, translate)
    flows = [step for step in steps if step.element_kind == "flow"]
    if (several := counts.get(("add", "flow"), 0)) > 1:
        return translate(_("added %(count)d flows")) % {"count": several}
    if len(flows) == 1 or len(steps) == 1:
        return translate(_("added %(name)s")) % {"name": (flows or steps)[0].called}
    return translate(_("added %(count)d places")) % {"count": len(steps)}


def _back(steps: Sequence[Step], counts: Counts, translate: Translate) -> str:
    flows = [step for step in steps if step.element_kind == "flow"]
    nodes = [step for step in steps if step.element_kind == "node"]
    several = counts.get(("add", "flow"), 0)
    if several > 1 and nodes:
        named = {"name": nodes[0].called, "count": several}
        return translate(_("put back %(name)s and its %(count)d flows")) % named
    if several > 1:
        return translate(_("put back %(count)d flows")) % {"count": several}
    # A flow brings the ends it needs.
    return translate(_("put back %(name)s")) % {"name": (flows or nodes)[0].called}


def _set(steps: Sequence[Step], counts: Counts, names: Mapping[str, str], translate: Translate) -> str:
    elements = {step.element for step in steps}
    if not steps:
        return translate(_("changed nothing"))
    if len(steps) == 1:
        return _one_set(steps[0], names, translate)
    if len(elements) == 1:
        called = {"name": steps[0].called, "count": len(steps)}
        return translate(_("changed %(count)d facts of %(name)s")) % called
    facts = sum(count for (action, _kind), count in counts.items() if action == "set")
    return translate(_("changed %(facts)d facts of several flows and places")) % {"facts": facts}


def _one_set(step: Step, names: Mapping[str, str], translate: Translate) -> str:
    before, after = (
        _short(value_words(step.element_kind, step.fact, value, names=names, translate=translate))
        for value in (step.before, step.after)
    )
    if step.element_kind == "node" and step.fact == "name":
        return translate(_("renamed %(before)s: %(after)s")) % {"before": before, "after": after}
    said = {
        "fact": fact_label(step.element_kind, step.fact, translate),
        "name": step.called,
        "before": before,
        "after": after,
    }
    return translate(_("changed “%(fact)s” of %(name)s: %(before)s → %(after)s")) % said


def _short(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
