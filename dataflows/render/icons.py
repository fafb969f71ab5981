"""The outlines of marks and symbols, as path data centred on 0,0 in a square of 14 points."""

from collections.abc import Mapping
from typing import Final

# Sensitivity: a shape each, so that colour is never the only sign.
SENSITIVITY: Final[Mapping[str, str]] = {
    "personal": "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1-5 0Z",
    "special_category": "M0-6.5L6.5 0L0 6.5L-6.5 0Z",
    "criminal_offence": "M0-6L6.5 5.5L-6.5 5.5Z",
    "not_personal": "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1-4.5 0Z",
    "unknown": "M-3-3C-3-6.5 3.5-6.5 3.5-3C3.5-0.5 0-0.5 0 2M0 4.8L0 5.4",
}
_EYE: Final = (
    "M-7 0C-4.5-5.4 4.5-5.4 7 0C4.5 5.4-4.5 5.4-7 0ZM-2.2 0A2.2 2.2 0 1 0 2.2 0A2.2 2.2 0 1 0-2.2 0Z"
)
SMALL: Final[Mapping[str, str]] = {
    "told-before": _EYE,
    "not-told": _EYE + "M-5.5 6.5L5.5-6.5",
    "asked": (
        "M-4.6-0.5L-4.6-2.6A1.2 1.2 0 0 1-2.2-2.6L-2.2-5A1.2 1.2 0 0 1 0.2-5L0.2-5.6A1.2 1.2 0 0 1 2.6-5.6"
        "L2.6-4A1.2 1.2 0 0 1 5-4L5 2.4C5 5.4 3 7 0.4 7"
        "C-1.8 7-2.8 6.2-3.8 4.6L-6.4 1.2C-6.4-0.2-5.2-0.6-4.6 0.4"
        "L-3.4 2M-2.2-2.6L-2.2 0.4M0.2-5L0.2 0M2.6-4.6L2.6 0"
    ),
    "could-hurt": "M1.5-7L-4.5 1L-0.5 1L-1.5 7L4.5-1.5L0.5-1.5Z",
    "attention": "M0-6L0 2M0 5.2L0 6",
}
CYLINDER: Final = (
    "M-5.5-4.5C-5.5-7.5 5.5-7.5 5.5-4.5L5.5 4.5C5.5 7.5-5.5 7.5-5.5 4.5ZM-5.5-4.5C-5.5-1.5 5.5-1.5 5.5-4.5"
)
