"""What was just captured, read back: its sentences, what is missing, what it may be the same as."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dataflows.graph.model import Flow, FlowGraph
from dataflows.graph.vocabulary import PERSON_CHOICES, PERSON_TOLD
from dataflows.language.closings import closings
from dataflows.language.ends import ends_of, name_of
from dataflows.language.typed import typed_end
from dataflows.models import Change, Map
from dataflows.selectors.capturing import Alike, Words
from dataflows.selectors.sentences import sentence_of
from dataflows.views.reading import Reading

# So many answers have a key each; more are typed.
MOST_ANSWERS: Final = 8
USUAL_CHANNELS: Final = (
    gettext_noop("E-mail"),
    gettext_noop("Phone"),
    gettext_noop("In person"),
    gettext_noop("Case meeting"),
    gettext_noop("Letter"),
    gettext_noop("Form"),
    gettext_noop("Shared system"),
)
USUAL_FREQUENCIES: Final = (
    gettext_noop("Once"),
    gettext_noop("Daily"),
    gettext_noop("Weekly"),
    gettext_noop("Monthly"),
    gettext_noop("When needed"),
)


@dataclass(frozen=True)
class Asked:
    """One thing that is missing: answers by number, or words that the line goes on with."""

    fact: str
    label: str
    answers: Sequence[tuple[str, str]] = ()
    opening: str = ""


@dataclass(frozen=True)
class Spoken:
    """One sentence: what moves, and then what the person is told and can choose, more quietly."""

    id: str
    text: str
    closing: str = ""


@dataclass(frozen=True)
class Same:
    """A new name, and one thing that it may be."""

    element: str
    name: str
    other: Alike
    edit: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class SaidBack:
    """What is read back after an act."""

    edit: UUID | None
    sentences: Sequence[Spoken]
    notes: Sequence[str]
    asked: Sequence[Asked]
    same: Sequence[Same]
    drafts: Sequence[str]
    seq: int
    last: str = ""
    next_edit: UUID = field(default_factory=uuid4)

    @property
    def numbered_asked(self) -> list[tuple[int, Asked]]:
        """Return what is asked with the keys that follow those of "same as"."""
        return list(enumerate(self.asked, start=len(self.same) + 1))


def said_of(reading: Reading, edit: str) -> SaidBack | None:
    """Return what an act that an address names left on the map, for whoever did it."""
    done = reading.done(edit)
    if done is None:
        return None
    rows = Change.objects.filter(map=reading.map, edit=done.edit).order_by("seq")
    touched = list(dict.fromkeys(rows.values_list("element_id", flat=True)))
    return said_back(reading, edit=done.edit, flows=touched, added=touched)


def said_back(
    reading: Reading, *, edit: UUID | None, flows: Iterable[UUID], added: Iterable[UUID] = ()
) -> SaidBack:
    """Return flows of the draft as they read now, and what came with them; what is gone is left out."""
    graph = reading.graph
    told = [graph.flow(str(pk)) for pk in flows if str(pk) in graph.flows_by_id]
    told = list({flow.id: flow for flow in told}.values())
    nodes = [graph.node(str(pk)) for pk in added if str(pk) in graph.nodes_by_id]
    shown = [flow.id for flow in told] or [node.id for node in nodes]
    drafts = [node for node in nodes if node.draft and node.kind == "organisation"]
    return SaidBack(
        edit=edit,
        sentences=[_spoken(graph, one) for one in shown],
        notes=list(dict.fromkeys(flow.notes for flow in told if flow.notes)),
        asked=_asked(graph, told) if told else (),
        same=_same(reading.map, [UUID(node.id) for node in drafts]),
        drafts=[node.name for node in drafts],
        seq=reading.map.seq,
        last=",".join(flow.id for flow in told),
    )


def _spoken(graph: FlowGraph, element: str) -> Spoken:
    text = sentence_of(graph, UUID(element))
    flow = graph.flows_by_id.get(element)
    if flow is None:
        return Spoken(element, text)
    person = ends_of(graph, flow, translate=_).person
    closing = "".join(part.text for part in closings(flow, person, translate=_))
    return Spoken(element, text.removesuffix(closing), closing.strip())


def _same(map_: Map, drafts: Sequence[UUID]) -> list[Same]:
    if not drafts:
        return []
    words = Words(map_)
    rows = {node.pk: node for node in words.nodes}
    return [
        Same(str(pk), rows[pk].name, other) for pk in drafts if pk in rows for other in words.alike(rows[pk])
    ]


def _asked(graph: FlowGraph, told: Sequence[Flow]) -> list[Asked]:
    """Return what none of these flows says yet, in the order that people ask."""
    persons = (node for node in graph.nodes if node.kind == "person")
    person = next((name_of(node, translate=_) for node in persons), _("the person"))
    asked: list[Asked] = []
    if not any(flow.channel for flow in told):
        asked.append(Asked("channel", _("How?"), _usual(graph, "channel", USUAL_CHANNELS)))
    if not any(flow.purpose for flow in told):
        asked.append(Asked("purpose", _("What for?"), opening=_("so that ")))
    if not any(flow.person_told for flow in told):
        label = _("Is %(person)s told?") % {"person": person}
        asked.append(Asked("person_told", label, _choices(PERSON_TOLD)))
    if not any(flow.person_choice for flow in told):
        label = _("Can %(person)s choose?") % {"person": person}
        asked.append(Asked("person_choice", label, _choices(PERSON_CHOICES)))
    if not any(flow.frequency for flow in told):
        asked.append(Asked("frequency", _("How often?"), _usual(graph, "frequency", USUAL_FREQUENCIES)))
    kept = _kept_in(graph, told)
    if kept:
        asked.append(Asked("target", _("Kept in?"), [(name, name) for name in kept]))
    return asked


def _kept_in(graph: FlowGraph, told: Sequence[Flow]) -> list[str]:
    """Return the storages of who receives, where one alone does and it is not said where it is kept."""
    targets = {flow.target for flow in told}
    target = graph.node(next(iter(targets))) if len(targets) == 1 else None
    if target is None or target.kind != "organisation":
        return []
    return [typed_end(graph, storage.id) for storage in graph.storages_of(target.id)][:MOST_ANSWERS]


def _choices(choices: object) -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in choices.items()]  # type: ignore[attr-defined]


def _usual(graph: FlowGraph, fact: str, usual: Sequence[str]) -> list[tuple[str, str]]:
    """Return what this map says most, then what is usual anywhere."""
    said = Counter(value for flow in graph.flows if (value := getattr(flow, fact)))
    names = [name for name, _count in said.most_common()] + [_(name) for name in usual]
    found = {name.casefold(): name for name in reversed(names)}
    ordered = [found[key] for key in dict.fromkeys(name.casefold() for name in names)]
    return [(name, name) for name in ordered[:MOST_ANSWERS]]
