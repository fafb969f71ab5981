"""The one SVG writer: graph, boxes and layout in, text out; the same three give the same bytes for ever.

Built with ElementTree, so whatever anybody wrote is escaped; looks come from classes alone
(``picture.css``). Each element is a ``<g id="uuid">`` in a list, with its name as title and link.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import NODE_KINDS, ORGANISATION_KINDS, STORAGE_KINDS
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.language.arrow import ends_in_line
from dataflows.render import icons
from dataflows.render.boxes import (
    CHIP_MARK,
    CHIP_PADDING,
    CHIP_SMALL_MARK,
    LINE,
    ROW_TEXT_LEFT,
    SMALL_LINE,
    TEXT_LEFT,
    Boxes,
    ChipBox,
    NodeBox,
    RowBox,
    Translate,
    eyebrow_of,
)
from dataflows.render.layout import Layout, Rectangle
from dataflows.render.marks import UNKNOWN, css
from dataflows.render.metrics import clean
from dataflows.render.shapes import (
    PERSON_INSET,
    ROW_INSET,
    arrow_head,
    cylinder,
    hexagon,
    number,
    path_data,
    shortened,
    text_block,
)

NAMESPACE = "http://www.w3.org/2000/svg"
# How far the sheet below a group's box looks out.
SHEET = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Everything one drawing is written from."""

    graph: FlowGraph
    boxes: Boxes
    layout: Layout
    sentences: Mapping[Id, str]
    translate: Translate
    links: bool = True

    def picture(self) -> ET.Element:
        """Return the whole picture as an ``svg`` element."""
        svg = ET.Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "class": "map-picture",
                "viewBox": f"0 0 {number(self.layout.width)} {number(self.layout.height)}",
                "role": "group",
                "aria-label": self.translate(_("The map as a picture")),
            },
        )
        nodes = self._list(svg, "nodes", self.translate(_("Who and what is on the map")))
        for node in self.graph.nodes:
            if node.id in self.boxes.nodes:
                self._node(nodes, node)
        flows = self._list(svg, "flows", self.translate(_("What moves between them")))
        for flow in self.graph.flows:
            self._flow(flows, flow)
        return svg

    def _list(self, parent: ET.Element, css_class: str, label: str) -> ET.Element:
        """Open a list."""
        return ET.SubElement(parent, "g", {"class": css_class, "role": "list", "aria-label": label})

    def _item(
        self, parent: ET.Element, element: Id, classes: str, label: str, href: str
    ) -> tuple[ET.Element, ET.Element]:
        """Open a list item; return it and what its shapes go in (a link, where there are links)."""
        item = ET.SubElement(parent, "g", {"id": element, "class": classes, "role": "listitem"})
        inside = item
        if self.links:
            inside = ET.SubElement(item, "a", {"href": href, "aria-label": label})
        ET.SubElement(inside, "title").text = label
        return item, inside

    # --- nodes ---------------------------------------------------------------------------------

    def _node(self, parent: ET.Element, node: Node) -> None:
        """Draw a node that has a place of its own, and the storages on it."""
        box = self.boxes.nodes[node.id]
        rectangle = self.layout.nodes[node.id]
        classes = ["node", box.shape, f"lane-{css(node.lane)}"]
        classes += ["draft"] if node.draft else []
        classes += [] if node.named else ["unnamed"]
        gathered = node.id in self.graph.gathered
        classes += ["group"] if gathered else []
        href = f"{'g' if gathered else 'n'}/{node.id}/"
        item, inside = self._item(parent, node.id, " ".join(classes), self._node_label(node), href)
        draw = {"person": self._person, "meeting": self._meeting, "storage": self._storage}
        draw.get(box.shape, self._organisation)(inside, box, rectangle, node)
        if box.rows:
            rows = self._list(item, "storages", self.translate(_("Storages")))
            for row in box.rows:
                self._row(rows, row, self.graph.node(row.id))

    def _node_label(self, node: Node) -> str:
        """Return a node's full name with its kind, as it is read aloud and shown on hover."""
        kinds = {
            "organisation": (ORGANISATION_KINDS, node.organisation_kind),
            "storage": (STORAGE_KINDS, node.storage_kind),
        }
        choices, code = kinds.get(node.kind, (NODE_KINDS, node.kind))
        words = [clean(node.name)]
        if node.id in self.graph.gathered:
            words.append(eyebrow_of(node, self.graph, translate=self.translate))
        elif kind := choices.get(code, NODE_KINDS.get(node.kind, "")):
            words.append(self.translate(kind))
        if not node.named:
            words.append(self.translate(_("Not named")))
        if node.draft:
            words.append(self.translate(_("Draft")))
        return ", ".join(word for word in words if word)

    def _person(self, parent: ET.Element, box: NodeBox, rectangle: Rectangle, _node: Node) -> None:
        """Draw the person: a sun-filled circle."""
        left, top, width, height = rectangle
        x, y = left + width / 2, top + height / 2
        circle = {"cx": number(x), "cy": number(y), "r": number(width / 2 - PERSON_INSET)}
        self._outlined(parent, "circle", "box", circle)
        self._name(parent, box, x, y, anchor="middle")

    def _organisation(self, parent: ET.Element, box: NodeBox, rectangle: Rectangle, node: Node) -> None:
        """Draw an organisation: a rounded box with its lane's stripe, doubled when nobody has named it."""
        left, top, width, height = rectangle
        if node.id in self.graph.gathered:
            self._rect(parent, "sheet", (left + 8, top + SHEET, width - 16, height), 6)
        self._rect(parent, "box", (left, top, width, height), 6, halo=True)
        if not node.named:
            self._rect(parent, "inner", (left + 3, top + 3, width - 6, height - 6), 4)
        self._rect(parent, "stripe", (left + 5, top + 6, 5, box.head - 12), 2.5)
        self._name(parent, box, left + TEXT_LEFT, top + box.head / 2)

    def _meeting(self, parent: ET.Element, box: NodeBox, rectangle: Rectangle, node: Node) -> None:
        """Draw a meeting: a hexagon."""
        left, top, width, height = rectangle
        if node.id in self.graph.gathered:
            ET.SubElement(
                parent, "path", {"class": "sheet", "d": hexagon((left, top + SHEET, width, height))}
            )
        self._outlined(parent, "path", "box", {"d": hexagon(rectangle)})
        self._name(parent, box, left + width / 2, top + height / 2, anchor="middle")

    def _storage(self, parent: ET.Element, box: NodeBox, rectangle: Rectangle, _node: Node) -> None:
        """Draw a storage whose organisation is not on the map: a cylinder."""
        left, top, _width, height = rectangle
        self._outlined(parent, "path", "box", {"d": cylinder(rectangle)})
        self._name(parent, box, left + TEXT_LEFT, top + height / 2 + 5)

    def _name(self, parent: ET.Element, box: NodeBox, x: float, y: float, anchor: str = "") -> None:
        """Write the small words and the name, centred on the height ``y``."""
        top = y - (len(box.eyebrow) * SMALL_LINE + len(box.lines) * LINE) / 2
        text_block(parent, "eyebrow", box.eyebrow, x, top, SMALL_LINE, anchor=anchor)
        text_block(parent, "name", box.lines, x, top + len(box.eyebrow) * SMALL_LINE, LINE, anchor=anchor)

    def _row(self, parent: ET.Element, row: RowBox, storage: Node) -> None:
        """Draw a storage on its organisation's box."""
        left, top, width, height = self.layout.nodes[row.id]
        classes = "node storage row" + (" draft" if storage.draft else "")
        _item, inside = self._item(parent, row.id, classes, self._node_label(storage), f"n/{row.id}/")
        self._rect(
            inside, "cell", (left + ROW_INSET, top + 0.5, width - 2 * ROW_INSET, height - 5), 4, halo=True
        )
        middle = top + (height - 4) / 2
        self._icon(inside, "symbol", icons.CYLINDER, left + 21, middle)
        words = middle - len(row.lines) * LINE / 2
        text_block(inside, "label", row.lines, left + ROW_TEXT_LEFT, words, LINE)

    # --- flows ---------------------------------------------------------------------------------

    def _flow(self, parent: ET.Element, flow: Flow) -> None:
        """Draw a flow: its two half-lines, the arrow at its end, and its chip over them."""
        chip = self.boxes.chips[flow.id]
        first, second = self.layout.paths[flow.id]
        label = clean(self.sentences.get(flow.id, "")) or self._flow_label(flow, chip)
        href = f"{'b' if flow.id in self.graph.gathered else 'f'}/{flow.id}/"
        _item, inside = self._item(parent, flow.id, chip.look.classes, label, href)
        short = shortened(second)
        for path in (first, second):
            ET.SubElement(inside, "path", {"class": "hit", "d": path_data(path)})
        for half, path in (("from", first), ("to", short)):
            ET.SubElement(inside, "path", {"class": f"line {half}", "d": path_data(path)})
        ET.SubElement(inside, "path", {"class": "arrow", "d": arrow_head(second)})
        self._chip(inside, chip, self.layout.chips[flow.id])

    def _flow_label(self, flow: Flow, chip: ChipBox) -> str:
        """Return what a flow is called when nobody made a sentence for it."""
        names = ", ".join(clean(data_type.name) for data_type in self.graph.data_types_of(flow))
        ends = ends_in_line(*(clean(self.graph.node(end).name) for end in (flow.source, flow.target)))
        head = f"{chip.number}. {ends}" if chip.number else f"{ends}: {chip.lines[0]}"
        return f"{head}: {names}" if names else head

    def _chip(self, parent: ET.Element, chip: ChipBox, rectangle: Rectangle) -> None:
        """Draw a chip: mark, number, what moves, small marks."""
        left, top, width, height = rectangle
        self._rect(parent, "chip", rectangle, min(height / 2, 16), halo=True)
        middle = top + height / 2
        sensitivity = chip.look.sensitivity
        mark = icons.SENSITIVITY.get(sensitivity, icons.SENSITIVITY[UNKNOWN])
        self._icon(parent, "mark", mark, left + CHIP_MARK / 2 + 3, middle)
        words = middle - len(chip.lines) * LINE / 2
        first = (chip.number,) if chip.number else chip.lines[:1]
        text_block(parent, "number", first, left + CHIP_MARK, words, LINE)
        labels, down = (chip.lines, 0.0) if chip.number else (chip.lines[1:], LINE)
        text_block(parent, "label", labels, left + chip.text_left, words + down, LINE)
        for place, name in enumerate(reversed(chip.look.marks)):
            x = left + width - CHIP_PADDING - CHIP_SMALL_MARK * (place + 0.5) + 4
            self._icon(parent, f"small {name}", icons.SMALL[name], x, middle)

    # --- pieces --------------------------------------------------------------------------------

    def _rect(
        self, parent: ET.Element, css_class: str, place: Rectangle, radius: float, *, halo: bool = False
    ) -> None:
        left, top, width, height = (number(length) for length in place)
        shape = {"x": left, "y": top, "width": width, "height": height, "rx": number(radius)}
        if halo:
            self._outlined(parent, "rect", css_class, shape)
        else:
            ET.SubElement(parent, "rect", {"class": css_class, **shape})

    def _outlined(self, parent: ET.Element, tag: str, css_class: str, shape: Mapping[str, str]) -> None:
        """Draw a shape over its halo, which stays unseen until the element is chosen, new or focused."""
        ET.SubElement(parent, tag, {"class": "halo", **shape})
        ET.SubElement(parent, tag, {"class": css_class, **shape})

    def _icon(self, parent: ET.Element, css_class: str, outline: str, x: float, y: float) -> None:
        where = f"translate({number(x)} {number(y)})"
        ET.SubElement(parent, "path", {"class": css_class, "d": outline, "transform": where})
