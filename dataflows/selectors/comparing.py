"""Two maps side by side in words: a line for each difference, what it means for people, one line for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from dataflows.graph.comparing import ADDED, CHANGED, REMOVED, SAME, Comparison, Difference, compare, touching
from dataflows.graph.effects import BETTER, WORSE, Effect, effects_of
from dataflows.graph.model import FlowGraph, Node
from dataflows.graph.pairing import pair_maps, pair_versions
from dataflows.language.effects import effect_sentence
from dataflows.selectors.compared_lines import Line, line_of, name_of
from dataflows.selectors.compared_summary import summary_of


@dataclass(frozen=True)
class ToldEffect:
    """What a change means for people: ``weight`` is worse, better or other."""

    text: str
    weight: str
    difference: Difference


@dataclass
class ToldComparison:
    """A comparison with its words; only what touches one organisation, when ``about`` is given."""

    comparison: Comparison
    about: str = ""

    @cached_property
    def _is_shown(self) -> Callable[[Difference], bool]:
        return touching(self.comparison, self.about) if self.about else lambda _one: True

    def _lines(self, differences: tuple[Difference, ...], *states: str) -> list[Line]:
        return [
            line_of(self.comparison, one)
            for one in differences
            if one.state in states and self._is_shown(one)
        ]

    @cached_property
    def _effects(self) -> list[Effect]:
        return [one for one in effects_of(self.comparison) if self._is_shown(one.difference)]

    @cached_property
    def effects(self) -> list[ToldEffect]:
        return [
            ToldEffect(
                text=effect_sentence(self.comparison, one, name_of(self.comparison, one.difference), _),
                weight=_weight(one),
                difference=one.difference,
            )
            for one in self._effects
        ]

    @cached_property
    def flows(self) -> list[Line]:
        return self._lines(self.comparison.flows, ADDED, REMOVED, CHANGED)

    @cached_property
    def nodes(self) -> list[Line]:
        return self._lines(self.comparison.nodes, ADDED, REMOVED, CHANGED)

    @cached_property
    def data_types(self) -> list[Line]:
        return self._lines(self.comparison.data_types, CHANGED)

    @cached_property
    def spelt(self) -> list[Line]:
        """Return what is the same but for how it is spelt, or was brought together by a guess."""
        same = self._lines((*self.comparison.nodes, *self.comparison.flows), SAME)
        return [line for line in same if line.spelt or line.guessed]

    @property
    def is_same(self) -> bool:
        return not (self.flows or self.nodes or self.data_types)

    @property
    def same_flows(self) -> int:
        return sum(one.state == SAME and self._is_shown(one) for one in self.comparison.flows)

    @property
    def summary(self) -> str:
        """Return one line: "3 flows added, 1 removed, 2 changed; 1 change means people are told later"."""
        later = sum(one.code == "told_later" for one in self._effects)
        return summary_of(
            [line.state for line in self.flows],
            [line.state for line in self.nodes],
            data_types=len(self.data_types),
            later=later,
        )


def compare_versions(before: FlowGraph, after: FlowGraph) -> Comparison:
    """Return the differences of two versions of one map."""
    return compare(before, after, pair_versions(before, after))


def compare_strangers(
    before: FlowGraph, after: FlowGraph, known: Mapping[str, str] | None = None
) -> Comparison:
    """Return the differences of two maps; ``known`` says which is which where one is a copy of the other."""
    return compare(before, after, pair_maps(before, after, known), strangers=True)


def organisations_of(comparison: Comparison) -> list[Node]:
    """Return every organisation, person and meeting of both maps once, by name."""
    gone = [one for one in comparison.before.nodes if one.id not in comparison.pairing.nodes]
    both = [one for one in (*comparison.after.nodes, *gone) if one.kind != "storage"]
    return sorted(both, key=lambda node: (node.kind != "person", node.name.casefold()))


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return what programs read: how much is the same, and each difference with its id and name."""
    elements = (*comparison.nodes, *comparison.flows)

    def listed(state: str) -> list[dict[str, object]]:
        return [
            {"kind": one.kind, "id": one.id, "name": name_of(comparison, one), **_facts_of(one)}
            for one in elements
            if one.state == state
        ]

    return {
        "same": sum(one.state == SAME for one in elements),
        "added": listed(ADDED),
        "removed": listed(REMOVED),
        "changed": listed(CHANGED),
        "data_types": [
            {"id": one.id, "name": name_of(comparison, one), **_facts_of(one)}
            for one in comparison.data_types
        ],
        "spelt_otherwise": [
            {"kind": one.kind, "id": one.id, "name": name_of(comparison, one), "facts": list(one.spelt)}
            for one in elements
            if one.spelt
        ],
        "guessed": [
            {"before": was, "after": comparison.pairing.nodes[was], "by": how}
            for was, how in comparison.pairing.guessed.items()
        ],
        "not_compared": list(comparison.not_compared),
    }


def _facts_of(difference: Difference) -> dict[str, object]:
    return {"facts": list(difference.facts)} if difference.facts else {}


def _weight(effect: Effect) -> str:
    return "worse" if effect.code in WORSE else "better" if effect.code in BETTER else "other"
