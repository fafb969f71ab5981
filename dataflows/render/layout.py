"""Where everything stands: positions and lines of one drawing, in a compact text form kept for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dataflows.graph.model import Id
from dataflows.render.errors import LayoutMismatch

SCHEMA: Final = 1
Rectangle = tuple[float, float, float, float]
"""Left, top, width and height in points."""
Path = tuple[float, ...]
"""A start point and then three points (six numbers) for each cubic curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The positions of one drawing. ``paths`` holds two half-lines a flow: end to chip, chip to end.

    ``slabs`` are the left and right of each column and the gap right of it in turn, empty ones too.
    """

    width: float
    height: float
    nodes: Mapping[Id, Rectangle]
    chips: Mapping[Id, Rectangle]
    paths: Mapping[Id, tuple[Path, Path]]
    engine: str
    engine_version: str
    rung: str
    slabs: tuple[tuple[float, float], ...] = ()

    def to_json(self) -> str:
        """Return the canonical text form: sorted keys, no spaces.

        Examples
        --------
        >>> engine = {"engine": "dot", "engine_version": "2.43", "rung": "columns"}
        >>> empty = Layout(width=10, height=5, nodes={}, chips={}, paths={}, **engine)
        >>> Layout.from_json(empty.to_json()) == empty
        True
        """
        return json.dumps(
            {
                "schema": SCHEMA,
                "size": [self.width, self.height],
                "nodes": self.nodes,
                "chips": self.chips,
                "paths": self.paths,
                "engine": [self.engine, self.engine_version],
                "rung": self.rung,
                **({"slabs": self.slabs} if self.slabs else {}),
            },
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "Layout":
        """Read the text form back.

        Raises
        ------
        LayoutMismatch
            When the text is not a layout this code can read.
        """
        try:
            stored: dict[str, Any] = json.loads(text)
            if stored["schema"] != SCHEMA:
                raise LayoutMismatch(f"schema {stored['schema']}")
            return cls(
                width=stored["size"][0],
                height=stored["size"][1],
                nodes={key: _rectangle(value) for key, value in stored["nodes"].items()},
                chips={key: _rectangle(value) for key, value in stored["chips"].items()},
                paths={
                    key: (_path(first), _path(second)) for key, (first, second) in stored["paths"].items()
                },
                engine=stored["engine"][0],
                engine_version=stored["engine"][1],
                rung=stored["rung"],
                slabs=tuple((left, right) for left, right in stored.get("slabs", ())),
            )
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as wrong:
            raise LayoutMismatch(str(wrong)) from wrong


def _rectangle(value: list[float]) -> Rectangle:
    left, top, width, height = value
    return (left, top, width, height)


def _path(value: list[float]) -> Path:
    if len(value) < 8 or (len(value) - 2) % 6:
        raise ValueError("a path is a point and three more for each curve")
    return tuple(value)
