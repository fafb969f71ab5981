"""A picture to take away: its own style, a caption and the legend inside it, and no links."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Final

from dataflows.graph.model import FlowGraph, Id
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.render.boxes import TEXT, Translate, measure
from dataflows.render.check import check
from dataflows.render.draw import writer_for
from dataflows.render.flat import flattened
from dataflows.render.layout import Layout
from dataflows.render.legend import GROUPS, SAMPLE_HEIGHT, SAMPLE_WIDTH, LegendEntry, draw_sample, legend_of
from dataflows.render.metrics import REGULAR, SEMIBOLD, clean, text_width, wrap
from dataflows.render.placement import MARGIN
from dataflows.render.shapes import number, text_block

HEADING: Final = 24.0
HEADING_LINE: Final = 32.0
CAPTION_LINE: Final = 22.0
ENTRY_LINE: Final = 30.0
ENTRY_GAP: Final = 24.0
NARROWEST: Final = 720.0
USUAL_PRACTICE: Final = _("Usual practice, not a log of anybody's file.")
_WEIGHTS: Final = {"name": SEMIBOLD, "number": SEMIBOLD, "heading": SEMIBOLD}
_SIZES: Final = {"heading": HEADING, "eyebrow": 12.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What is written with a picture that leaves Daylight, already in the reader's language.

    ``edition`` is "Version 3" or "Draft"; ``date`` is written out, for example "12 November 2026".
    """

    name: str
    edition: str
    date: str


@cache
def picture_style() -> str:
    """Return the rules that every picture is coloured by."""
    return resources.files("dataflows.render").joinpath("picture.css").read_text(encoding="utf-8")


class Standing:
    """A picture that stands alone, twice: :attr:`whole` with heading and legend, :attr:`bare` without.

    Colours are written out, since few programs beside browsers read the style that pages share. Each is
    finished when it is asked for, and raises ``DrawingError`` when it fails its check. Sizes are width and
    height.
    """

    def __init__(
        self,
        graph: FlowGraph,
        *,
        layout: Layout,
        sentences: Mapping[Id, str],
        caption: Caption,
        translate: Translate = str,
    ) -> None:
        """Draw the picture; ``DrawingError`` when the layout is another map's."""
        self._graph, self._caption = graph, caption
        boxes = measure(graph, translate=translate)
        writer = writer_for(graph, boxes, layout, sentences=sentences, translate=translate, links=False)
        self._bare = writer.picture()
        self.bare_size = layout.width, layout.height
        self._whole, self.size = self._composed(translate)

    def _composed(self, translate: Translate) -> tuple[ET.Element, tuple[float, float]]:
        """Return the picture between its heading and its legend, and how large all is."""
        own_width, own_height = self.bare_size
        width = max(own_width, NARROWEST)
        svg = deepcopy(self._bare)
        pieces = list(svg)
        for piece in pieces:
            svg.remove(piece)
        top = _heading(svg, self._caption, width, translate)
        picture = ET.SubElement(svg, "g", {"transform": _moved((width - own_width) / 2, top)})
        picture.extend(pieces)
        height = _legend(svg, legend_of(self._graph), width, top + own_height, translate) + MARGIN
        return svg, (width, height)

    @cached_property
    def whole(self) -> str:
        """Return the picture with heading and legend, as SVG text."""
        return _finished(self._whole, self._graph, self._caption, self.size)

    @cached_property
    def bare(self) -> str:
        """Return the picture alone, as SVG text."""
        return _finished(self._bare, self._graph, self._caption, self.bare_size)


def standalone_svg(
    graph: FlowGraph,
    *,
    layout: Layout,
    sentences: Mapping[Id, str],
    caption: Caption,
    translate: Translate = str,
) -> str:
    """Return the picture of ``graph`` in the places of ``layout``, complete in itself, as SVG text.

    Raises
    ------
    DrawingError
        When the layout is another map's, or the finished picture fails its check.
    """
    return Standing(graph, layout=layout, sentences=sentences, caption=caption, translate=translate).whole


def legend_svg(
    graph: FlowGraph, *, width: float, in_one: bool = False, translate: Translate = str
) -> tuple[str, float]:
    """Return the legend of a picture alone, in lines as long as ``width``, and how high it is.

    ``in_one`` writes all entries one after the other, without the headings of their groups.
    """
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "map-picture"})
    entries = legend_of(graph)
    if in_one:
        legend = _legend_list(svg, translate)
        height = _legend_group(legend, entries, width, 0.0, translate) if entries else 0.0
    else:
        height = _legend(svg, entries, width, 0.0, translate)
    _size(svg, width, height)
    flattened(svg, picture_style())
    return ET.tostring(svg, encoding="unicode"), height


def _finished(svg: ET.Element, graph: FlowGraph, caption: Caption, size: tuple[float, float]) -> str:
    """Return a picture as text: named, on white paper, checked, its colours written out."""
    width, height = size
    svg.insert(0, paper := ET.Element("rect", {"class": "paper"}))
    paper.set("width", number(width))
    paper.set("height", number(height))
    svg.insert(0, style := ET.Element("style"))
    style.text = picture_style()
    svg.insert(0, title := ET.Element("title"))
    title.text = clean(f"{caption.name}, {caption.edition}")
    _size(svg, width, height)
    check(ET.tostring(svg, encoding="unicode"), graph, style=picture_style())
    flattened(svg, picture_style())
    return ET.tostring(svg, encoding="unicode")


def _size(svg: ET.Element, width: float, height: float) -> None:
    """Say how large a picture is, and each line of text in it."""
    svg.set("viewBox", f"0 0 {number(width)} {number(height)}")
    svg.set("width", number(width))
    svg.set("height", number(height))
    _hold_widths(svg)


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


def _heading(svg: ET.Element, caption: Caption, width: float, translate: Translate) -> float:
    """Write the map's name, edition, date and what the picture is; return how far down they reach."""
    room = width - 2 * MARGIN
    name = wrap(caption.name, width=room, size=HEADING, weight=SEMIBOLD, max_lines=2)
    words = " · ".join(word for word in (caption.edition, caption.date, translate(USUAL_PRACTICE)) if word)
    lines = wrap(words, width=room, size=TEXT, max_lines=2)
    top = MARGIN
    text_block(svg, "heading", name, MARGIN, top, HEADING_LINE)
    top += HEADING_LINE * len(name)
    text_block(svg, "caption", lines, MARGIN, top, CAPTION_LINE)
    return top + CAPTION_LINE * len(lines)


def _legend(
    svg: ET.Element, entries: Sequence[LegendEntry], width: float, top: float, translate: Translate
) -> float:
    """Write the legend, one group a paragraph; return how far down it reaches."""
    legend = _legend_list(svg, translate)
    for group, title in GROUPS.items():
        members = [entry for entry in entries if entry.group == group]
        if members:
            text_block(legend, "name", (translate(title),), MARGIN, top, ENTRY_LINE)
            top = _legend_group(legend, members, width, top + ENTRY_LINE, translate)
    return top


def _legend_list(svg: ET.Element, translate: Translate) -> ET.Element:
    return ET.SubElement(svg, "g", {"class": "legend", "role": "list", "aria-label": translate(_("Legend"))})


def _legend_group(
    legend: ET.Element, members: Sequence[LegendEntry], width: float, top: float, translate: Translate
) -> float:
    """Write a group's entries side by side while there is room; return how far down they reach."""
    x = MARGIN
    for entry in members:
        label = translate(entry.label)
        needed = SAMPLE_WIDTH + 8 + text_width(label, size=TEXT, weight=REGULAR)
        if x > MARGIN and x + needed > width - MARGIN:
            x, top = MARGIN, top + ENTRY_LINE
        item = ET.SubElement(legend, "g", {"role": "listitem"})
        middle = (ENTRY_LINE - SAMPLE_HEIGHT) / 2
        draw_sample(ET.SubElement(item, "g", {"transform": _moved(x, top + middle)}), entry)
        text_block(item, "label", (label,), x + SAMPLE_WIDTH + 8, top, ENTRY_LINE)
        x += needed + ENTRY_GAP
    return top + ENTRY_LINE + 6


def _hold_widths(svg: ET.Element) -> None:
    """Tell the viewer how wide each line is, so that nothing spills where our font is not installed."""
    for text in svg.iter("text"):
        kind = text.get("class", "")
        size = _SIZES.get(kind, TEXT)
        width = text_width(text.text or "", size=size, weight=_WEIGHTS.get(kind, REGULAR))
        if width:
            text.set("textLength", number(width))
            text.set("lengthAdjust", "spacingAndGlyphs")
