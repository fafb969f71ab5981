"""What the things on a drawing are called on a map: names of organisations, and of storages in them."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from dataflows.errors import Message
from dataflows.formats.cells import INVISIBLE
from dataflows.formats.drawing import BOUNDARY, STORE, TEXT, Page, Shape
from dataflows.formats.flow_row import is_person
from dataflows.formats.limits import LABEL_LIMIT
from dataflows.formats.receipt import ReceiptItem
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

UNNAMED: Final = "Unnamed"
SAME_WORDS: Final = _("Another thing on the drawing has the same name: kept apart by a number.")
NO_WORDS: Final = _("It has no name on the drawing.")
CUT: Final = _("A name may have %(limit)s characters; the whole of it is in the notes.")
NO_OWNER: Final = _(
    "A storage that stands in no organisation: kept as an organisation until somebody says whose it is."
)
NO_BOUNDARY_NAME: Final = _("A boundary without a name: what stands in it is kept without it.")
SAME_AS_BOUNDARY: Final = _(
    "It has the name of the boundary it stands in: taken for that organisation itself."
)
ONE_PERSON: Final = _("The person is drawn more than once: one person stands on the map.")


class End(NamedTuple):
    """Where a line may end: an organisation (or the person), or a storage of one."""

    organisation: str
    storage: str = ""


@dataclass
class Names:
    """The names of one page's shapes. The same name on another page is the same thing drawn again."""

    taken: set[tuple[str, str]] = field(default_factory=set)
    last: Counter[tuple[str, str]] = field(default_factory=Counter)
    unnamed: int = 0

    def for_next_page(self) -> "Names":
        """Return the names of a new page; what has no name has a number of its own in the whole file."""
        return Names(unnamed=self.unnamed)

    def free(self, name: str, owner: str = "") -> str:
        """Return ``name``, or the next of "name (2)", "name (3)"… that is not taken; it is taken then.

        Storages are apart from each other inside their ``owner``, organisations everywhere.
        """
        wanted, known = name, (_folded(owner), _folded(name))
        number = max(self.last[known], 1)
        while (known[0], _folded(wanted)) in self.taken:
            number += 1
            wanted = f"{name[: LABEL_LIMIT - 8]} ({number})"
        self.last[known] = number
        self.taken.add((known[0], _folded(wanted)))
        return wanted

    def without_words(self, owner: str = "") -> str:
        self.unnamed += 1
        return self.free(f"{UNNAMED} {self.unnamed}", owner)


@dataclass
class Named:
    """What the shapes of one page are called, and what is to be said of it.

    ``ends`` is by key of shape; ``parents`` by name of organisation; ``notes`` by name of organisation or by
    :class:`End` of a storage.
    """

    ends: dict[str, End] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    notes: dict[End, str] = field(default_factory=dict)
    items: list[ReceiptItem] = field(default_factory=list)


def name_shapes(page: Page, inside: Mapping[str, str], names: Names, source: str) -> Named:
    """Return what every shape of ``page`` is called; ``inside`` says which boundary each stands in.

    A boundary is an organisation, a thing in it a team of it, a store in it a storage of it.
    """
    naming = _Naming(page, inside, names, source)
    for shape in page.shapes:
        if shape.kind == BOUNDARY:
            naming.boundary(shape)
    for shape in page.shapes:
        if shape.kind not in {BOUNDARY, TEXT}:
            naming.thing(shape)
    naming.boundaries_in_boundaries()
    return naming.done


class _Naming:
    def __init__(self, page: Page, inside: Mapping[str, str], names: Names, source: str) -> None:
        self.page, self.inside, self.names, self.source = page, inside, names, source
        self.done = Named()
        self.persons = 0

    def boundary(self, shape: Shape) -> None:
        label = _fold(shape.label)
        if not label:
            self.say("dropped", shape, NO_BOUNDARY_NAME)
            return
        self._organisation(shape, label)

    def thing(self, shape: Shape) -> None:
        label = _fold(shape.label)
        if is_person(label):
            self._person(shape, label)
            return
        owner = self._owner(shape.key)
        if shape.kind == STORE and owner:
            self._storage(shape, label, owner)
            return
        if owner and _folded(label) == _folded(owner):
            self.say("guessed", shape, SAME_AS_BOUNDARY, became=owner)
            self.done.ends[shape.key] = End(owner)
            return
        if shape.kind == STORE:
            self.say("guessed", shape, NO_OWNER, became=label)
        name = self._organisation(shape, label)
        if owner:
            self.done.parents[name] = owner

    def boundaries_in_boundaries(self) -> None:
        """Note which boundary is part of which, past those that have no name."""
        for shape in self.page.shapes:
            if shape.kind == BOUNDARY and shape.key in self.done.ends:
                owner = self._owner(shape.key)
                if owner:
                    self.done.parents[self.done.ends[shape.key].organisation] = owner

    def say(self, kind: str, shape: Shape, reason: str, *, became: str = "", **values: object) -> None:
        self.done.items.append(
            ReceiptItem(
                kind=kind,
                source=f"{self.source}, {place_of(shape.key)}",
                ref=shape.key,
                value=_fold(shape.label),
                became=became,
                reason=Message(reason, values),
            )
        )

    def _owner(self, shape_key: str) -> str:
        """Return the name of the nearest boundary round a shape that has one, or ``""``."""
        for outer in _outwards(self.inside, shape_key):
            if outer in self.done.ends:
                return self.done.ends[outer].organisation
        return ""

    def _person(self, shape: Shape, label: str) -> None:
        self.persons += 1
        if self.persons > 1:
            self.say("guessed", shape, ONE_PERSON, became=label)
        self.done.ends[shape.key] = End(label)

    def _storage(self, shape: Shape, label: str, owner: str) -> None:
        short = self._words(shape, label)
        name = self.names.free(short, owner) if short else self.names.without_words(owner)
        self._apart(shape, short, name)
        end = self.done.ends[shape.key] = End(owner, name)
        self._keep_notes(shape, label, end)

    def _organisation(self, shape: Shape, label: str) -> str:
        short = self._words(shape, label)
        name = self.names.free(short) if short else self.names.without_words()
        self._apart(shape, short, name)
        end = self.done.ends[shape.key] = End(name)
        self._keep_notes(shape, label, end)
        return name

    def _words(self, shape: Shape, label: str) -> str:
        if len(label) <= LABEL_LIMIT:
            return label
        short = label[: LABEL_LIMIT - 1] + "…"
        self.say("noted", shape, CUT, became=short, limit=LABEL_LIMIT)
        return short

    def _apart(self, shape: Shape, short: str, name: str) -> None:
        if name != short:
            self.say("guessed", shape, SAME_WORDS if short else NO_WORDS, became=name)

    def _keep_notes(self, shape: Shape, label: str, end: End) -> None:
        whole = label if len(label) > LABEL_LIMIT else ""
        notes = "\n".join(filter(None, (whole, shape.notes)))
        if notes:
            self.done.notes[end] = notes


def place_of(shape_key: str) -> str:
    """Return how a receipt names a cell."""
    return f"cell {shape_key[:60]}"


def _outwards(inside: Mapping[str, str], start: str) -> Iterator[str]:
    at = start
    while at in inside:
        at = inside[at]
        yield at


def _fold(label: str) -> str:
    return " ".join(INVISIBLE.sub("", label).split())


def _folded(name: str) -> str:
    """Return the form in which the register tells names apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
