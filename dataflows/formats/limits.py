"""How big a file and what is in it may be."""

from typing import Final

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_FLOWS: Final = 20_000
LABEL_LIMIT: Final = 200
