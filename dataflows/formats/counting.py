"""How many flows a written file holds, by a plain reading that shares nothing with what wrote it."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml
from defusedxml.ElementTree import fromstring

from dataflows.formats.fides import LOADER
from dataflows.formats.sheets_out import NOT_HELD, RESERVED

EDGE_OF_DOT: Final = re.compile(r'^  "[^"\n]*" -> "[^"\n]*" \[', re.MULTILINE)
EDGE_OF_MERMAID: Final = re.compile(r"^  n\d+ -->\|", re.MULTILINE)
FLOW_OF_SVG: Final = re.compile(r'<g id="[^"]+" class="flow[ "]')
# What stands between quotation marks may hold line ends of its own; doubled marks are two such parts.
QUOTED: Final = re.compile(r'"[^"]*"')
ROW: Final = re.compile(rb"<row[ >]")


def flows_in(format_name: str, data: bytes) -> int:
    """Return the number of flows in a file that Daylight wrote.

    Examples
    --------
    >>> flows_in("csv", b"ref,from_organisation\\r\\nA1,Shelter\\r\\n")
    1
    """
    return COUNTERS[format_name](data)


def _json(data: bytes) -> int:
    return len(json.loads(data)["flows"])


def _threat_dragon(data: bytes) -> int:
    diagrams = json.loads(data)["detail"]["diagrams"]
    return sum(cell["shape"] == "flow" for diagram in diagrams for cell in diagram["cells"])


def _csv(data: bytes) -> int:
    return QUOTED.sub("", data.decode()).count("\r\n") - 1


def _csv_zip(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.removesuffix(".csv") not in RESERVED]
        return sum(_csv(archive.read(name)) for name in names)


def _xlsx(data: bytes) -> int:
    """Count the rows of the sheet before the last, which is the map's."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = re.findall(rb'<sheet [^>]*name="([^"]*)"', archive.read("xl/workbook.xml"))
        place = len(names) - 1 if names[-1].decode() == NOT_HELD else len(names)
        return len(ROW.findall(archive.read(f"xl/worksheets/sheet{place}.xml"))) - 1


def _dot(data: bytes) -> int:
    return len(EDGE_OF_DOT.findall(data.decode()))


def _svg(data: bytes) -> int:
    return len(FLOW_OF_SVG.findall(data.decode()))


def _mermaid(data: bytes) -> int:
    return len(EDGE_OF_MERMAID.findall(data.decode()))


def _drawio(data: bytes) -> int:
    return sum(cell.get("edge") == "1" for cell in fromstring(data).iter("mxCell"))


def _graphml(data: bytes) -> int:
    return sum(element.tag.endswith("}edge") for element in fromstring(data).iter())


def _fides(data: bytes) -> int:
    manifest: Any = yaml.load(data, Loader=LOADER)  # noqa: S506 - the safe loader, in C where there is one
    return sum(len(system["egress"]) for system in manifest["system"])


COUNTERS: Final[Mapping[str, Callable[[bytes], int]]] = {
    "json": _json,
    "csv": _csv,
    "csv-zip": _csv_zip,
    "xlsx": _xlsx,
    "dot": _dot,
    "mermaid": _mermaid,
    "svg": _svg,
    "drawio": _drawio,
    "graphml": _graphml,
    "threat-dragon": _threat_dragon,
    "fides": _fides,
}
