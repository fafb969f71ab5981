"""Files made to take long: what they cost grows with their size and no faster."""

import json
import time
from collections.abc import Callable
from uuid import UUID

import pytest

from dataflows.errors import FormatError
from dataflows.formats.cells import KnownNames, clean, names_in
from dataflows.formats.csv_flows import read_flows
from dataflows.formats.csv_register import read_organisations
from dataflows.formats.document import read_document
from dataflows.formats.document_text import parse_json
from dataflows.formats.limits import MAX_BYTES, MAX_COLUMNS, MAX_ITEMS, MAX_NAMES

# Each of these takes far longer than this machine could wait when its cost grows with the square.
GENEROUS = 3.0
LONG = 130_000


def within(act: Callable[[], object], seconds: float = GENEROUS) -> None:
    start = time.process_time()
    act()
    assert time.process_time() - start < seconds


def uuid(number: int) -> str:
    return str(UUID(int=number))


def document(**parts: object) -> bytes:
    meta = {"id": uuid(0), "name": "Map"}
    whole = {"format": "daylight-map", "schema_version": 1, "map": meta, "nodes": [], "flows": [], **parts}
    return json.dumps(whole).encode()


def node(number: int, parent: int | None = None) -> dict[str, object]:
    name = f"Node {number}"
    stands_in = uuid(parent) if parent is not None else None
    return {"id": uuid(number), "kind": "organisation", "name": name, "parent": stands_in}


@pytest.mark.parametrize("count", [999, 1_001, LONG])
def test_a_cell_of_commas(count):
    known = KnownNames.of(["Name", "Health, safety and wellbeing", ",".join("abc" * 20)])
    within(lambda: names_in("," * count, known))
    within(lambda: names_in("a," * count, known))


def test_known_names_are_looked_for_by_their_number_of_commas_alone():
    looked_up: list[str] = []

    class Counting(dict[str, str]):
        def get(self, name, default=None):
            looked_up.append(name)
            return super().get(name, default)

    names = names_in("a, b, c, d, Health, safety, x", KnownNames(Counting({"health, safety": "H, s"}), (2,)))
    assert names.names == ("a", "b", "c", "d", "H, s", "x")
    assert len(looked_up) == 6


def test_a_cell_that_lists_too_much_is_refused():
    cell = ";".join(f"data {number}" for number in range(MAX_NAMES + 1))
    with pytest.raises(FormatError, match=r"Row 2, column “What”, lists 201 names"):
        read_flows(f"From,To,What\nA,B,{cell}\n".encode())


@pytest.mark.parametrize(
    "cell", ["-" + "a|'" * LONG, "+a|' " + "!" * LONG, "-" + " " * LONG, "@" + "a" * LONG]
)
def test_a_cell_that_is_almost_a_formula(cell):
    within(lambda: clean(cell, row=2, column="Notes"))


@pytest.mark.parametrize("cell", ["-x|'y'!A1", " =1", "+cmd|' /c calc'!$A1", "@SUM (1)", "-a\n|' b|'c'! Z9"])
def test_a_formula_is_still_one(cell):
    with pytest.raises(FormatError, match="formula"):
        clean(cell, row=2, column="Notes")


def test_a_key_written_twice_among_many():
    keys = [f'"k{number}":1' for number in range(200_000)]
    text = "{" + ",".join([*keys, keys[-1]]) + "}"

    def read() -> None:
        with pytest.raises(FormatError, match="twice"):
            parse_json(text.encode())

    within(read)


def test_too_many_columns():
    wide = ",".join(["From", "To", *["Notes"] * MAX_COLUMNS]).encode()
    with pytest.raises(FormatError, match="Row 1 has more than 200 columns"):
        read_flows(wide + b"\nA,B\n")
    # Spreadsheets write empty columns that nobody sees.
    assert read_flows(b"From,To" + b"," * 1_000 + b"\nA,B" + b"," * 1_000).rows


def test_a_long_line_of_parts():
    count = 20_000
    rows = "".join(f"O{number},O{number + 1}\n" for number in range(count))
    within(lambda: read_organisations(f"name,parent\n{rows}".encode()), 20)
    nodes = [node(number, number + 1 if number < count else None) for number in range(1, count + 1)]
    data = document(nodes=nodes)
    assert len(data) < MAX_BYTES
    within(lambda: read_document(data), 30)


def test_a_long_ring_is_named_by_its_ends():
    rows = "".join(f"O{number},O{(number + 1) % 5_000}\n" for number in range(5_000))
    with pytest.raises(FormatError) as error:
        read_organisations(f"name,parent\n{rows}".encode())
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("part", ["nodes", "flows", "data_types", "agreements", "journey_stages"])
def test_a_document_holds_so_many_of_each_thing(part):
    with pytest.raises(FormatError, match="more than 20,000"):
        read_document(document(**{part: [0] * (MAX_ITEMS + 1)}))


def test_many_flows_on_many_agreements():
    nodes = [{"id": uuid(n), "kind": "organisation", "name": f"N{n}"} for n in (1, 2)]
    agreements = [{"id": uuid(10_000 + n), "name": f"A{n}"} for n in range(8_000)]
    flows = [
        {
            "kind": "flow",
            "id": uuid(50_000 + n),
            "source": uuid(1),
            "target": uuid(2),
            "agreement": uuid(10_000 + n),
        }
        for n in range(8_000)
    ]
    within(lambda: read_document(document(nodes=nodes, flows=flows, agreements=agreements)), 20)
