"""What the capture bar knows: names to read a line by, to offer, and to be the same as."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.utils.translation import gettext
from rapidfuzz.distance import Indel

from dataflows.capture.known import Known, plain
from dataflows.language.library import USUAL_DATA, USUAL_PLACES
from dataflows.models import Change, DataType, Flow, Lineage, Map, Node, Storage
from organisations.models import Organisation, OrganisationAlias

# How alike two names must be before "same as …?" is asked; and so many are offered.
LIKENESS: Final = 0.8
MOST_ALIKE: Final = 3
MOST_OFFERED: Final = 1_500


@dataclass(frozen=True)
class Offer:
    """One name to choose while typing: where it is from, and what else it is called."""

    name: str
    where: str
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Alike:
    """Something that a new name may be meant for: a node of the map, or an organisation of the register."""

    id: UUID
    name: str


@dataclass
class Words:
    """The names of a map and its programme. Seven queries, each when it is first asked."""

    map: Map

    @cached_property
    def nodes(self) -> list[Node]:
        rows = Node.objects.filter(map=self.map).select_related("organisation", "parent")
        return list(rows)

    @cached_property
    def organisations(self) -> Mapping[UUID, Organisation]:
        rows = Organisation.objects.filter(programme_id=self.map.programme_id).order_by("name")
        return {row.pk: row for row in rows.only("id", "name", "short_name", "draft")}

    @cached_property
    def unused_drafts(self) -> set[UUID]:
        """Return the drafts that stand on no map: typed once, and taken back since."""
        drafts = Organisation.objects.filter(programme_id=self.map.programme_id, draft=True, nodes=None)
        return set(drafts.values_list("pk", flat=True))

    @cached_property
    def aliases(self) -> Mapping[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        rows = OrganisationAlias.objects.filter(programme_id=self.map.programme_id).order_by("pk")
        for owner, name in rows.values_list("organisation_id", "name"):
            found.setdefault(owner, []).append(name)
        return found

    @cached_property
    def storages(self) -> list[str]:
        rows = Storage.objects.filter(programme_id=self.map.programme_id).order_by("name")
        return [f"{owner}: {name}" for owner, name in rows.values_list("organisation__name", "name")]

    @cached_property
    def data_types(self) -> list[str]:
        rows = DataType.objects.filter(programme_id=self.map.programme_id)
        return list(rows.order_by("name").values_list("name", flat=True))

    @cached_property
    def used_data(self) -> list[str]:
        """Return the data that this map carries."""
        rows = DataType.objects.filter(flows__in=Flow.objects.filter(map=self.map))
        return list(rows.order_by("name").values_list("name", flat=True).distinct())

    @cached_property
    def person(self) -> str:
        return next((node.name for node in self.nodes if node.kind == "person"), "The person")

    def known(self) -> Known:
        """Return what a line is read by: the map's names first, then the register's."""
        return Known.of(
            ends=[*self._here(), *self.merged, *self._register(), *self._storages()],
            data=self.data_types,
            person=self.person,
        )

    def offers(self) -> Mapping[str, Sequence[Offer]]:
        """Return what to offer while somebody types: this map's, the programme's, the library's."""
        here = [_typed(node) for node in self.nodes]
        also = {row.name: self._other_names(row) for row in self.organisations.values()}
        places = [
            *(Offer(name, "map", also.get(name, ())) for name in here),
            # Who it is all about, on the map or not yet.
            Offer(self.person, "programme"),
            *(
                Offer(row.name, "programme", also[row.name])
                for row in self.organisations.values()
                if row.pk not in self.unused_drafts
            ),
            *(Offer(name, "programme") for name in self.storages),
            *(Offer(gettext(name), "library") for name in USUAL_PLACES),
        ]
        data = [
            *(Offer(name, "map") for name in self.used_data),
            *(Offer(name, "programme") for name in self.data_types),
            *(Offer(gettext(name), "library") for name in USUAL_DATA),
        ]
        return {"places": _first(places), "data": _first(data)}

    def alike(self, node: Node) -> Sequence[Alike]:
        """Return what a draft organisation may be the same as, likeliest first."""
        on_map = {one.organisation_id: one.pk for one in self.nodes if one.organisation_id}
        scored: list[tuple[float, Alike]] = []
        merged = {plain(called) for called, _name in self.merged}
        for row in self.organisations.values():
            # What somebody has made one with another, or taken back, is no suggestion.
            is_gone = plain(row.name) in merged or row.pk in self.unused_drafts
            if row.pk == node.organisation_id or is_gone:
                continue
            names = (row.name, *self._other_names(row))
            score = max(_likeness(node.name, name) for name in names)
            if score >= LIKENESS:
                # Of two as much alike, the one that is settled, and on this map, is meant.
                score += 0.02 * (not row.draft) + 0.01 * (row.pk in on_map)
                scored.append((score, Alike(on_map.get(row.pk, row.pk), row.name)))
        scored.sort(key=lambda each: (-each[0], each[1].name))
        return [one for _score, one in scored[:MOST_ALIKE]]

    def _here(self) -> Iterable[tuple[str, str]]:
        storages: dict[str, list[str]] = {}
        for node in self.nodes:
            yield _typed(node), _typed(node)
            if node.kind == "storage":
                storages.setdefault(plain(node.name), []).append(_typed(node))
        for node in self.nodes:
            if len(storages.get(plain(node.name), ())) == 1 and node.kind == "storage":
                yield node.name, _typed(node)

    @cached_property
    def merged(self) -> list[tuple[str, str]]:
        """Return what was called something else here until somebody said that it is the same. Two queries."""
        rows = Lineage.objects.filter(map=self.map, kind=Lineage.Kind.MERGED, element_kind="node")
        became = dict(rows.order_by("pk").values_list("origin", "result"))
        if not became:
            return []
        names = {node.pk: _typed(node) for node in self.nodes}
        gone = Change.objects.filter(map=self.map, action="remove", element_id__in=list(became))
        found: list[tuple[str, str]] = []
        for origin, called in gone.order_by("seq").values_list("element_id", "summary"):
            at, steps = origin, 0
            while at in became and at not in names and steps < len(became):
                at, steps = became[at], steps + 1
            if at in names:
                found.append((called, names[at]))
        return found

    def _register(self) -> Iterable[tuple[str, str]]:
        rows = list(self.organisations.values())
        yield from ((row.name, row.name) for row in rows)
        yield from ((alias, row.name) for row in rows for alias in self.aliases.get(row.pk, ()))
        yield from ((row.short_name, row.name) for row in rows if row.short_name)

    def _storages(self) -> Iterable[tuple[str, str]]:
        return ((name, name) for name in self.storages)

    def _other_names(self, row: Organisation) -> list[str]:
        return [name for name in (row.short_name, *self.aliases.get(row.pk, ())) if name and name != row.name]


def _typed(node: Node) -> str:
    return f"{node.parent.name}: {node.name}" if node.kind == "storage" and node.parent else node.name


def _first(offers: Iterable[Offer]) -> list[Offer]:
    found: dict[str, Offer] = {}
    for one in offers:
        found.setdefault(plain(one.name), one)
    return list(found.values())[:MOST_OFFERED]


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1; one that is half of the other, or more, is as good as alike."""
    first, second = plain(one), plain(other)
    shorter, longer = sorted((set(first.split()), set(second.split())), key=len)
    if shorter and shorter <= longer and 2 * len(shorter) >= len(longer) and len(" ".join(shorter)) >= 4:
        return max(LIKENESS, Indel.normalized_similarity(first, second))
    return Indel.normalized_similarity(first, second)
