"""The sample maps as graphs, read with as little code as possible: the drawing's tests need no importer."""

import csv
import uuid
from collections.abc import Mapping
from pathlib import Path

from dataflows.graph import vocabulary
from dataflows.graph.model import DataType, Flow, FlowGraph, Node

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "sample", ROOT.parent / "shared" / "data")
MAPS = {
    "northmoor": ("northmoor", "flows"),
    "manchester": ("changing-futures", "manchester"),
    "lancashire": ("changing-futures", "lancashire"),
    "redcar-and-cleveland": ("changing-futures", "redcar-and-cleveland"),
}


def available() -> bool:
    """Say whether the sample files are on this machine."""
    return _folder() is not None


def sample_map(name: str) -> FlowGraph:
    """Return one of the four sample maps."""
    base = _folder()
    assert base is not None
    folder, sheet = MAPS[name]
    return _Reader(base / folder, sheet).graph()


def _folder() -> Path | None:
    return next((folder for folder in FOLDERS if (folder / "northmoor" / "flows.csv").exists()), None)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _code(choices: Mapping[str, str], label: str) -> str:
    codes = {text.lower(): code for code, text in choices.items()} | {"vcse": "vcse"}
    return codes.get(label.strip().lower(), "")


class _Reader:
    def __init__(self, folder: Path, sheet: str) -> None:
        self.sheet = sheet
        self.flows = _rows(folder / f"{sheet}.csv")
        self.organisations = {row["name"]: row for row in _rows(folder / "organisations.csv")}
        self.data_types = {row["name"]: row for row in _rows(folder / "data_types.csv")}
        self.storages = _rows(folder / "storage.csv")
        self.nodes: dict[tuple[str, str], Node] = {}

    def id(self, *words: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((self.sheet, *words))))

    def graph(self) -> FlowGraph:
        names = [self._names(row) for row in self.flows]
        flows = tuple(
            Flow(
                id=self.id("flow", row["ref"]),
                source=self._node(row["from_organisation"], row["from_storage"]),
                target=self._node(row["to_organisation"], row["to_storage"]),
                data_types=tuple(self.id("data", name) for name in carried),
                person_told=_code(vocabulary.PERSON_TOLD, row["person_told"]),
                person_choice=_code(vocabulary.PERSON_CHOICES, row["person_choice"]),
                consistency=_code(vocabulary.CONSISTENCIES, row["practice"]),
                evidence=_code(vocabulary.EVIDENCES, row["evidence"]) or "assumed",
            )
            for row, carried in zip(self.flows, names, strict=True)
        )
        used = dict.fromkeys(name for carried in names for name in carried)
        return FlowGraph(
            nodes=tuple(self.nodes.values()), flows=flows, data_types=tuple(map(self._data_type, used))
        )

    def _names(self, row: dict[str, str]) -> list[str]:
        return [name.strip() for name in row["data_types"].split(";") if name.strip()]

    def _data_type(self, name: str) -> DataType:
        label = self.data_types.get(name, {}).get("sensitivity", "")
        sensitivity = _code(vocabulary.SENSITIVITIES, label) or "personal"
        return DataType(id=self.id("data", name), name=name, sensitivity=sensitivity)

    def _node(self, organisation: str, storage: str) -> str:
        if (organisation, "") not in self.nodes:
            self._add_organisation(organisation)
        if (organisation, storage) not in self.nodes:
            self._add_storage(organisation, storage)
        return self.nodes[organisation, storage].id

    def _add_organisation(self, name: str) -> None:
        row = self.organisations.get(name, {})
        self.nodes[name, ""] = Node(
            id=self.id(name),
            kind="person" if name == "The person" else "organisation",
            name=name,
            organisation_kind=_code(vocabulary.ORGANISATION_KINDS, row.get("kind", "")),
            parent_name=row.get("parent", ""),
            named=not name.startswith(("Local partners", "Programme partners")),
        )
        for storage in self.storages:
            if storage["organisation"] == name:
                self._add_storage(name, storage["name"])

    def _add_storage(self, organisation: str, name: str) -> None:
        self.nodes[organisation, name] = Node(
            id=self.id(organisation, name),
            kind="storage",
            name=name,
            parent=self.nodes[organisation, ""].id,
        )
