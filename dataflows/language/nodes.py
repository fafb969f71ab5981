"""Every node as one or two sentences: what it is, where it is kept, who can open it and how long."""

from collections.abc import Iterator, Mapping
from typing import Final

from dataflows.graph.model import AccessRow, FlowGraph, Node
from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.ends import THE_PERSON, UNNAMED_PERSONS
from dataflows.language.template import Translate
from dataflows.language.words import in_sentence, list_of, squeeze, upper_first

_ = gettext_noop

ORGANISATION_PHRASES: Final[Mapping[str, str]] = {
    "council": _("%(name)s is a council."),
    "vcse": _("%(name)s is a community organisation or charity."),
    "nhs": _("%(name)s is an NHS organisation."),
    "police": _("%(name)s is a police organisation."),
    "probation": _("%(name)s is a probation service."),
    "housing_provider": _("%(name)s is a housing provider."),
    "central_government": _("%(name)s is part of central government."),
    "public_body": _("%(name)s is a public body."),
    "partnership": _("%(name)s is a partnership."),
    "supplier": _("%(name)s is a supplier."),
    "research": _("%(name)s is a research organisation."),
    "private": _("%(name)s is a private company."),
    "other": _("%(name)s is an organisation."),
    "": _("%(name)s is an organisation; nobody has recorded of what kind."),
}
TEAM: Final = _("%(name)s is a team of %(parent)s.")
STORAGE_PHRASES: Final[Mapping[str, str]] = {
    "case_system": _("%(name)s is a case system of %(owner)s"),
    "shared_drive": _("%(name)s is a shared drive of %(owner)s"),
    "spreadsheet": _("%(name)s is a spreadsheet of %(owner)s"),
    "mailbox": _("%(name)s is a mailbox of %(owner)s"),
    "messaging_app": _("%(name)s is a messaging app used by %(owner)s"),
    "paper": _("%(name)s is kept on paper by %(owner)s"),
    "other": _("%(name)s is where %(owner)s keeps information"),
    "": _("%(name)s is where %(owner)s keeps information"),
}
UNNAMED: Final = frozenset({"", "not known", "not recorded"})


def node_sentence(graph: FlowGraph, node: Node, *, translate: Translate = str) -> str:
    """Return what ``node`` is, in a sentence or two.

    Examples
    --------
    >>> shelter = Node(id="s", kind="organisation", name="Shelter", organisation_kind="vcse")
    >>> node_sentence(FlowGraph(), shelter)
    'Shelter is a community organisation or charity.'
    """
    says = {"person": _person, "meeting": _meeting, "storage": _storage}.get(node.kind, _organisation)
    return " ".join(says(graph, node, translate))


def access_of(row: AccessRow, *, translate: Translate = str) -> str:
    """Return one reader of a storage: the organisation and role, and a plain word when nobody named it."""
    organisation, role = squeeze(row.organisation), squeeze(row.role)
    if not organisation:
        if not role:
            return translate(_("readers nobody has named"))
        return translate(_("%(role)s (not named)")) % {"role": in_sentence(role)}
    return f"{organisation} ({in_sentence(role)})" if role else organisation


def _person(_graph: FlowGraph, node: Node, translate: Translate) -> Iterator[str]:
    name = squeeze(node.name)
    if name.casefold() in UNNAMED_PERSONS:
        name = upper_first(translate(THE_PERSON))
    yield translate(_("%(name)s is at the centre of this map.")) % {"name": name}


def _meeting(_graph: FlowGraph, node: Node, translate: Translate) -> Iterator[str]:
    template = _("%(name)s is a meeting: everybody who attends hears what is shared there.")
    yield translate(template) % {"name": squeeze(node.name)}


def _organisation(graph: FlowGraph, node: Node, translate: Translate) -> Iterator[str]:
    name, parent = squeeze(node.name), squeeze(node.parent_name)
    if node.parent is not None and node.parent in graph.nodes_by_id:
        parent = squeeze(graph.node(node.parent).name)
    if parent:
        yield _stop(translate(TEAM) % {"name": name, "parent": parent})
    else:
        phrase = ORGANISATION_PHRASES.get(node.organisation_kind, ORGANISATION_PHRASES[""])
        yield translate(phrase) % {"name": name}
    if not node.named:
        yield translate(_("Nobody has named who belongs to it."))
    if node.draft:
        yield translate(_("It is a draft: nobody has confirmed it yet."))


def _storage(graph: FlowGraph, node: Node, translate: Translate) -> Iterator[str]:
    owner = graph.organisation_of(node.id) if node.id in graph.nodes_by_id else node
    owner_name = squeeze(owner.name) if owner.id != node.id else translate(_("somebody nobody has named"))
    phrase = translate(STORAGE_PHRASES.get(node.storage_kind, STORAGE_PHRASES[""]))
    what = phrase % {"name": squeeze(node.name), "owner": owner_name}
    location = squeeze(node.location)
    if location.casefold() in UNNAMED:
        yield translate(_("%(what)s; where it is kept is not known.")) % {"what": what}
    else:
        template = translate(_("%(what)s; it is kept in: %(location)s."))
        yield _stop(template % {"what": what, "location": location})
    yield _readers(node, translate)
    retention = squeeze(node.retention)
    if retention.casefold() in UNNAMED:
        yield translate(_("How long it is kept is not recorded yet."))
    else:
        template = translate(_("How long it is kept: %(retention)s."))
        yield _stop(template % {"retention": in_sentence(retention)})


def _readers(node: Node, translate: Translate) -> str:
    note = squeeze(node.access_note)
    readers = [in_sentence(note)] if note.casefold() not in UNNAMED else []
    readers += [access_of(row, translate=translate) for row in node.access]
    if not readers:
        return translate(_("Who can open it is not recorded yet."))
    said = list_of(readers, translate=translate)
    return _stop(translate(_("Who can open it: %(readers)s.")) % {"readers": said})


def _stop(text: str) -> str:
    """Let no stop follow a stop that a name or note brought along."""
    return text[:-1] if text.endswith(("..", "!.", "?.", "….")) else text
