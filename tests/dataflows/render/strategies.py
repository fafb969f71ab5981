"""Generated maps whose every text is out to break a drawing."""

import uuid

from hypothesis import strategies as st

from dataflows.graph import vocabulary
from dataflows.graph.model import DataType, Flow, FlowGraph, Node

HOSTILE = (
    "",
    " ",
    "\x00",
    '"quotes" and \\ "more',
    "<script>alert(1)</script>",
    "</text></svg><image href=x onerror=alert(1)>",
    "&amp; &#x3c; & ]]> <!-- -->",
    "<<B>bold</B>>",
    'n" [label="x" URL="javascript:alert(1)"];}',
    "‮txet desrever‬ ⁦isolated⁩",
    "مجلس المدينة",
    "תיק רפואי",
    "👩‍👩‍👧‍👦 家庭暴力相談センター",
    "W" * 16_385,
    "a b " * 4_096,
    "tab\there\nand\r\nlines\v\f\x1b[31m",
    "\ud800 alone \udfff \ufffe\uffff",
    "é́́́́",
    "Pennine Vale Mental Health Trust",
)
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.text(st.characters(exclude_categories=()), max_size=30)
)
ids = st.uuids().map(str)


def code(choices):
    return st.sampled_from(["", *choices])


@st.composite
def graphs(draw, max_nodes=9, max_flows=14):
    """Return a map with any mixture of nodes, storages with and without an organisation, loops and pairs."""
    count = draw(st.integers(0, max_nodes))
    number = iter(range(10**6))
    name = draw(st.integers(0, 10**9))

    def new_id():
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{name}/{next(number)}"))

    nodes: list[Node] = []
    for _ in range(count):
        kind = draw(st.sampled_from(["organisation", "organisation", "storage", "meeting", "person"]))
        if kind == "person" and any(node.kind == "person" for node in nodes):
            kind = "organisation"
        parents = [None, new_id(), *(node.id for node in nodes)]
        nodes.append(
            Node(
                id=new_id(),
                kind=kind,
                name=draw(texts),
                parent=draw(st.sampled_from(parents)) if kind in {"storage", "organisation"} else None,
                parent_name=draw(texts) if kind == "organisation" else "",
                organisation_kind=draw(code(vocabulary.ORGANISATION_KINDS)) if kind == "organisation" else "",
                storage_kind=draw(code(vocabulary.STORAGE_KINDS)) if kind == "storage" else "",
                named=draw(st.booleans()),
                draft=draw(st.booleans()),
            )
        )
    data_types = [
        DataType(
            id=new_id(),
            name=draw(texts),
            sensitivity=draw(st.sampled_from(["", *vocabulary.SENSITIVITIES])),
            could_hurt=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    ends = st.sampled_from([node.id for node in nodes]) if nodes else st.nothing()
    carried = (
        st.lists(st.sampled_from([data.id for data in data_types]), max_size=3) if data_types else st.just([])
    )
    flows = [
        Flow(
            id=new_id(),
            source=draw(ends),
            target=draw(ends),
            data_types=tuple(draw(carried)),
            purpose=draw(texts),
            consistency=draw(code(vocabulary.CONSISTENCIES)),
            evidence=draw(st.sampled_from(list(vocabulary.EVIDENCES))),
            confidence=draw(code(vocabulary.CONFIDENCES)),
            person_told=draw(code(vocabulary.PERSON_TOLD)),
            person_choice=draw(code(vocabulary.PERSON_CHOICES)),
        )
        for _ in range(draw(st.integers(0, max_flows)) if nodes else 0)
    ]
    return FlowGraph(nodes=tuple(nodes), flows=tuple(flows), data_types=tuple(data_types))
