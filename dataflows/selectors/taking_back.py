"""Which acts of a log stand: undo is an act of its own, and undoing that is to do it again."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Id = TypeVar("Id")


def is_undone(edit: Id, undoing: Mapping[Id | None, Id]) -> bool:
    """Say whether an edit has been taken back; ``undoing`` has for each edit the last one that did so.

    >>> is_undone("a", {"a": "b"}), is_undone("a", {"a": "b", "b": "c"})
    (True, False)
    """
    undone, at = False, edit
    while (by := undoing.get(at)) is not None:
        undone, at = not undone, by
    return undone


def standing(newest_first: Iterable[tuple[Id, Id | None]]) -> set[Id]:
    """Return which edits still have a say, of (edit, the one it undoes): one undone among them has none.

    >>> sorted(standing([("c", "b"), ("b", None), ("a", None)]))
    ['a']
    """
    pairs = dict(newest_first)
    stands = set(pairs)
    # From the newest: what undoes an edit takes that edit's word back, and has none of its own.
    for edit, undoes in pairs.items():
        if edit in stands and undoes in stands:
            stands -= {edit, undoes}
    return stands
