"""Whose company an organisation may be shown in: groups that never hide who has power over the person.

Police, probation, prisons, immigration, children's social care, benefits, landlords and bailiffs are never
put under a vague name. Some have no kind of their own in the register and are known by the words in their
names.
"""

import re
from collections.abc import Mapping
from typing import Final

from dataflows.graph.model import Node

# What a group stands in as: code -> the kind of organisation that gives it its lane and stripe.
COMPANIES: Final[Mapping[str, str]] = {
    "police": "police",
    "probation": "probation",
    "youth_justice": "probation",
    "prisons": "probation",
    "immigration": "central_government",
    "childrens": "council",
    "benefits": "central_government",
    "bailiffs": "private",
    "central": "central_government",
    "housing": "housing_provider",
    "community": "vcse",
    "council": "council",
    "health": "nhs",
    "private": "private",
    "national": "",
    "meetings": "",
    "storages": "",
}

# Those are seen by their own names for as long as there is room.
BY_NAME: Final = frozenset(
    {"immigration", "childrens", "benefits", "bailiffs", "central", "youth_justice", "prisons"}
)
FIRST_BY_NAME: Final = BY_NAME | {"police", "probation"}

_OF_KIND: Final[Mapping[str, str]] = {
    "police": "police",
    "probation": "probation",
    "central_government": "central",
    "housing_provider": "housing",
    "vcse": "community",
    "council": "council",
    "nhs": "health",
    "private": "private",
    "supplier": "private",
}

_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    code: re.compile(words, re.IGNORECASE)
    for code, words in {
        "childrens": (
            r"\bchild(ren)?(.?s)? (social (care|work(ers?)?|services)|services?)\b"
            r"|\bchild(ren)?(.?s)? (safeguarding|protection|trust)\b"
            r"|\bchild(ren)?(.?s)? (and|&) (famil(y|ies)|young (people|persons?)(?!(.?s)? mental))\b"
        ),
        "immigration": (
            r"\bimmigration\b|\bhome ?office\b|\bborder force\b|\basylum\b|\bUKVI\b|\bUKBA\b"
            r"|\bvisas? (and|&) immigration\b"
        ),
        "probation": r"\bprobation\b",
        "youth_justice": r"\byouth (offending|justice)\b|\bYO[ST]\b",
        "prisons": r"\bprisons?\b|\bHM ?(P|PPS|YOI)\b|\byoung offenders?\b|\bYOI\b",
        "police": r"\bpolice\b|\bpolicing\b|\bconstabulary\b",
        "bailiffs": r"\bbailiffs?\b|\benforcement (agents?|agenc(y|ies)|officers?)\b|\bdebt collect",
        "benefits": (
            r"\bDWP\b|\bdepartment for work (and|&) pensions\b|\bjob ?cent(re|er)s?( ?plus)?\b"
            r"|\buniversal credit\b"
        ),
        "housing": r"\blandlords?\b",
    }.items()
}
# A charity that helps with benefits is no benefits office, one that houses people is no landlord: of such
# kinds these words say nothing. The other words hold whatever the kind.
_NOT_BY_KIND: Final = frozenset({"benefits", "housing"})
_KINDS_OF_HELP: Final = frozenset({"vcse", "nhs", "research", "housing_provider"})
# What the register says for certain needs no words.
_CERTAIN: Final = frozenset({"police", "probation"})


def company_of(node: Node) -> str:
    """Return the code of the group that ``node`` may be shown in; ``""`` for the person, who stays herself.

    Examples
    --------
    >>> company_of(Node(id="a", kind="organisation", name="Northmoor Police", organisation_kind="police"))
    'police'
    >>> company_of(Node(id="a", kind="organisation", name="Children's Services", organisation_kind="council"))
    'childrens'
    >>> company_of(Node(id="a", kind="organisation", name="Shelter", organisation_kind="vcse"))
    'community'
    """
    if node.kind != "organisation":
        return {"meeting": "meetings", "storage": "storages"}.get(node.kind, "")
    kind = node.organisation_kind
    if kind in _CERTAIN:
        return _OF_KIND[kind]
    names = " / ".join((node.name, node.short_name, *node.aliases, node.parent_name))
    ignored = _NOT_BY_KIND if kind in _KINDS_OF_HELP else frozenset()
    for code, words in _WORDS.items():
        if code not in ignored and words.search(names):
            return code
    return _OF_KIND.get(node.organisation_kind, "national")
