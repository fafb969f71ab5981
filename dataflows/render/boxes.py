"""How big everything on a map is: each node and flow measured to a box with its lines of text.

All lengths are points. Boxes know nothing of where they stand.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from dataflows.graph.model import Flow, FlowGraph, Id, Node
from dataflows.graph.vocabulary import NODE_KINDS, ORGANISATION_KINDS, STORAGE_KINDS
from dataflows.graph.vocabulary import gettext_noop as _
from dataflows.render.marks import FlowLook, look_of
from dataflows.render.metrics import LINE_HEIGHT, SEMIBOLD, clean, text_width, wrap

Translate = Callable[[str], str]

TEXT: Final = 14.0
SMALL: Final = 12.0
LINE: Final = TEXT * LINE_HEIGHT
SMALL_LINE: Final = SMALL * LINE_HEIGHT

NODE_WIDTH: Final = 190.0
TEXT_LEFT: Final = 18.0  # clear of the lane's stripe
PADDING: Final = 10.0
ROW_TEXT_LEFT: Final = 36.0  # clear of the cylinder
ROW_PADDING: Final = 7.0
PERSON: Final = 104.0
CHIP_MARK: Final = 26.0  # room for the sensitivity mark
CHIP_PADDING: Final = 12.0
CHIP_SMALL_MARK: Final = 19.0
CHIP_TEXT: Final = 150.0
# From this many flows on the list beside the picture carries the detail, and chips get shorter.
CROWDED: Final = 20
CHIP_TEXT_CROWDED: Final = 134.0
# How many a group stands for, by what they are.
_GATHERED: Final = {
    "organisation": _("%(count)d organisations"),
    "meeting": _("%(count)d meetings"),
    "storage": _("%(count)d storages"),
}


@dataclass(frozen=True, slots=True)
class RowBox:
    """A storage on its organisation's box."""

    id: Id
    lines: tuple[str, ...]
    height: float


@dataclass(frozen=True, slots=True)
class NodeBox:
    """A node with its own place: ``shape`` is person, organisation, storage or meeting."""

    id: Id
    shape: str
    eyebrow: tuple[str, ...]
    lines: tuple[str, ...]
    width: float
    head: float
    rows: tuple[RowBox, ...] = ()

    @property
    def height(self) -> float:
        """Return the height of the head and the rows together."""
        return self.head + sum(row.height for row in self.rows)


@dataclass(frozen=True, slots=True)
class ChipBox:
    """The label of a flow: its number, what moves, and its marks."""

    id: Id
    number: str
    lines: tuple[str, ...]
    look: FlowLook
    width: float
    height: float

    @property
    def text_left(self) -> float:
        """Return where the words start, clear of the mark and the number, if there is one."""
        return _text_left(self.number)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Every box of a map. ``home`` says in which node's box a node stands: its own or its organisation's."""

    nodes: Mapping[Id, NodeBox]
    chips: Mapping[Id, ChipBox]
    home: Mapping[Id, Id]


def measure(graph: FlowGraph, *, translate: Translate = str, attention: Collection[Id] = ()) -> Boxes:
    """Measure every node and flow of ``graph``.

    Examples
    --------
    >>> shelter = Node(id="a", kind="organisation", name="Shelter")
    >>> boxes = measure(FlowGraph(nodes=(shelter, Node(id="b", kind="storage", name="Diary", parent="a"))))
    >>> boxes.home
    {'a': 'a', 'b': 'a'}
    >>> [row.id for row in boxes.nodes["a"].rows]
    ['b']
    """
    home = {node.id: _home(node, graph) for node in graph.nodes}
    return Boxes(
        nodes={
            node.id: _node_box(node, graph, translate=translate)
            for node in graph.nodes
            if home[node.id] == node.id
        },
        chips={
            flow.id: _chip_box(flow, graph, translate=translate, attention=attention) for flow in graph.flows
        },
        home=home,
    )


def _home(node: Node, graph: FlowGraph) -> Id:
    """Return the id of the node whose box ``node`` stands in."""
    parent = graph.nodes_by_id.get(node.parent) if node.kind == "storage" and node.parent else None
    return parent.id if parent is not None and parent.kind == "organisation" else node.id


def _node_box(node: Node, graph: FlowGraph, *, translate: Translate) -> NodeBox:
    """Measure a node that has a place of its own."""
    if node.kind == "person":
        lines = wrap(node.name, width=PERSON - 22, size=TEXT, weight=SEMIBOLD, max_lines=3)
        return NodeBox(node.id, "person", (), lines, PERSON, PERSON)
    text = NODE_WIDTH - TEXT_LEFT - PADDING
    if node.kind == "meeting":
        text -= 2 * PADDING
    eyebrow = wrap(eyebrow_of(node, graph, translate=translate), width=text, size=SMALL, max_lines=1)
    lines = wrap(node.name, width=text, size=TEXT, weight=SEMIBOLD, max_lines=3)
    head = max(48.0, 2 * PADDING + 2 + len(eyebrow) * SMALL_LINE + len(lines) * LINE)
    if node.kind == "storage":
        return NodeBox(node.id, "storage", eyebrow, lines, NODE_WIDTH, head + 16)
    if node.kind == "meeting":
        return NodeBox(node.id, "meeting", eyebrow, lines, NODE_WIDTH + 2 * PADDING, head + 6)
    rows = tuple(_row_box(storage) for storage in graph.storages_of(node.id))
    return NodeBox(node.id, "organisation", eyebrow, lines, NODE_WIDTH, head, rows)


def eyebrow_of(node: Node, graph: FlowGraph, *, translate: Translate) -> str:
    """Return the small words above a name: what is not certain about it, then its parent or its kind.

    A group says how many it stands for.
    """
    if members := graph.gathered.get(node.id):
        return translate(_GATHERED.get(node.kind, _GATHERED["organisation"])) % {"count": len(members)}
    words = [] if node.named else [translate(_("Not named"))]
    words += [translate(_("Draft"))] if node.draft else []
    parent = graph.nodes_by_id.get(node.parent) if node.parent else None
    kinds = {"organisation": ORGANISATION_KINDS.get(node.organisation_kind), "meeting": NODE_KINDS["meeting"]}
    kind = STORAGE_KINDS.get(node.storage_kind) if node.kind == "storage" else kinds.get(node.kind)
    words.append(node.parent_name or (parent.name if parent is not None else translate(kind) if kind else ""))
    return " · ".join(cleaned for word in words if (cleaned := clean(word)))


def _row_box(storage: Node) -> RowBox:
    """Measure a storage on its organisation's box."""
    lines = wrap(storage.name, width=NODE_WIDTH - ROW_TEXT_LEFT - PADDING, size=TEXT, max_lines=2)
    return RowBox(storage.id, lines, 2 * ROW_PADDING + max(1, len(lines)) * LINE)


def _chip_box(flow: Flow, graph: FlowGraph, *, translate: Translate, attention: Collection[Id]) -> ChipBox:
    """Measure a flow's chip; a bundle says how many flows it stands for instead of a number."""
    look = look_of(flow, graph, attention=attention)
    room = CHIP_TEXT if len(graph.flows) <= CROWDED else CHIP_TEXT_CROWDED
    most = graph.most_sensitive(flow)
    name = most.name if most else translate(_("Not known what"))
    more = len(flow.data_types) - 1
    if members := graph.gathered.get(flow.id):
        number = ""
        count = translate(_("%(count)d flows")) % {"count": len(members)}
        lines = (count, *_chip_lines(name, more=more, width=room))
    else:
        number = str(graph.numbers[flow.id])
        lines = _chip_lines(name, more=more, width=room)
    words = max((text_width(line, size=TEXT) for line in lines), default=0.0)
    width = _text_left(number) + words + len(look.marks) * CHIP_SMALL_MARK + CHIP_PADDING
    return ChipBox(flow.id, number, lines, look, _up(width), 12 + max(1, len(lines)) * LINE)


def _text_left(number: str) -> float:
    """Return where a chip's words start."""
    return CHIP_MARK + (text_width(number, size=TEXT, weight=SEMIBOLD) + 6 if number else 0.0)


def _chip_lines(name: str, *, more: int, width: float) -> tuple[str, ...]:
    """Break the data type's name into two lines at most, keeping the count of further types in sight."""
    if more <= 0:
        return wrap(name, width=width, size=TEXT, max_lines=2)
    count = f"+{more}"
    *words, last = name.split() or [""]
    lines = wrap(f"{name} {count}", width=width, size=TEXT, max_lines=2)
    if lines and lines[-1] == count and words and len(lines) == 2:
        # A count alone on a line looks lost: the last word keeps it company.
        lines = wrap(" ".join(words), width=width, size=TEXT, max_lines=1)
        lines += wrap(f"{last} {count}", width=width, size=TEXT, max_lines=1)
    if lines and lines[-1].endswith(f" {count}"):
        return lines
    room = width - text_width(f" {count}", size=TEXT)
    *above, end = wrap(name, width=room, size=TEXT, max_lines=2) or ("",)
    return (*above, f"{end} {count}".strip())


def _up(length: float) -> float:
    """Round up to a whole even number of points, so that centres are whole too."""
    return float(-2 * int(-length // 2))
