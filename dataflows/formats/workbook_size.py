"""How much a workbook holds, counted in its parts before any of them is parsed.

A few kilobytes, packed, may unpack to millions of empty cells, styles or texts. Each costs the parser
microseconds and hundreds of bytes, so that their number is what keeps a process busy, or fills its memory.
"""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from dataflows.errors import FormatError
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

# What a part is, told by its first element and by nothing that may stand before it.
ROOT: Final = re.compile(rb"\s*+(?:<\?xml[^<>]*+\?>)?\s*+<(?:\w++:)?(worksheet|sst)\b")
ROW: Final = re.compile(rb"<(?:\w++:)?row[\s/>]")
# Signs of tags, opening and closing, in all parts of one kind: twice what the largest list needs.
MOST_TAGS: Final[Mapping[str, int]] = {"worksheet": 6_000_000, "sst": 1_600_000, "": 500_000}
MOST_ROWS: Final = 500_000
# A sheet has 16,384 columns at most.
MOST_TAGS_IN_A_ROW: Final = 200_000
TOO_FULL: Final = _(
    "The workbook holds too much to be read here, of cells, texts or styles; keep only the sheets that are "
    "needed, in a new workbook."
)
TOO_MANY_ROWS: Final = _(
    "The workbook has more than %(limit)s rows, with the empty ones; delete those that are not needed."
)


def check_size(parts: Mapping[str, bytes]) -> None:
    """Raise ``FormatError`` when a workbook's parts hold more than can be parsed in good time.

    Examples
    --------
    >>> check_size({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData/></worksheet>"})
    >>> check_size({"xl/styles.xml": b"<styleSheet>" + b"<xf/>" * 500_000})
    Traceback (most recent call last):
    ...
    dataflows.errors.FormatError: The workbook holds too much to be read here, of cells, texts or styles; \
keep only the sheets that are needed, in a new workbook.
    """
    tags: Counter[str] = Counter()
    rows = 0
    for part in parts.values():
        root = ROOT.match(part)
        kind = root.group(1).decode() if root else ""
        tags[kind] += part.count(b"<")
        if tags[kind] > MOST_TAGS[kind]:
            raise FormatError(TOO_FULL)
        if kind == "worksheet":
            rows += _rows(part)
            if rows > MOST_ROWS:
                raise FormatError(TOO_MANY_ROWS, limit=f"{MOST_ROWS:,}")


def _rows(sheet: bytes) -> int:
    """Return how many rows a sheet has; raise ``FormatError`` when one of them holds too much."""
    starts = [found.start() for found in ROW.finditer(sheet)]
    for start, end in pairwise([*starts, len(sheet)]):
        # So many signs need as many bytes: most rows are not looked into.
        if end - start > MOST_TAGS_IN_A_ROW and sheet.count(b"<", start, end) > MOST_TAGS_IN_A_ROW:
            raise FormatError(TOO_FULL)
    return len(starts)
