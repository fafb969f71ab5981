"""Groups and bundles in words: what they are called, and the sentence that says what is in them."""

from collections.abc import Mapping, Sequence
from typing import Final

from dataflows.graph.gathering import Words
from dataflows.graph.model import Flow, FlowGraph, Node
from dataflows.graph.vocabulary import SENSITIVITIES, gettext_noop
from dataflows.language.ends import name_of
from dataflows.language.template import Translate
from dataflows.language.words import in_sentence, label, list_of, squeeze, upper_first

_ = gettext_noop

# Company -> what its group is called by itself, and beside others of its kind that stand alone.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "police": (_("Police"), _("Other police")),
    "probation": (_("Probation"), _("Other probation services")),
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
BUNDLE: Final = _("%(count)d flows go from %(source)s to %(target)s, with %(data)s.")
MOST_SENSITIVE: Final = _("The most sensitive is %(data)s (%(sensitivity)s).")
NOBODY_TELLS_ALL: Final = _("Nobody tells %(person)s about any of them yet.")
NOBODY_TELLS_ONE: Final = _("Nobody tells %(person)s about one of them yet.")
NOBODY_TELLS_SOME: Final = _("Nobody tells %(person)s about %(count)d of them yet.")


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
    return translate(GROUP) % {"name": squeeze(group.name), "count": len(members), "members": names}


def bundle_name(graph: FlowGraph, bundle: Flow, *, translate: Translate = str) -> str:
    """Return the short name of a bundle: its ends and how many flows it holds."""
    ends = f"{squeeze(graph.node(bundle.source).name)} → {squeeze(graph.node(bundle.target).name)}"
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
    said.append(_untold(graph, members, translate))
    return " ".join(part for part in map(upper_first, said) if part)


def _untold(graph: FlowGraph, members: Sequence[Flow], translate: Translate) -> str:
    """Return for how many of the flows nobody tells the person; nothing when somebody always does."""
    count = sum(flow.person_told == "not_told" for flow in members)
    if not count:
        return ""
    persons = [node for node in graph.nodes if node.kind == "person"]
    person = name_of(persons[0], translate=translate) if persons else translate(_("the person"))
    template = {len(members): NOBODY_TELLS_ALL, 1: NOBODY_TELLS_ONE}.get(count, NOBODY_TELLS_SOME)
    return translate(template) % {"person": person, "count": count}
