"""Setting a page: Typst in a limited child process, and what came out counted before it is used."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any, Final

from dataflows.render.engine import Limits, limited, run
from dataflows.render.errors import DrawingError, LostArrow, NotSet
from dataflows.render.turns import turn

TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
FONTS: Final = Path(__file__).with_name("fonts")
PAGES: Final = Path(__file__).with_name("pages")
DEADLINE: Final = 40.0
SETTING: Final = Limits(seconds=60, memory=3 * 1024**3, file=64 * 1024**2)
# Each page may take so much memory that a machine sets few at once; the others wait this long. What is locked
# are files of our own, which are there wherever this module is.
PLACES: Final = (TYPESETTER, PAGES / "common.typ")
PATIENCE: Final = 15.0
# A polygon of three corners, as the pictures draw arrows and the marks of criminal offence.
_POINT: Final = r"-?[\d.]+ ?-?[\d.]+"
_TRIANGLE: Final = re.compile(rf'<path [^>]*?d="M{_POINT}L{_POINT}L{_POINT}Z"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to set: ``page`` names one of ``pages/``, ``data`` is what people wrote, ``files`` its pictures.

    ``shown`` says how often each picture is laid out, so that its arrows can be counted; ``trim`` names a
    list in the data that may lose its end so that all fits one page; ``ppi`` asks for a PNG of the only page.
    """

    page: str
    data: Mapping[str, Any]
    files: Mapping[str, str]
    shown: Mapping[str, int]
    trim: str = ""
    ppi: int = 0


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the file and its pages."""

    data: bytes
    pages: int


def can_print() -> bool:
    """Say whether this machine has what sets paper."""
    return util.find_spec("typst") is not None and util.find_spec("pypdfium2") is not None


def print_out(job: Job, *, deadline: float = DEADLINE) -> Printed:
    """Set a page and return it, once every arrow of its pictures has been counted in what came out.

    Raises
    ------
    NotSet
        The machine has nothing to set it with, or it took too long or too much.
    NoTurn
        Others are printing, and went on for too long.
    LostArrow
        Fewer or more arrows came out than the pictures have.
    """
    if not can_print():
        raise NotSet("Typst is not here.")
    asked = {
        "main": _source("common") + _source(job.page),
        "data": job.data,
        "files": job.files,
        "png": job.ppi,
        "trim": job.trim,
    }
    command = (*limited(sys.executable, SETTING), "-I", str(TYPESETTER), str(FONTS))
    with turn(PLACES, within=PATIENCE):
        try:
            answer = run(command, json.dumps(asked).encode(), deadline=deadline)
        except DrawingError as error:
            raise NotSet(str(error)) from error
    head, _line, data = answer.partition(b"\n")
    said = json.loads(head)
    expected = sum(triangles_in(text) * job.shown[name] for name, text in job.files.items())
    if said["triangles"] != expected:
        raise LostArrow(f"{said['triangles']} of {expected}")
    return Printed(data, said["pages"])


@cache
def _source(name: str) -> str:
    return (PAGES / f"{name}.typ").read_text(encoding="utf-8")


def triangles_in(svg: str) -> int:
    """Return how many triangles a picture of ours draws."""
    return len(_TRIANGLE.findall(svg))
