"""Openings for what is new: rank by rank, between what stands there, where fewest lines cross."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Final

from dataflows.render.stacking import Item, Link, Ranks, place_apart

# What crossing a line costs against standing off the middle of one's own lines, in points.
CROSSING: Final = 150.0
# What pushing others apart costs for each point that is missing.
PUSHING: Final = 1.5
# What stood there gives way so much less than what is new.
HEAVY: Final = 40.0
ROUNDS: Final = 3
# An engine leaves boxes a little less room than we ask for: what stood so is not pushed apart.
SLACK: Final = 3.0
# Boxes find their opening first, then chips, then lines that pass.
_FIRST: Final = "nfp"

Line = tuple[float, float]


class Crossable:
    """One line of an item, against others on the same side: how many it crosses by where the item stands.

    ``off`` is where it leaves the item, from the item's middle; ``end`` is its other end.
    """

    def __init__(self, off: float, end: float, others: Sequence[Line]) -> None:
        self._ending_below = sorted(here - off for here, there in others if there > end)
        self._ending_above = sorted(here - off for here, there in others if there < end)

    def crossed(self, y: float) -> int:
        """Return how many lines are crossed when the item stands at ``y``."""
        passed = bisect_left(self._ending_below, y)
        return passed + len(self._ending_above) - bisect_right(self._ending_above, y)


class Openings:
    """Items in ranks, of which some stand already; the others are put in one by one.

    ``slot`` says which of the best openings new boxes take: 0 for the best.
    """

    def __init__(self, ranks: Ranks, known: Mapping[str, float], *, slot: int = 0) -> None:
        self.slot = slot
        self.known = known
        self.placed: list[list[Item]] = []
        self._rank: dict[str, int] = {}
        self._here = set(known)
        self.new: list[Item] = []
        for number, rank in enumerate(ranks):
            for item in rank:
                self._rank[item.name] = number
                item.y = known.get(item.name, 0.0)
            self.placed.append(sorted((one for one in rank if one.name in known), key=lambda one: one.y))
            self.new += [one for one in rank if one.name not in known]
        self.new.sort(key=lambda item: _FIRST.index(item.name[0]))

    def fill(self) -> None:
        """Put in everything that is new."""
        for item in self.new:
            self._put_in(item)
        for item in self.new:
            if item.name[0] != "n":
                self._take_out(item)
                self._put_in(item)

    def lead_anew(self) -> None:
        """Find new openings for all lines that pass, and for new chips: nothing moves by that."""
        lines = [item for rank in self.placed for item in rank if item.name[0] == "p"]
        lines += [item for item in self.new if item.name[0] == "f"]
        for _round in range(ROUNDS):
            for item in lines:
                self._take_out(item)
                self._put_in(item)

    def heights(self) -> dict[str, float]:
        """Return how far down everything stands, apart from each other."""
        for rank in self.placed:
            wanted, weights = [item.y for item in rank], [self._weight(item) for item in rank]
            place_apart(rank, wanted, weights, slack=SLACK)
        return {item.name: round(item.y, 1) for rank in self.placed for item in rank}

    def _weight(self, item: Item) -> float:
        return HEAVY if item.name in self.known else 1.0

    def _take_out(self, item: Item) -> None:
        self.placed[self._rank[item.name]].remove(item)
        self._here.discard(item.name)

    def _put_in(self, item: Item) -> None:
        rank = self.placed[self._rank[item.name]]
        found = sorted(self._openings(item, rank))
        slot = self.slot if item.name[0] == "n" else 0
        _cost, place, item.y = found[min(slot, len(found) - 1)]
        rank.insert(place, item)
        self._here.add(item.name)
        weights = [1.0 if one is item else HEAVY for one in rank]
        place_apart(rank, [one.y for one in rank], weights, slack=SLACK)

    def _openings(self, item: Item, rank: Sequence[Item]) -> Iterable[tuple[float, int, float]]:
        """Yield what each place between two others costs, the place, and how far down that is."""
        wanted = self._wanted(item, rank)
        mine = [
            Crossable(link.here, link.other.y + link.there, others)
            for side, others in self._beside(rank)
            for link in self._links(item, side)
        ]
        for place in range(len(rank) + 1):
            above = rank[place - 1].y + rank[place - 1].height / 2 if place else -inf
            below = rank[place].y - rank[place].height / 2 if place < len(rank) else inf
            low, high = above + item.height / 2, below - item.height / 2
            y = min(max(wanted, low), high) if low <= high else (low + high) / 2
            crossed = sum(line.crossed(y) for line in mine)
            yield abs(y - wanted) + PUSHING * max(0.0, low - high) + CROSSING * crossed, place, y

    def _wanted(self, item: Item, rank: Sequence[Item]) -> float:
        links = [*self._links(item, "left"), *self._links(item, "right")]
        weight = sum(link.weight for link in links)
        if weight:
            return sum(link.wanted * link.weight for link in links) / weight
        return rank[-1].y + (rank[-1].height + item.height) / 2 if rank else 0.0

    def _beside(self, rank: Sequence[Item]) -> Iterable[tuple[str, list[Line]]]:
        """Yield the lines to the left and to the right of a rank, as heights here and there."""
        for side in ("left", "right"):
            yield (
                side,
                [
                    (one.y + link.here, link.other.y + link.there)
                    for one in rank
                    for link in self._links(one, side)
                ],
            )

    def _links(self, item: Item, side: str) -> list[Link]:
        links = item.left if side == "left" else item.right
        return [link for link in links if link.other.name in self._here]
