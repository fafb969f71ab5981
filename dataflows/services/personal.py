"""Asking before anything is stored that looks like somebody's name, number or address."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dataflows.language.likely_personal import KINDS, Likely, likely_personal, without
from dataflows.models import Agreement, DataType, Map, Node, Storage
from dataflows.services import edit_kinds as kinds
from organisations.errors import BadInput
from organisations.models import Organisation, OrganisationAlias


@dataclass(frozen=True, kw_only=True)
class Personal:
    """One text that looks like somebody's data: in which edit, which fact, and the text without it."""

    edit: int
    fact: str
    text: str
    found: Likely
    without: str

    @property
    def said(self) -> str:
        """Return what it looks like, in words."""
        return _(KINDS[self.found.kind])


class LooksPersonal(BadInput):
    """Something that people typed looks like somebody's data. Nothing was stored: they can say it is none."""

    def __init__(self, found: Sequence[Personal]) -> None:
        first = found[0]
        super().__init__(
            _("“%(text)s” looks like %(kind)s. Nothing is stored yet: keep it, or take it out.")
            % {"text": first.found.text, "kind": first.said}
        )
        self.found = found

    @property
    def members(self) -> dict[str, Any]:
        """Return what programs are told beside the sentence."""
        return {
            "likely_personal": [
                {
                    "edit": one.edit,
                    "field": one.fact,
                    "text": one.found.text,
                    "kind": one.found.kind,
                    "said": one.said,
                    "without": one.without,
                }
                for one in self.found
            ]
        }


def refuse_personal(*, map_: Map, edits: Iterable[kinds.TypedEdit]) -> None:
    """Raise :class:`LooksPersonal` when a text of these edits looks like somebody's data.

    Names that the programme's register or the map has are no person's. One query for each kind of name, and
    none where nothing looks like a person's data at all.
    """
    texts = [(number, fact, text) for number, one in enumerate(edits) for fact, text in _texts(one)]
    suspects = [each for each in texts if likely_personal(each[2])]
    if not suspects:
        return
    known = _known_names(map_)
    found = [one for number, fact, text in suspects for one in _found(number, fact, text, known)]
    if found:
        raise LooksPersonal(found)


def likely_in(map_: Map, texts: Iterable[str]) -> Sequence[tuple[int, str, str]]:
    """Return what looks like somebody's data in texts that are no edits: (which text, found, what it is).

    As many queries as :func:`refuse_personal`.
    """
    every = list(texts)
    if not any(likely_personal(text) for text in every):
        return ()
    known = _known_names(map_)
    return [
        (number, found.text, _(KINDS[found.kind]))
        for number, text in enumerate(every)
        for found in likely_personal(text, known)
    ]


def _found(number: int, fact: str, text: str, known: Collection[str]) -> Iterator[Personal]:
    likely = likely_personal(text, known)
    for one in likely:
        yield Personal(edit=number, fact=fact, text=text, found=one, without=without(text, likely))


def _texts(one: kinds.TypedEdit) -> Iterator[tuple[str, str]]:
    """Yield each text that an edit brings, with the fact it is for."""
    match one:
        case kinds.AddNode():
            yield "name", one.name
            yield "notes", one.notes
        case kinds.Connect():
            for fact, value in {"source": one.source, "target": one.target, **one.facts}.items():
                yield from ((fact, text) for text in _each(value))
        case kinds.SetFact():
            yield from ((one.fact, text) for text in _each(one.value))
        case kinds.ReEnd():
            yield one.end, one.to
        case kinds.Rename() | kinds.SplitNode():
            yield "name", one.name


def _each(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str) and not _is_id(one):
            yield one


def _is_id(text: str) -> bool:
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False


def _known_names(map_: Map) -> set[str]:
    """Return what the programme calls organisations, storages, data types and agreements."""
    names: set[str] = set(Node.objects.filter(map=map_).values_list("name", flat=True))
    here = {"programme_id": map_.programme_id}
    for model in (Organisation, OrganisationAlias, Storage, DataType, Agreement):
        names |= set(model._default_manager.filter(**here).values_list("name", flat=True))
    return names
