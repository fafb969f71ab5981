"""Groups and bundles in words: what they are called, and the sentence that says what is in them."""

from collections.abc import Mapping, Sequence
from typing import Final

from dataflows.graph.gathering import Words
from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.vocabulary import SENSITIVITIES, gettext_noop
from dataflows.language.arrow import ends_in_line
from dataflows.language.ends import THE_PERSON, name_of
from dataflows.language.template import Translate
from dataflows.language.words import in_sentence, label, list_of, squeeze, upper_first

_ = gettext_noop

# Company -> what its group is called by itself, and beside others of its kind that stand alone.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "police": (_("Police"), _("Other police")),
    "probation": (_("Probation"), _("Other probation services")),
    "youth_justice": (_("Youth justice"), _("Other youth justice")),
    "prisons": (_("Prisons"), _("Other prisons")),
    "immigration": (_("Immigration"), _("Other immigration services")),
    "childrens": (_("Children's social care"), _("Other children's social care")),
    "benefits": (_("Benefits: DWP and Jobcentres"), _("Other benefits: DWP and Jobcentres")),
    "bailiffs": (_("Bailiffs and enforcement agents"), _("Other bailiffs and enforcement agents")),
    "central": (_("Central government"), _("Other central government")),
    "housing": (_("Landlords and housing providers"), _("Other landlords and housing providers")),
    "community": (_("Community and charity"), _("Other community organisations and charities")),
    "council": (_("Councils"), _("Other councils and teams")),
    "health": (_("Health"), _("Other health services")),
    "private": (_("Companies and suppliers"), _("Other companies and suppliers")),
    "national": (_("National and other"), _("National and other: the rest")),
    "meetings": (_("Meetings"), _("Other meetings")),
    "storages": (_("Storages with no organisation here"), _("Other storages with no organisation here")),
}

GROUP: Final = _("%(name)s is a group of %(count)d on this map: %(members)s.")
GROUP_OF_KIND: Final[Mapping[str, str]] = {
    "meeting": _("%(name)s: %(count)d meetings are one box here: %(members)s."),
    "storage": _("%(name)s: %(count)d storages are one box here: %(members)s."),
}
STANDS: Final = _("%(members)s stands in %(name)s here.")
STAND: Final = _("%(members)s stand in %(name)s here.")
BUNDLE: Final = _("%(count)d flows go from %(source)s to %(target)s, with %(data)s.")
MOST_SENSITIVE: Final = _("The most sensitive is %(data)s (%(sensitivity)s).")
NOBODY_TELLS_ALL: Final = _("Nobody tells %(person)s about any of them yet.")
NOBODY_TELLS_ONE: Final = _("Nobody tells %(person)s about one of them yet.")
NOBODY_TELLS_SOME: Final = _("Nobody tells %(person)s about %(count)d of them yet.")

# What else may hold of some of a bundle's flows: of all, of one, of so many.
Said = tuple[str, str, str]
ASSUMED: Final[Said] = (
    _("All of them are only assumed."),
    _("One of them is only assumed."),
    _("%(count)d of them are only assumed."),
)
NOT_SURE: Final[Said] = (
    _("Nobody is sure of any of them."),
    _("One of them nobody is sure of."),
    _("%(count)d of them nobody is sure of."),
)
HOW_OFTEN: Final[Mapping[str, Said]] = {
    "always": (
        _("All of them always happen."),
        _("One of them always happens."),
        _("%(count)d of them always happen."),
    ),
    "usually": (
        _("All of them usually happen."),
        _("One of them usually happens."),
        _("%(count)d of them usually happen."),
    ),
    "practitioner_decides": (
        _("The practitioner decides about all of them."),
        _("The practitioner decides about one of them."),
        _("The practitioner decides about %(count)d of them."),
    ),
    "if_agrees": (
        _("All of them happen only if %(person)s agrees."),
        _("One of them happens only if %(person)s agrees."),
        _("%(count)d of them happen only if %(person)s agrees."),
    ),
}


def group_words(translate: Translate = str) -> Words:
    """Return what names groups.

    Examples
    --------
    >>> group_words()("health", 143, True)
    'Other health services'
    """

    def name(company: str, _count: int, others_stand_alone: bool) -> str:
        return translate(NAMES[company][others_stand_alone])

    return name


def group_sentence(group: Node, members: Sequence[Node], *, translate: Translate = str) -> str:
    """Return what a group is and who is in it, nobody left out.

    Examples
    --------
    >>> police = Node(id="g", kind="organisation", name="Police")
    >>> group_sentence(police, [Node(id="a", kind="organisation", name="Vale Police"),
    ...                         Node(id="b", kind="organisation", name="Moor Police")])
    'Police is a group of 2 on this map: Vale Police and Moor Police.'
    """
    names = list_of([squeeze(node.name) for node in members], translate=translate)
    kinds = {node.kind for node in members}
    template = GROUP_OF_KIND.get(kinds.pop(), GROUP) if len(kinds) == 1 else GROUP
    return translate(template) % {"name": squeeze(group.name), "count": len(members), "members": names}


def standing_sentence(box: Node, standing: Sequence[Node], *, translate: Translate = str) -> str:
    """Return who is drawn in a box without being named on it; nothing when nobody is.

    Examples
    --------
    >>> council = Node(id="c", kind="organisation", name="Northmoor Council")
    >>> standing_sentence(council, [Node(id="t", kind="organisation", name="Housing Options")])
    'Housing Options stands in Northmoor Council here.'
    """
    if not standing:
        return ""
    names = list_of([squeeze(node.name) for node in standing], translate=translate)
    said = translate(STANDS if len(standing) == 1 else STAND) % {"members": names, "name": squeeze(box.name)}
    return upper_first(said)


def bundle_name(graph: FlowGraph, bundle: Flow, *, translate: Translate = str) -> str:
    """Return the short name of a bundle: its ends and how many flows it holds."""
    ends = ends_in_line(squeeze(graph.node(bundle.source).name), squeeze(graph.node(bundle.target).name))
    template = translate(_("%(ends)s: %(count)d flows"))
    return template % {"ends": ends, "count": len(graph.gathered[bundle.id])}


def bundle_sentence(
    graph: FlowGraph, bundle: Flow, members: Sequence[Flow], *, translate: Translate = str
) -> str:
    """Return what a bundle carries, the worst of it, and for how many of its flows nobody tells the person.

    ``graph`` is the view that draws the bundle, ``members`` are the map's own flows.
    """
    source, target = graph.node(bundle.source), graph.node(bundle.target)
    carried = [in_sentence(data_type.name) for data_type in graph.data_types_of(bundle)]
    data = list_of(carried, translate=translate) or translate(_("something nobody has recorded yet"))
    ends = {"source": name_of(source, translate=translate), "target": name_of(target, translate=translate)}
    said = [translate(BUNDLE) % {"count": len(members), "data": data, **ends}]
    worst = graph.most_sensitive(bundle)
    if worst is not None and len(carried) > 1:
        sensitivity = label(worst.sensitivity, SENSITIVITIES, translate=translate).lower()
        said.append(translate(MOST_SENSITIVE) % {"data": in_sentence(worst.name), "sensitivity": sensitivity})
    said += _differences(graph, members, translate)
    return " ".join(part for part in map(upper_first, said) if part)


def _differences(graph: FlowGraph, members: Sequence[Flow], translate: Translate) -> list[str]:
    """Return of how many flows each of these holds: nobody tells, assumed, not sure, and how often."""
    persons = [node for node in graph.nodes if node.kind == "person"]
    person = name_of(persons[0], translate=translate) if persons else translate(THE_PERSON)
    asked: list[tuple[Said, str, str]] = [
        *((said, "consistency", code) for code, said in HOW_OFTEN.items()),
        (ASSUMED, "evidence", "assumed"),
        (NOT_SURE, "confidence", "not_sure"),
        ((NOBODY_TELLS_ALL, NOBODY_TELLS_ONE, NOBODY_TELLS_SOME), "person_told", "not_told"),
    ]
    counted = [(said, sum(getattr(flow, fact) == code for flow in members)) for said, fact, code in asked]
    return [
        translate({len(members): every, 1: one}.get(count, some)) % {"person": person, "count": count}
        for (every, one, some), count in counted
        if count
    ]
