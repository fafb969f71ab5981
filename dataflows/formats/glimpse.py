"""A first look at a file somebody brings: enough to tell its format by what it holds."""

from dataclasses import dataclass

from dataflows.errors import FormatError
from dataflows.formats.decoding import decode


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The bytes of a file and, where it is text, its letters; ``""`` when it is none that can be read."""

    data: bytes
    text: str

    @classmethod
    def of(cls, data: bytes) -> "Glimpse":
        """Return a look at ``data``; never raises."""
        try:
            return cls(data, decode(data).text.lstrip())
        except FormatError:
            return cls(data, "")
