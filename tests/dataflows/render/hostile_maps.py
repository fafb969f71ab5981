"""Random maps of real sizes whose every text is out to break a drawing; the same seed gives the same map."""

import random
import uuid
from itertools import pairwise

from dataflows.graph.model import DataType, Flow, FlowGraph, Node
from dataflows.graph.vocabulary import (
    CONSISTENCIES,
    EVIDENCES,
    ORGANISATION_KINDS,
    PERSON_CHOICES,
    PERSON_TOLD,
    SENSITIVITIES,
    STORAGE_KINDS,
)
from tests.dataflows.render.strategies import HOSTILE

MOST_NODES = 200
MOST_FLOWS = 350
# What Graphviz would act on if it ever got to read it; `{canary}` is a file that nobody may open.
DOT_CORPUS = (
    'fontname="x\\" onload=\\"alert(1)"',
    'x" fontname="Times\\" onload=\\"alert(1)',
    'n" [URL="javascript:alert(1)" target="_top"];',
    '" href="javascript:alert(1)" tooltip="',
    '<<TABLE HREF="javascript:alert(1)"><TR><TD>click</TD></TR></TABLE>>',
    '<<IMG SRC="{canary}"/>>',
    '" image="{canary}" shape="none',
    '" shapefile="{canary}" shape="epsf',
    '" stylesheet="http://127.0.0.1:9/x.css',
    '" imagepath="/etc" image="passwd',
    '"; graph [stylesheet="file://{canary}"]; "',
    '}} digraph evil {{ a [image="{canary}"] }}',
    "\\N\\G\\L\\H\\E\\T",
    "a\x00b\x00",
    "|{ record | <port> fields }|",
    "/* comment */ // # end",
    "&#0; &#x3c;script&#x3e; &lt;b&gt; &nbsp; &undefined;",
    "<!--#include file='{canary}'-->",
    "<?xml-stylesheet href='{canary}'?>",
    "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file://{canary}'>]>&x;",
    "%s %(x)s {{0}} ${{HOME}} `id` $(id)",
    "W" * 16_385,
    "🔥" * 4_096,
)
# Greek, Cyrillic, Arabic, Hebrew, Devanagari, Tamil, Thai, Georgian, Ethiopic, Hangul, kana, Han, Cherokee,
# Mongolian, Tibetan, Khmer, emoji, musical signs, private use.
SCRIPTS = (
    (0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF),
    (0x900, 0x97F), (0xB80, 0xBFF), (0xE00, 0xE7F), (0x10A0, 0x10FF), (0x1200, 0x137F), (0x13A0, 0x13FF),
    (0x1800, 0x18AF), (0xF00, 0xFFF), (0x1780, 0x17FF), (0x2000, 0x206F), (0x3040, 0x30FF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0xFE00, 0xFFFF),
    (0x1D100, 0x1D1FF), (0x1F300, 0x1F9FF), (0x0, 0x1F),
)  # fmt: skip


class _Maker:
    def __init__(self, seed: int, canary: str) -> None:
        self.dice = random.Random(seed)
        self.texts = (*HOSTILE, *(text.replace("{canary}", canary) for text in DOT_CORPUS))

    def id(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))

    def text(self) -> str:
        """Return a text: mostly random signs of one or two scripts, often something hostile."""
        # The longest ones are kept rare, or nothing else would be measured.
        if self.dice.random() < 0.3:
            text = self.dice.choice(self.texts)
            return text if len(text) < 1_000 or self.dice.random() < 0.05 else text[:80]
        first, last = self.dice.choice(SCRIPTS)
        return "".join(chr(self.dice.randint(first, last)) for _ in range(self.dice.randint(0, 40)))

    def some(self, ids: list[str]) -> tuple[str, ...]:
        return tuple(self.dice.sample(ids, self.dice.randint(0, min(3, len(ids)))))

    def one_of(self, choices) -> str:
        return self.dice.choice(["", *choices])


def hostile_map(
    seed: int, *, most_nodes: int = MOST_NODES, most_flows: int = MOST_FLOWS, canary: str = "/canary"
) -> FlowGraph:
    """Return a map of up to so many nodes and flows: storages, teams in teams, loops, pairs, chains."""
    make = _Maker(seed, canary)
    nodes = _nodes(make, make.dice.randint(1, most_nodes))
    data_types = tuple(
        DataType(
            id=make.id(),
            name=make.text(),
            sensitivity=make.one_of(SENSITIVITIES),
            could_hurt=make.dice.random() < 0.2,
        )
        for _ in range(make.dice.randint(0, 8))
    )
    ends = _ends(make, [node.id for node in nodes], make.dice.randint(0, most_flows))
    flows = tuple(
        Flow(
            id=make.id(),
            source=source,
            target=target,
            data_types=tuple(
                kind.id
                for kind in make.dice.sample(data_types, make.dice.randint(0, min(3, len(data_types))))
            ),
            purpose=make.text(),
            channel=make.text(),
            consistency=make.one_of(CONSISTENCIES),
            evidence=make.dice.choice(list(EVIDENCES)),
            person_told=make.one_of(PERSON_TOLD),
            person_choice=make.one_of(PERSON_CHOICES),
        )
        for source, target in ends
    )
    return FlowGraph(nodes=nodes, flows=flows, data_types=data_types)


def _nodes(make: _Maker, count: int) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for number in range(count):
        kind = make.dice.choice(["organisation"] * 4 + ["storage"] * 4 + ["meeting"])
        kind = "person" if number == count // 2 and make.dice.random() < 0.7 else kind
        parents = [None, make.id(), *(node.id for node in nodes)]
        nodes.append(
            Node(
                id=make.id(),
                kind=kind,
                name=make.text(),
                parent=make.dice.choice(parents) if kind in {"storage", "organisation"} else None,
                parent_name=make.text() if kind == "organisation" else "",
                organisation_kind=make.one_of(ORGANISATION_KINDS) if kind == "organisation" else "",
                storage_kind=make.one_of(STORAGE_KINDS) if kind == "storage" else "",
                named=make.dice.random() < 0.9,
                draft=make.dice.random() < 0.1,
            )
        )
    return tuple(nodes)


def _ends(make: _Maker, ids: list[str], count: int) -> list[tuple[str, str]]:
    """Return the ends of so many flows in one of the shapes that maps have, or in none."""
    shape = make.dice.choice(["random", "hub", "chain", "few", "loops"])
    if shape == "chain":
        walk = [make.dice.choice(ids) for _ in range(count + 1)]
        return list(pairwise(walk))
    hub = make.dice.choice(ids)
    few = make.dice.sample(ids, min(6, len(ids)))
    choose = {"random": ids, "hub": ids, "few": few, "loops": ids}[shape]
    ends = []
    for _ in range(count):
        source, target = make.dice.choice(choose), make.dice.choice(choose)
        if shape == "hub":
            source, target = make.dice.choice([(hub, target), (source, hub)])
        if shape == "loops" and make.dice.random() < 0.3:
            target = source
        ends.append((source, target))
    return ends
