"""A map on one page: how much there is, a small picture, and the flows to look at first."""

from collections.abc import Mapping
from typing import Final

from dataflows.graph.model import Flow, FlowGraph, Id
from dataflows.graph.vocabulary import NOT_KNOWN
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.render.boxes import Translate
from dataflows.render.paper import EDGE, sheets
from dataflows.render.press import Job
from dataflows.render.sheets import Printing
from dataflows.render.standalone import USUAL_PRACTICE

# As much of the page as the picture may take.
PICTURE: Final = 0.42
# More than fit on any page: what does not is counted there.
MOST_FLOWS: Final = 40
LONGEST: Final = 320
# What is said of a flow beside its first sentence, where something is amiss.
_NOT_SAID: Final = _("Nobody has said whether the person is told.")
_TOLD: Final = {"not_told": _("Nobody tells the person yet."), NOT_KNOWN: _NOT_SAID, "": _NOT_SAID}
_SENSITIVE: Final[Mapping[str, int]] = {"criminal_offence": 3, "special_category": 2, "personal": 1}


def on_one_page(
    printing: Printing, *, sentences: Mapping[Id, str], description: str, address: str, where: str
) -> Job:
    """Return the summary. ``where`` is the programme and area, ``address`` where the whole map is."""
    sheet, _lying = sheets("a4")
    translate, graph = printing.translate, printing.graph
    room = sheet.width - 2 * EDGE - 16
    whole = printing.pictures.bare_size
    scale = min(room / whole[0], sheet.height * PICTURE / whole[1], 1.0)
    order = sorted(graph.flows, key=lambda flow: (-weight_of(flow, graph), graph.numbers[flow.id]))
    frame = printing.frame(sheet.width, sheet.height, 8)
    data = {
        **frame,
        "edition": " · ".join(filter(None, (where, frame["edition"]))),
        "description": _shortened(description),
        "numbers": _numbers(graph, translate),
        "picture": [side * scale for side in whole],
        "first_title": translate(_("To look at first")),
        "first": [
            {
                "number": str(graph.numbers[flow.id]),
                "sentence": _shortened(sentences[flow.id].partition(". ")[0].removesuffix(".") + "."),
                "why": translate(_TOLD[flow.person_told]) if flow.person_told in _TOLD else "",
            }
            for flow in order[:MOST_FLOWS]
        ],
        "count": len(graph.flows),
        "more": translate(_("And {n} more flows: the whole map has them all.")),
        "foot_words": " · ".join(filter(None, (translate(USUAL_PRACTICE), address))),
    }
    files = {"bare.svg": printing.pictures.bare}
    return Job(page="summary", data=data, files=files, shown={"bare.svg": 1}, trim="first")


def weight_of(flow: Flow, graph: FlowGraph) -> int:
    """Return how much a flow asks to be looked at: what it carries, and whether anybody tells the person.

    Examples
    --------
    >>> graph = FlowGraph()
    >>> weight_of(Flow(id="f", source="a", target="b", person_told="not_told"), graph)
    4
    >>> weight_of(Flow(id="f", source="a", target="b", person_told="before"), graph)
    0
    """
    most = graph.most_sensitive(flow)
    told = {"not_told": 4, NOT_KNOWN: 2, "": 2}.get(flow.person_told, 0)
    return told + int(graph.could_hurt(flow)) + (_SENSITIVE.get(most.sensitivity, 0) if most else 0)


def _numbers(graph: FlowGraph, translate: Translate) -> list[dict[str, str]]:
    told = [flow.person_told for flow in graph.flows]
    sensitive = [most.sensitivity for flow in graph.flows if (most := graph.most_sensitive(flow))]
    heavy = sum(code in ("criminal_offence", "special_category") for code in sensitive)
    return [
        {"count": str(count), "what": translate(what)}
        for count, what in (
            (len(graph.flows), _("flows")),
            (sum(node.kind == "organisation" for node in graph.nodes), _("organisations")),
            (heavy, _("carry special category or criminal offence data")),
            (told.count("not_told"), _("that nobody tells the person about")),
            (
                told.count("") + told.count(NOT_KNOWN),
                _("where nobody has said whether the person is told"),
            ),
        )
    ]


def _shortened(text: str) -> str:
    """Return a text that is not too long, cut where a word ends."""
    if len(text) <= LONGEST:
        return text
    whole, _space, _rest = text[:LONGEST].rpartition(" ")
    return (whole or text[: LONGEST - 2]).rstrip(" ,;") + " …"
