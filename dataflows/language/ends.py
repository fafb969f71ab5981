"""The two ends of a flow, and the template that fits who they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.template import Translate
from dataflows.language.words import squeeze, word_set

_ = gettext_noop

THE_PERSON: Final = _("the person")
UNNAMED_PERSONS: Final = frozenset({"", "person", "the person"})
ARTICLE_OPENINGS: Final = ("Ministry of ", "Department for ", "Department of ", "Office for ")
PLURALS: Final = word_set(
    """agencies bodies charities councils friends landlords members organisations partners people
    practitioners professionals providers shelters staff volunteers workers"""
)

# (how the flow starts, how it ends) -> the sentence. "<identifiability>" is filled with words or nothing.
# Starts: person, meeting, plain, storage. Ends: person, meeting, plain, storage; "own" is the same house.
TEMPLATES: Final[Mapping[tuple[str, str], str]] = {
    ("person", "plain"): _("{source} [verb|gives] {data}<identifiability> to {target}"),
    ("person", "storage"): _(
        "{source} [verb|gives] {data}<identifiability> to {target} (into {target_storage})"
    ),
    ("person", "meeting"): _("{source} [verb|shares] {data}<identifiability> at {target}"),
    ("person", "person"): _("{source} [verb|gives] {data}<identifiability> to {target}"),
    ("meeting", "plain"): _("{source} [verb|passes] {data}<identifiability> to {target}"),
    ("meeting", "storage"): _(
        "{source} [verb|passes] {data}<identifiability> into {target_storage} of {target}"
    ),
    ("meeting", "meeting"): _("{source} [verb|passes] {data}<identifiability> to {target}"),
    ("meeting", "person"): _("{source} [verb|gives] {data}<identifiability> back to {target}"),
    ("plain", "plain"): _("{source} [verb|sends] {data}<identifiability> to {target}"),
    ("plain", "storage"): _(
        "{source} [verb|sends] {data}<identifiability> into {target_storage} of {target}"
    ),
    ("plain", "meeting"): _("{source} [verb|shares] {data}<identifiability> at {target}"),
    ("plain", "person"): _("{source} [verb|gives] {data}<identifiability> back to {target}"),
    ("storage", "plain"): _(
        "{source} [verb|sends] {data}<identifiability> from {source_storage} to {target}"
    ),
    ("storage", "storage"): _(
        "{source} [verb|sends] {data}<identifiability> from {source_storage} "
        "into {target_storage} of {target}"
    ),
    ("storage", "meeting"): _(
        "{source} [verb|shares] {data}<identifiability> from {source_storage} at {target}"
    ),
    ("storage", "person"): _(
        "{source} [verb|gives] {data}<identifiability> from {source_storage} back to {target}"
    ),
    ("storage", "own storage"): _(
        "{source} [verb|moves] {data}<identifiability> from {source_storage} to {target_storage}"
    ),
    ("plain", "own storage"): _("{source} [verb|puts] {data}<identifiability> into {target_storage}"),
    ("storage", "own"): _("{source} [verb|takes] {data}<identifiability> from {source_storage}"),
    ("plain", "own"): _("{source} [verb|shares] {data}<identifiability> within {target}"),
}


@dataclass(frozen=True, slots=True)
class Ends:
    """Which template fits a flow, the names that go into it, and what the person is called."""

    start: str
    end: str
    values: Mapping[str, str]
    person: str


def ends_of(graph: FlowGraph, flow: Flow, *, translate: Translate = str) -> Ends:
    """Return how the two ends of ``flow`` are said."""
    source, target = graph.node(flow.source), graph.node(flow.target)
    sender, receiver = graph.organisation_of(flow.source), graph.organisation_of(flow.target)
    start, end = _way(source, sender), _way(target, receiver)
    own = sender.id == receiver.id and start in {"plain", "storage"}
    if own:
        end = "own storage" if end == "storage" else "own"
    return Ends(
        start=start,
        end=end,
        values={
            "source": name_of(sender, translate=translate),
            "target": name_of(receiver, translate=translate),
            "source_storage": _storage(source, sender, translate, own=True),
            "target_storage": _storage(target, receiver, translate, own=own or start == "person"),
        },
        person=_person(graph, source, target, translate),
    )


def name_of(node: Node, *, translate: Translate = str) -> str:
    """Return the name of ``node`` inside a sentence; "The person" loses its capital."""
    if node.kind == "person" and squeeze(node.name).casefold() in UNNAMED_PERSONS:
        return translate(THE_PERSON)
    name = squeeze(node.name)
    if name.startswith(ARTICLE_OPENINGS):
        return translate(_("the %(organisation)s")) % {"organisation": name}
    return name


def main_template(ends: Ends, identifiability: str, translate: Translate) -> str:
    """Return the template of the main clause, with the words on identifiability in their place."""
    english = TEMPLATES[ends.start, ends.end]
    template = translate(english)
    if template == english and is_plural(ends.values["source"]):
        # "Local partners send": only English templates agree like this.
        template = re.sub(r"\[verb\|(\w+?)(?:(?<=pass)e)?s\]", r"[verb|\1]", template)
    return template.replace("<identifiability>", identifiability)


def is_plural(name: str) -> bool:
    """Say whether ``name`` is a group of several ("Local partners (Manchester)").

    Examples
    --------
    >>> is_plural("Local partners (Manchester)"), is_plural("Turning Tide Partners Ltd")
    (True, False)
    """
    head = name.split(" (", 1)[0].rsplit(" ", 1)[-1]
    return head.casefold() in PLURALS


def _way(node: Node, organisation: Node) -> str:
    if node.kind in {"person", "meeting"}:
        return node.kind
    return "storage" if organisation.id != node.id else "plain"


def _storage(node: Node, owner: Node, translate: Translate, *, own: bool) -> str:
    """Return a storage as "its Housing register", or as it stands where the name brings its own owner."""
    name = squeeze(node.name)
    first = name.split(" ", 1)[0].casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if first in {"the", "a", "an", "our", "my", "their", "its"}:
        return name[:1].lower() + name[1:]
    if own and first.endswith(("'s", "s'")):
        return name
    if not own:
        return translate(_("the %(storage)s")) % {"storage": name}
    template = _("their %(storage)s") if is_plural(owner.name) else _("its %(storage)s")
    return translate(template) % {"storage": name}


def _person(graph: FlowGraph, source: Node, target: Node, translate: Translate) -> str:
    persons = [node for node in (source, target, *graph.nodes) if node.kind == "person"]
    return name_of(persons[0], translate=translate) if persons else translate(THE_PERSON)
