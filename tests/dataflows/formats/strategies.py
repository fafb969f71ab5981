"""Generated maps with text nobody would wish for, for property tests of everything that reads a map."""

from dataclasses import replace
from uuid import UUID

from hypothesis import Phase, settings
from hypothesis import strategies as st

from dataflows.formats.cells import shows
from dataflows.formats.document import MapDocument, MapMeta
from dataflows.graph import vocabulary
from dataflows.graph.model import AccessRow, Agreement, DataType, Flow, FlowGraph, Node, Party
from organisations.models.organisations import normalise

# Whole maps shrink for minutes; the first one that fails says enough. `--long` loads the profile first.
LONG = settings().max_examples > 100
whole_maps = settings(
    max_examples=500 if LONG else 40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x","y")',
    "'; DROP TABLE flows; --",
    "{source} [verb|sends] {data}",
    "%(name)s %s %",
    "a;b,c\td",
    'quo"ted',
    "back\\slash\\",
    "two\nlines\r\nhere",
    "مأوى الباب المفتوح",
    "Tŷ Gobaith",
    "e\u0301 \u00e9",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "  spaces  ",
    "]]>",
    "&amp;lt;",
]

characters = st.characters(codec="utf-8", exclude_characters="\x00")
free_text = st.one_of(st.just(""), st.sampled_from(HOSTILE), st.text(characters, max_size=60))
labels = free_text.map(lambda text: text[:200])
names = st.one_of(st.sampled_from(HOSTILE), st.text(characters, min_size=1, max_size=30).filter(shows))
ids = st.uuids(version=4).map(str)


def code(choices, *, blank=True):
    return st.sampled_from([*([""] if blank else []), *choices])


def parties(labels):
    return st.builds(
        Party,
        role=code(vocabulary.ROLES),
        regime=code(vocabulary.REGIMES),
        lawful_basis=code(vocabulary.LAWFUL_BASES),
        article_9=code(vocabulary.ARTICLE_9_CONDITIONS),
        schedule_1=code(vocabulary.SCHEDULE_1_CONDITIONS),
        law=labels,
    )


dates = st.one_of(st.just(""), st.dates().map(str))


@st.composite
def graphs(draw, names=names, labels=labels, free_text=free_text):
    """Return a small map whose ends, parents, data types and agreements all exist."""
    fresh = iter(draw(st.lists(ids, min_size=30, max_size=30, unique=True)))
    organisations = [
        draw(_organisation(next(fresh), names, labels, free_text)) for _n in range(draw(st.integers(1, 3)))
    ]
    people = [Node(id=next(fresh), kind=kind, name=draw(names)) for kind in ("person", "meeting")]
    storages = [
        draw(
            _storage(
                next(fresh), next(fresh), draw(st.sampled_from(organisations)).id, names, labels, free_text
            )
        )
        for _n in range(draw(st.integers(0, 3)))
    ]
    nodes = draw(st.permutations([*organisations, *people, *storages]))
    data_types = [
        draw(
            st.builds(
                DataType,
                id=st.just(next(fresh)),
                name=names,
                sensitivity=code(vocabulary.SENSITIVITIES, blank=False),
                category=labels,
                could_hurt=st.booleans(),
                dpv_concept=labels,
                notes=free_text,
            )
        )
        for _n in range(draw(st.integers(0, 4)))
    ]
    agreements = [
        draw(
            st.builds(
                Agreement,
                id=st.just(next(fresh)),
                name=names,
                kind=code(vocabulary.AGREEMENT_KINDS),
                review_date=dates,
                notes=free_text,
            )
        )
        for _n in range(draw(st.integers(0, 1)))
    ]
    flows = [
        draw(_flow(next(fresh), nodes, data_types, agreements, labels, free_text))
        for _n in range(draw(st.integers(0, 4)))
    ]
    return FlowGraph(
        nodes=tuple(nodes),
        flows=tuple(flows),
        data_types=tuple(data_types),
        agreements=tuple(agreements),
        journey_stages=tuple(draw(st.lists(names, max_size=3, unique=True))),
    )


def documents():
    metas = st.builds(MapMeta, id=ids, name=names, programme=labels, area=labels, description=free_text)
    return st.builds(MapDocument, map=metas, graph=graphs().map(without_rings))


def without_rings(graph):
    """The graph with organisations that are parts of others before them alone: no register holds a ring."""
    nodes, before = [], set()
    for node in graph.nodes:
        parent = normalise(node.parent_name)
        later = {normalise(one.name) for one in graph.nodes} - before
        nodes.append(replace(node, parent_name="") if parent in later else node)
        before.add(normalise(node.name))
    return replace(graph, nodes=tuple(nodes))


def _organisation(node_id, names, labels, free_text):
    return st.builds(
        Node,
        id=st.just(node_id),
        kind=st.just("organisation"),
        name=names,
        register_id=st.one_of(st.none(), ids),
        notes=free_text,
        draft=st.booleans(),
        short_name=labels,
        organisation_kind=code(vocabulary.ORGANISATION_KINDS),
        public_body=st.sampled_from([None, True, False]),
        themes=st.lists(code(vocabulary.THEMES, blank=False), unique=True).map(tuple),
        areas=st.lists(labels, max_size=2).map(tuple),
        aliases=st.lists(labels, max_size=2).map(tuple),
        parent_name=labels,
        named=st.booleans(),
    )


def _storage(node_id, access_id, parent, names, labels, free_text):
    access = st.builds(AccessRow, id=st.just(access_id), organisation=labels, role=labels, notes=free_text)
    return st.builds(
        Node,
        id=st.just(node_id),
        kind=st.just("storage"),
        name=names,
        parent=st.just(parent),
        storage_kind=code(vocabulary.STORAGE_KINDS),
        location=labels,
        access_note=free_text,
        security=free_text,
        retention=free_text,
        access=st.lists(access, max_size=1).map(tuple),
    )


def _flow(flow_id, nodes, data_types, agreements, labels, free_text):
    ends = st.sampled_from([node.id for node in nodes])
    carried = (
        st.lists(st.sampled_from([item.id for item in data_types]), unique=True)
        if data_types
        else st.just([])
    )
    return st.builds(
        Flow,
        id=st.just(flow_id),
        source=ends,
        target=ends,
        ref=labels,
        data_types=carried.map(tuple),
        identifiability=code(vocabulary.IDENTIFIABILITIES),
        channel=labels,
        journey_stage=labels,
        trigger=labels,
        frequency=labels,
        purpose=free_text,
        if_not_shared=free_text,
        necessity=free_text,
        sender=parties(labels),
        receiver=parties(labels),
        confidentiality_route=code(vocabulary.CONFIDENTIALITY_ROUTES),
        agreement=st.sampled_from([None, *(item.id for item in agreements)]),
        safeguard=free_text,
        dpia_reference=labels,
        person_told=code(vocabulary.PERSON_TOLD),
        person_choice=code(vocabulary.PERSON_CHOICES),
        consistency=code(vocabulary.CONSISTENCIES),
        evidence=code(vocabulary.EVIDENCES, blank=False),
        evidence_source=free_text,
        confidence=code(vocabulary.CONFIDENCES),
        review_date=dates,
        notes=free_text,
    )


def uuid_of(number: int) -> str:
    """Return the id of the n-th thing of a hand-made map."""
    return str(UUID(int=number))
