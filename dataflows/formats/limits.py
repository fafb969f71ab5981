"""How big a file and what is in it may be."""

from typing import Final

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
# Of each kind of thing in a document: nodes, flows, data types, agreements, journey stages.
MAX_ITEMS: Final = 20_000
# Of names in one cell.
MAX_NAMES: Final = 200
LABEL_LIMIT: Final = 200
