"""Graphviz DOT read as a drawing: clusters are boundaries, labels lose their markup."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dataflows.errors import Message
from dataflows.formats.cells import names_in
from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.decoding import decode
from dataflows.formats.dot_syntax import Attributes, DotEdge, DotGraph, DotNode, Value, parse_dot
from dataflows.formats.drawing import BOUNDARY, STORE, THING, Line, Page, Shape
from dataflows.formats.drawing_contents import contents_of
from dataflows.formats.glimpse import Glimpse
from dataflows.formats.limits import MAX_BYTES
from dataflows.formats.markup import words_of
from dataflows.formats.receipt import Receipt, ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# Each way is tried once: blank lines and comments that could be parted in many ways would take hours.
STARTS: Final = re.compile(
    r"(?:\s++|//[^\n]*+\n|/\*.*?\*/|#[^\n]*+\n)*+(?:strict\s++)?(?:di)?graph\b[^{\n]{0,400}\s*+\{",
    re.DOTALL | re.IGNORECASE,
)
STORES: Final = frozenset({"cylinder", "folder"})
# pytm draws a store as a table with lines above and below and none at the sides.
PYTM_STORE: Final = re.compile(r"<table\s[^<>]*sides\s*=\s*[\"']?TB\b", re.IGNORECASE)
LATIN_1: Final = re.compile(rb"charset\s*=\s*\"?(?:latin-?1|l1|iso[-_]?8859-1)\b", re.IGNORECASE)
ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
RECORD_PORT: Final = re.compile(r"<[^<>]*>")
ENCODING: Final = _("The file does not say its encoding and is not UTF-8; it was read as %(encoding)s.")
STRICT: Final = _("The drawing says that it is strict: lines between the same two things are one.")


def recognise(glimpse: Glimpse) -> bool:
    """Say whether a file begins as a DOT graph does."""
    return STARTS.match(glimpse.text or _latin_1(glimpse.data) or "") is not None


def read(data: bytes, options: ReadOptions) -> Contents:
    """Return what the graphs of a file hold, a sheet for each.

    Raises
    ------
    FormatError
        With the line, when the file is not DOT.
    """
    text = _latin_1(data)
    items = []
    if text is None:
        decoded = decode(data)
        text = decoded.text
        if decoded.guessed:
            reason = Message(ENCODING, {"encoding": decoded.encoding})
            items.append(ReceiptItem(kind="guessed", source=options.filename, reason=reason))
    contents = contents_of([_page(graph, options) for graph in parse_dot(text)], options)
    return replace(contents, receipt=Receipt(tuple(items)))


def _latin_1(data: bytes) -> str | None:
    """Return the text of a file that says it is in Latin-1 and is not UTF-8 all the same."""
    if not LATIN_1.search(data) or len(data) > MAX_BYTES or b"\x00" in data:
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
    return None


def _page(graph: DotGraph, options: ReadOptions) -> Page:
    name = _label(graph.attributes, "", graph) or graph.name
    edges, items = _once(graph, f"{options.filename}, page {name}" if name else options.filename)
    shapes = [
        Shape(
            key=_cluster_key(graph, place),
            label=_label(cluster.attributes, "", graph),
            kind=BOUNDARY,
            inside=_cluster_key(graph, cluster.outer),
        )
        for place, cluster in enumerate(graph.clusters)
    ]
    shapes += [_shape(graph, node) for node in graph.nodes.values()]
    return Page(name=name, shapes=tuple(shapes), lines=tuple(_lines(graph, edges)), items=tuple(items))


def _once(graph: DotGraph, source: str) -> tuple[list[DotEdge], list[ReceiptItem]]:
    """Return the edges, of a strict graph each only once, with what is to be said of the others."""
    if not graph.strict:
        return graph.edges, []
    kept: dict[object, DotEdge] = {}
    items = []
    for edge in graph.edges:
        ends = (edge.tail, edge.head) if graph.directed else frozenset({edge.tail, edge.head})
        if ends in kept:
            value = f"{edge.tail} → {edge.head}"
            items.append(ReceiptItem(kind="dropped", source=source, value=value, reason=Message(STRICT)))
        kept.setdefault(ends, edge)
    return list(kept.values()), items


def _cluster_key(graph: DotGraph, place: int) -> str:
    # Two clusters may have one name; nodes have a space of names of their own.
    return "" if place < 0 else f"{graph.clusters[place].name}#{place + 1}"


def _shape(graph: DotGraph, node: DotNode) -> Shape:
    label = node.attributes.get("label")
    form = node.attributes.get("shape", Value("")).text.lower()
    is_store = form in STORES or (label is not None and label.html and PYTM_STORE.search(label.text))
    words = _label(node.attributes, node.name, graph) if label is not None else node.name
    if form in {"record", "mrecord"} and label is not None and not label.html:
        words = " ".join(RECORD_PORT.sub(" ", re.sub(r"[{}|]", " ", words)).split())
    return Shape(
        key=node.name,
        label=words,
        kind=STORE if is_store else THING,
        inside=_cluster_key(graph, node.cluster),
    )


def _lines(graph: DotGraph, edges: list[DotEdge]) -> Iterator[Line]:
    for edge in edges:
        way = edge.attributes.get("dir", Value("")).text.lower()
        tail, head = (edge.head, edge.tail) if way == "back" else (edge.tail, edge.head)
        yield Line(
            key=edge.attributes.get("id", Value("")).text or f"{tail} → {head}",
            label=_edge_label(edge, graph),
            source=tail,
            target=head,
            both_ways=way == "both",
            undirected=way == "none" or (not graph.directed and way not in {"forward", "back", "both"}),
            data_types=names_in(_plain(edge.attributes, "data_types"))[0],
            channel=_plain(edge.attributes, "channel"),
            purpose=_plain(edge.attributes, "purpose"),
        )


def _edge_label(edge: DotEdge, graph: DotGraph) -> str:
    if "data_types" in edge.attributes:
        return ""  # our own export: its label is a number and the same names again
    names = ("label", "xlabel", "taillabel", "headlabel")
    said = (_label(edge.attributes, f"{edge.tail}->{edge.head}", graph, name) for name in names)
    return next(filter(None, said), "")


def _plain(attributes: Attributes, name: str) -> str:
    """Return an attribute that our own export writes (:mod:`dataflows.formats.dot_export`)."""
    text = attributes.get(name, Value("")).text
    return html.unescape(ESCAPE.sub(lambda found: found.group(1).replace("n", "\n"), text))


def _label(attributes: Attributes, name: str, graph: DotGraph, attribute: str = "label") -> str:
    """Return a label's words: HTML without tags, escapes as what they stand for."""
    value = attributes.get(attribute)
    if value is None:
        return ""
    if value.html:
        return words_of(value.text)

    def meant(found: re.Match[str]) -> str:
        special = {"N": name, "G": graph.name, "E": name, "n": " ", "l": " ", "r": " "}
        return special.get(found.group(1), found.group(1))

    # Graphviz shows character references in plain labels as the characters they name.
    return " ".join(html.unescape(ESCAPE.sub(meant, value.text)).split())
