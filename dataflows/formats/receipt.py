"""The receipt of an import: what became of every row and of every word that did not fit."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from dataflows.errors import Message

# "noted": no field could hold it, so it stands in the notes. "differs": file and map tell a fact differently,
# and the map's stays. "filled": the register did not say it, and does now. "absent": it came from this source
# before and is no longer in it. The others are the product's.
KINDS: Final = ("kept", "matched", "differs", "filled", "guessed", "noted", "unattached", "dropped", "absent")
COUNTED: Final = ("kept", "matched")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptItem:
    """What became of one row or one cell, with its source ("flows.csv row 21") and the reason."""

    kind: str
    source: str
    reason: Message
    ref: str = ""
    column: str = ""
    value: str = ""
    became: str = ""

    def to_dict(self, translate: Callable[[str], str] = str) -> dict[str, str]:
        """Return the item as plain values, the reason in words."""
        return {
            "kind": self.kind,
            "source": self.source,
            "ref": self.ref,
            "column": self.column,
            "value": self.value,
            "became": self.became,
            "reason": self.reason.translated(translate),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything an import has to say, in the order of the file.

    Examples
    --------
    >>> item = ReceiptItem(kind="kept", source="flows.csv row 2", reason=Message("Kept."))
    >>> Receipt((item,)).to_dict()["kept"]
    1
    """

    items: tuple[ReceiptItem, ...] = ()

    def of(self, kind: str) -> tuple[ReceiptItem, ...]:
        """Return the items of one kind, in order."""
        return tuple(item for item in self.items if item.kind == kind)

    def count(self, kind: str) -> int:
        """Return how many items of one kind there are."""
        return Counter(item.kind for item in self.items)[kind]

    def plus(self, items: Iterable[ReceiptItem]) -> "Receipt":
        """Return this receipt with more items after its own."""
        return Receipt((*self.items, *items))

    def to_dict(self, translate: Callable[[str], str] = str) -> dict[str, Any]:
        """Return counts of what is kept and matched, and lists of all that needs a look."""
        listed = {
            kind: [item.to_dict(translate) for item in self.of(kind)] for kind in KINDS if kind not in COUNTED
        }
        return {**{kind: self.count(kind) for kind in COUNTED}, **listed}
