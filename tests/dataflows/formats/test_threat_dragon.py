"""Threat Dragon models of both versions read as drawings, and written so that they read back."""

import json

import pytest
from hypothesis import given

from dataflows.errors import FormatError
from dataflows.formats import threat_dragon, threat_dragon_out
from dataflows.formats.contents import ReadOptions
from dataflows.formats.registry import sniff
from tests.dataflows.formats.drawn import check_round_trip
from tests.dataflows.formats.interchange import FOLDER, by_name, figures, needs_interchange, read_interchange
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps
from tests.results import keep_result


def model(*cells, **diagram):
    return {
        "summary": {"title": "T"},
        "detail": {"diagrams": [{"title": "Page", "cells": list(cells), **diagram}]},
    }


def cell(key, shape="process", name="", box=None, **more):
    where = {} if box is None else {"position": dict(zip("xy", box[:2], strict=True))}
    if box is not None:
        where["size"] = {"width": box[2], "height": box[3]}
    return {"id": key, "shape": shape, "data": {"name": name}, **where, **more}


def flow(key, source, target, name="", **data):
    ends = {"source": {"cell": source} if source else {"x": 1, "y": 2}}
    ends["target"] = {"cell": target} if target else {"x": 1, "y": 2}
    return {"id": key, "shape": "flow", "data": {"name": name, **data}, **ends}


def read(value):
    return threat_dragon.read(json.dumps(value).encode(), ReadOptions(filename="model.json"))


def page(*cells):
    (sheet,) = read(model(*cells)).sheets
    return sheet


def test_boundaries_hold_what_lies_in_them():
    made = read(
        model(
            cell("out", "trust-boundary-box", "Trust", (0, 0, 500, 500)),
            cell("in", "trust-boundary-box", "Ward", (10, 10, 200, 200)),
            cell("a", "process", "Team", (20, 20, 50, 50)),
            cell("b", "store", "Notes", (300, 300, 50, 50)),
            cell("c", "actor", "GP", (900, 900, 50, 50)),
            flow("f", "c", "b", "Letter"),
        )
    )
    assert [(one.organisation, one.storage) for one in made.sheets[0].places] == [
        ("Team", ""),
        ("Trust", "Notes"),
        ("GP", ""),
    ]
    assert {(row.name, row.parent) for row in made.organisations} == {
        ("Trust", ""),
        ("Ward", "Trust"),
        ("Team", "Ward"),
    }


def test_a_loose_end_is_unattached_and_never_dropped():
    sheet = page(
        cell("a", name="A"),
        flow("f", "a", "", "Letter"),
        flow("g", "", "a"),
        flow("h", "", ""),
        flow("i", "a", "gone"),
    )
    assert not sheet.rows
    assert [row.key for row in sheet.unattached] == ["f", "g", "h", "i"]
    assert next(iter(sheet.receipt.of("unattached"))).source == "model.json, page Page, cell f"


def test_names_stand_in_several_places():
    sheet = page(
        {"id": "a", "shape": "process", "attrs": {"text": {"text": "By text"}}},
        {"id": "b", "shape": "process", "attrs": {"label": {"text": "By label"}}},
        {"id": "c", "type": "tm.Process", "attrs": {"text": {"text": "Version\n1"}}},
        {
            "id": "d",
            "type": "tm.Flow",
            "source": {"id": "a"},
            "target": {"id": "c"},
            "labels": [{"attrs": {"text": {"text": "Name"}}}],
        },
    )
    assert [one.organisation for one in sheet.places] == ["By text", "By label", "Version 1"]
    assert sheet.rows[0].data_types == ("Name",)


def test_what_a_map_cannot_hold_is_said():
    sheet = page(
        cell("a", name="A"),
        cell("t", "td-text-block", "A note to readers"),
        cell("k", "trust-boundary-curve", "Curve"),
        cell("u", "unheard-of", "What"),
        {**cell("b", name="B"), "data": {"name": "B", "threats": [{}, {}]}},
    )
    said = {item.value: item.reason.translated(str) for item in sheet.receipt.of("dropped")}
    assert said["A note to readers"].startswith("Words on the drawing")
    assert said["Curve"].startswith("A boundary drawn as a curve")
    assert said["What"].startswith("Daylight does not know")
    assert said[""] == "A map holds no threats: 2 were left out."


def test_a_protocol_is_the_channel():
    sheet = page(
        cell("a", name="A"), cell("b", name="B"), flow("f", "a", "b", "Name; Address", protocol="HTTPS")
    )
    assert (sheet.rows[0].channel, sheet.rows[0].data_types) == ("HTTPS", ("Name", "Address"))
    both = page(cell("a", name="A"), cell("b", name="B"), flow("f", "a", "b", "HTTP/2", protocol="HTTPS"))
    assert (both.rows[0].channel, both.rows[0].data_types, both.rows[0].notes) == ("HTTPS", (), "HTTP/2")


@pytest.mark.parametrize("name", FLOW_LISTS)
def test_what_we_write_reads_back(name):
    check_round_trip(document(name), threat_dragon_out.write, threat_dragon.read)


@whole_maps
@given(made=documents())
def test_any_map_reads_back(made):
    check_round_trip(made, threat_dragon_out.write, threat_dragon.read)


def test_what_we_write_is_as_threat_dragon_wants_it():
    """In our words what its own schema asks for: required keys, whole sizes, cells that exist."""
    written = json.loads(threat_dragon_out.write(document("northmoor")))
    assert written["version"].startswith("2.")
    (diagram,) = written["detail"]["diagrams"]
    ids = {one["id"] for one in diagram["cells"]}
    assert len(ids) == len(diagram["cells"])
    for one in diagram["cells"]:
        assert one["data"]["type"].startswith("tm.")
        assert one["data"]["hasOpenThreats"] is False
        if one["shape"] == "flow":
            assert {one["source"]["cell"], one["target"]["cell"]} <= ids
        else:
            assert min(one["size"].values()) >= 10


# --- real files ---------------------------------------------------------------------------------------------
@needs_interchange
@pytest.mark.parametrize("name", ["generic-cms", "renting-car", "sokify"])
def test_real_files_against_a_plain_reading(name):
    plain = json.loads((FOLDER / f"threat-dragon/{name}.json").read_text())
    cells = [
        one
        for diagram in plain["detail"]["diagrams"]
        for one in (diagram.get("cells") or diagram["diagramJson"]["cells"])
    ]
    kinds = [(one.get("shape") or one["type"]).lower().removeprefix("tm.") for one in cells]
    loose = sum(
        kind == "flow" and not all(one[end].get("cell") or one[end].get("id") for end in ("source", "target"))
        for kind, one in zip(kinds, cells, strict=True)
    )
    counted = figures(read_interchange(f"threat-dragon/{name}.json"))
    keep_result(f"interchange/threat-dragon-{name}", counted)
    assert counted["nodes"] == sum(kind in {"actor", "process", "store"} for kind in kinds)
    assert counted["flows"] == kinds.count("flow") - loose
    assert counted["unattached"] == loose


@needs_interchange
def test_a_model_that_is_none_is_refused_in_one_sentence():
    assert sniff((FOLDER / "threat-dragon/malformed.json").read_bytes()) == "threat-dragon"
    with pytest.raises(FormatError, match=r"^The file is no Threat Dragon model: .*\.$"):
        read_interchange("threat-dragon/malformed.json")


@needs_interchange
@pytest.mark.parametrize(
    ("name", "only_in_dot", "only_in_dragon", "more_lines"),
    [
        ("generic-cms", {"db"}, {"databse"}, []),
        ("renting-car", {"?", "watson"}, {"whatson"}, [("apiar", "?")]),
    ],
)
def test_two_drawings_of_one_system_give_the_same_map(name, only_in_dot, only_in_dragon, more_lines):
    """The same system drawn twice: the maps are the same but for what is known to differ."""
    dot, dot_lines = by_name(read_interchange(f"dot/{name}.dot"))
    dragon, dragon_lines = by_name(read_interchange(f"threat-dragon/{name}.json"))
    assert dot - dragon == only_in_dot
    assert dragon - dot == only_in_dragon
    renamed = dict(zip(sorted(only_in_dot - {"?"}), sorted(only_in_dragon), strict=True))
    same = sorted(
        (renamed.get(source, source), renamed.get(target, target))
        for source, target in dot_lines
        if (source, target) not in more_lines
    )
    assert same == dragon_lines
    assert len(dot_lines) - len(dragon_lines) == len(more_lines)


# --- harm ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        '{"summary": {}, "detail": {"diagrams": 3}}',
        '{"summary": {}, "detail": {"diagrams": []}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": [1]}]}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": []}]}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": [{"id": "a", "id": "b"}]}]}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": [{"position": {"x": NaN}}]}]}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": [{"id": "a\\u0000"}]}]}}',
        '{"summary": {}, "detail": {"diagrams": [{"cells": [{"id": "\\ud800"}]}]}}',
        '{"summary": {}, "detail": ' + "[" * 100_000 + "]" * 100_000 + "}",
        json.dumps(model(*[cell(str(n)) for n in range(20_001)])),
    ],
)
def test_harm_is_refused_in_one_sentence(text):
    with pytest.raises(FormatError) as refused:
        threat_dragon.read(text.encode(), ReadOptions())
    assert refused.value.translated(str).endswith(".")


def test_boundaries_in_each_other_and_cells_of_one_id_do_no_harm():
    same = (0, 0, 100, 100)
    sheet = page(
        cell("x", "trust-boundary-box", "X", same),
        cell("x", "trust-boundary-box", "Y", same),
        cell("a", name="A", box=same),
        cell("a", name="B", box=same),
        flow("f", "a", "a"),
    )
    assert [(one.key, one.organisation) for one in sheet.places] == [
        ("x (2)", "Y"),
        ("a", "A"),
        ("a (2)", "B"),
    ]
    assert len(sheet.rows) == 1
