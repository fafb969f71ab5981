"""Real files by other projects, read where they lie beside the project; none of them is copied into it."""

from pathlib import Path

import pytest

from dataflows.formats.contents import Contents, ReadOptions
from dataflows.formats.registry import CODECS, sniff

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "interchange"
needs_interchange = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="other projects' files are not beside this checkout (../shared/data/interchange)",
)


def read_interchange(path: str) -> Contents:
    """Return what the file holds, told by what is in it."""
    data = (FOLDER / path).read_bytes()
    read = CODECS[sniff(data)].read
    assert read is not None
    made = read(data, ReadOptions(filename=Path(path).name))
    assert isinstance(made, Contents)
    return made


def figures(made: Contents) -> dict[str, int]:
    """Return how many of each there are, over all pages."""
    receipts = [made.receipt, *(sheet.receipt for sheet in made.sheets)]
    return {
        "nodes": sum(len(sheet.places) for sheet in made.sheets),
        "flows": sum(len(sheet.rows) for sheet in made.sheets),
        **{
            kind: sum(receipt.count(kind) for receipt in receipts)
            for kind in ("unattached", "guessed", "dropped")
        },
    }


def ends(row):
    return (row.from_organisation, row.from_storage), (row.to_organisation, row.to_storage)


def by_name(made: Contents) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the names of what is drawn and the lines between them, in letters that do not matter apart."""

    def folded(organisation: str, storage: str) -> str:
        return (storage or organisation).casefold().replace(" ", "")

    places = {folded(one.organisation, one.storage) for sheet in made.sheets for one in sheet.places}
    lines = sorted(
        (folded(*source), folded(*target))
        for sheet in made.sheets
        for source, target in (ends(row) for row in sheet.rows)
    )
    return places, lines
