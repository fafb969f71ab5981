"""Open Threat Models and Fides manifests read as drawings; real ones counted; YAML that means harm."""

import json
import time

import pytest
import yaml
from hypothesis import given

from dataflows.errors import FormatError
from dataflows.formats import fides, fides_out, otm
from dataflows.formats.contents import ReadOptions
from dataflows.formats.registry import sniff
from dataflows.formats.xml_text import legal_xml
from tests.dataflows.formats.interchange import FOLDER, figures, needs_interchange, read_interchange
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps
from tests.results import keep_result

OPTIONS = ReadOptions(filename="f")


def read_otm(**parts):
    return otm.read(json.dumps({"otmVersion": "0.2.0", "project": {"name": "P"}, **parts}).encode(), OPTIONS)


def test_otm_zones_hold_components_and_assets_are_what_moves():
    made = read_otm(
        trustZones=[{"id": "z", "name": "Trust"}],
        components=[
            {"id": "a", "name": "Ward", "type": "process", "parent": {"trustZone": "z"}},
            {"id": "d", "name": "Notes", "type": "CD-DB-POSTGRESQL", "parent": {"component": "a"}},
            {"id": "g", "name": "GP"},
        ],
        dataflows=[
            {"id": "f", "name": "Letter", "source": "g", "destination": "d", "assets": ["x", "y"]},
            {"id": "h", "name": "Lost", "source": "g", "destination": "gone", "bidirectional": True},
        ],
        assets=[{"id": "x", "name": "Name"}],
        threats=[{}, {}],
    )
    (sheet,) = made.sheets
    assert [(one.organisation, one.storage) for one in sheet.places] == [("Ward", "Notes"), ("GP", "")]
    assert (sheet.rows[0].data_types, sheet.rows[0].notes) == (("Name", "y"), "Letter")
    assert [row.key for row in sheet.unattached] == ["h"]
    assert [item.reason.translated(str) for item in sheet.receipt.of("dropped")] == [
        "A map holds no threats: 2 were left out."
    ]


@needs_interchange
def test_a_real_otm_file_against_a_plain_reading():
    plain = json.loads((FOLDER / "otm/mobile-cloud.otm.json").read_text())
    counted = figures(read_interchange("otm/mobile-cloud.otm.json"))
    keep_result("interchange/otm-mobile-cloud", counted)
    assert (counted["nodes"], counted["flows"]) == (len(plain["components"]), len(plain["dataflows"]))
    assert counted["unattached"] == 0


@pytest.mark.parametrize("parts", [{"components": 3}, {"components": [1]}, {}])
def test_an_otm_file_that_is_none_is_refused(parts):
    with pytest.raises(FormatError, match=r"\.$"):
        read_otm(**parts)


MANIFEST = """
system:
  - fides_key: shop
    name: The shop
    description: Sells
    administrating_department: Trade
    egress: [{fides_key: bank, type: system}]
    ingress: [{fides_key: stock, type: system, data_categories: [user.contact]}]
    privacy_declarations:
      - {name: Pay, data_use: essential.service, data_categories: [user.financial], data_subjects: [customer]}
  - fides_key: bank
    name: The bank
    system_type: Database
    ingress: [{fides_key: shop, type: system}]
dataset:
  - fides_key: users
"""


def test_what_one_gives_and_the_other_takes_is_one_flow():
    (sheet,) = fides.read(MANIFEST.encode(), OPTIONS).sheets
    assert [(row.from_organisation, row.to_organisation, row.data_types) for row in sheet.rows] == [
        ("The shop", "The bank", ("user.financial",)),
        ("stock", "The shop", ("user.contact",)),
    ]
    assert sheet.rows[0].purpose == "essential.service"
    reasons = [item.reason.translated(str) for item in sheet.receipt.items]
    assert "A map holds no dataset: 1 were left out." in reasons
    assert "No such system is described in the file: kept by its key." in reasons


def test_what_a_system_says_of_itself_is_kept_in_its_notes():
    made = fides.read(MANIFEST.encode(), OPTIONS)
    notes = {row.name: row.notes for row in made.organisations}["The shop"]
    assert "Sells" in notes
    assert "Trade" in notes
    assert "data_subjects: customer" in notes


@pytest.mark.parametrize("name", FLOW_LISTS)
def test_a_map_written_as_a_manifest_reads_back(name):
    check(document(name))


@whole_maps
@given(made=documents())
def test_any_map_written_as_a_manifest_reads_back(made):
    check(made)


def check(made):
    """Every flow between the same two things, carrying data of the same names; every thing by its name."""
    written = fides_out.write(made)
    systems = yaml.safe_load(written)["system"]
    assert len({one["fides_key"] for one in systems}) == len(systems) == len(made.graph.nodes)
    assert sum(len(one["egress"]) for one in systems) == len(made.graph.flows)
    (sheet,) = fides.read(written, OPTIONS).sheets
    assert (len(sheet.places), len(sheet.rows)) == (len(made.graph.nodes), len(made.graph.flows))
    ids = [node.id for node in made.graph.nodes]
    keys = dict(zip(ids, (one["fides_key"] for one in systems), strict=True))
    found = sorted(row.key.rsplit(" (", 1)[0] for row in sheet.rows)
    assert found == sorted(f"{keys[flow.source]} → {keys[flow.target]}" for flow in made.graph.flows)
    carried = sum(len({data_name(made, one) for one in flow.data_types}) for flow in made.graph.flows)
    assert sum(len(row.data_types) for row in sheet.rows) == carried


def data_name(made, one):
    return legal_xml(made.graph.data_types_by_id[one].name).strip()


@needs_interchange
@pytest.mark.parametrize("name", ["demo-system", "sample-systems"])
def test_real_manifests_against_a_plain_reading(name):
    systems = yaml.safe_load((FOLDER / f"fides/{name}.yml").read_text())["system"]
    pairs = {(one["fides_key"], other["fides_key"]) for one in systems for other in one.get("egress", ())}
    pairs |= {(other["fides_key"], one["fides_key"]) for one in systems for other in one.get("ingress", ())}
    counted = figures(read_interchange(f"fides/{name}.yml"))
    keep_result(f"interchange/fides-{name}", counted)
    assert (counted["nodes"], counted["flows"], counted["unattached"]) == (len(systems), len(pairs), 0)


LAUGHS = "a: &a [x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
HARM = {
    "U+0000": 'system:\n  - fides_key: a\n    name: "x\\0y"',
    "half a character": 'system:\n  - fides_key: a\n    name: "x\\ud800y"',
    "text turned round": 'system:\n  - fides_key: a\n    name: "x\\u202ey"',
    "aliases": f"system:\n  - fides_key: a\n{LAUGHS}",
    "an object of ours": "system: !!python/object/apply:os.system ['true']\nfides_key: a",
    "deep": "system: " + "[" * 10_000,
    "deep and closed": "system: " + "[" * 2_000 + "]" * 2_000,
    "half": "system:\n  - fides_key: 'a",
    "a tab": "system:\n\t- fides_key: a",
    "no systems": "dataset:\n  - fides_key: a",
    "a text": "system: fides_key",
    "a list": "- system: fides_key",
    "a day in no calendar": "system:\n  - fides_key: 2027-02-31",
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_in_one_sentence(name):
    began = time.perf_counter()
    with pytest.raises(FormatError) as refused:
        fides.read(HARM[name].encode(), OPTIONS)
    assert time.perf_counter() - began < 2
    assert refused.value.translated(str).endswith(".")


def test_a_big_manifest_is_read_in_time():
    systems = "".join(f"  - fides_key: s{n}\n    egress: [{{fides_key: s{n + 1}}}]\n" for n in range(18_000))
    began = time.perf_counter()
    assert len(fides.read(f"system:\n{systems}".encode(), OPTIONS).sheets[0].rows) == 18_000
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("data", "name"),
    [(MANIFEST.encode(), "fides"), (b"system,fides_key\na,b\n", "csv"), (b'{"otmVersion": "0.1.0"}', "otm")],
)
def test_they_are_told_by_what_they_hold(data, name):
    assert sniff(data) == name
