"""Several names in one cell, written so that they read back as the same names."""

import re
from collections.abc import Sequence
from typing import Final

# A reader takes a lone carriage return for the end of a line.
QUOTED: Final = re.compile(r'[;,"\r\n]')


def names_cell(names: Sequence[str]) -> str:
    """Return ``names`` as one cell that reads back as the same names.

    Examples
    --------
    >>> names_cell(["Name", "Health, safety and wellbeing"])
    'Name; "Health, safety and wellbeing"'
    """
    return "; ".join(
        f'"{name.replace(chr(34), chr(34) * 2)}"' if QUOTED.search(name) else name for name in names
    )
