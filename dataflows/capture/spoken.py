"""What a line says, as a small map of its own: so that it reads aloud before it is on any map."""

from dataflows.capture.known import PERSON, plain
from dataflows.capture.said import Said
from dataflows.graph.model import DataType, Flow, FlowGraph, Node


def graph_of(said: Said, person: str = "The person") -> FlowGraph:
    """Return the flows of a line with their ends, in the line's own names.

    Examples
    --------
    >>> from dataflows.capture.parse import parse
    >>> from dataflows.language.sentence import sentence
    >>> graph = graph_of(parse("Shelter > Council: Name by email"))
    >>> sentence(graph, graph.flows[0]).text.split(".")[0]
    'Shelter sends name to Council by e-mail'
    """
    nodes: dict[str, Node] = {}
    data: dict[str, DataType] = {}

    def end(name: str) -> str:
        owner, colon, storage = name.partition(": ")
        if colon and storage:
            nodes.setdefault(name, Node(id=name, kind="storage", name=storage, parent=end(owner)))
            return name
        kind = "person" if plain(name) in {*PERSON, plain(person)} else "organisation"
        nodes.setdefault(name, Node(id=name, kind=kind, name=name))
        return name

    flows = []
    for number, one in enumerate(said.flows):
        for each in one.details.data:
            data.setdefault(each, DataType(id=each, name=each))
        flows.append(
            Flow(
                id=str(number),
                source=end(one.source),
                target=end(one.target),
                data_types=one.details.data,
                channel=one.details.channel,
                frequency=one.details.frequency,
                journey_stage=one.details.journey_stage,
                purpose=one.details.purpose,
                person_told=said.marks.person_told,
                person_choice=said.marks.person_choice,
                consistency=said.marks.consistency,
            )
        )
    return FlowGraph(nodes=tuple(nodes.values()), flows=tuple(flows), data_types=tuple(data.values()))
