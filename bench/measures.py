"""What is counted on a drawing: crossings, lines through boxes, labels on labels and boxes, text size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

from dataflows.graph.model import Id
from dataflows.render.boxes import TEXT

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
Curves = tuple[float, ...]
STEPS: Final = 16
# The room a picture has on a laptop and on a projector, in pixels.
LAPTOP: Final = (1440.0, 810.0)
PROJECTOR: Final = (1920.0, 1000.0)


@dataclass
class Drawn:
    """One drawing: its lines by flow, its boxes and its flows' labels, all in points."""

    lines: Mapping[Id, list[Curves]]
    boxes: Mapping[Id, Rectangle]
    labels: Mapping[Id, Rectangle]
    size: tuple[float, float]
    lost: int = 0
    rung: str = field(default="")


def points_of(path: tuple[float, ...]) -> list[Point]:
    """Return points along a path of cubic curves."""
    points: list[Point] = [(path[0], path[1])]
    for place in range(2, len(path), 6):
        (x0, y0), (x1, y1, x2, y2, x3, y3) = points[-1], path[place : place + 6]
        for step in range(1, STEPS + 1):
            t = step / STEPS
            u = 1 - t
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def segments(lines: Mapping[Id, list[tuple[float, ...]]]) -> list[tuple[Point, Point, Id]]:
    """Return short straight pieces of all lines, from left to right."""
    pieces = [
        (min(a, b), max(a, b), flow)
        for flow, paths in lines.items()
        for path in paths
        for a, b in pairwise(points_of(path))
    ]
    return sorted(pieces)


def crossings(lines: Mapping[Id, list[tuple[float, ...]]]) -> int:
    """Count where lines of two flows cross."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    found, pieces = 0, segments(lines)
    for place, (a, b, flow) in enumerate(pieces):
        for c, d, other in pieces[place + 1 :]:
            if c[0] > b[0]:
                break
            if flow != other and side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                found += 1
    return found


def through_boxes(lines: Mapping[Id, list[tuple[float, ...]]], rectangles: Mapping[Id, Rectangle]) -> int:
    """Count how often a line runs through a box, or another flow's label (deeper than a border's width)."""
    found = set()
    for flow, paths in lines.items():
        for path in paths:
            for x, y in points_of(path):
                for element, (left, top, width, height) in rectangles.items():
                    if element != flow and left + 4 < x < left + width - 4 and top + 4 < y < top + height - 4:
                        found.add((flow, element))
    return len(found)


def overlaps(drawn: Drawn) -> tuple[int, int]:
    """Count the pairs of labels that cover each other, and the labels that cover a box."""

    def cover(one: Rectangle, other: Rectangle) -> bool:
        across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
        down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
        return across > 1 and down > 1

    on_labels = sum(cover(one, other) for one, other in combinations(drawn.labels.values(), 2))
    on_boxes = sum(any(cover(label, box) for box in drawn.boxes.values()) for label in drawn.labels.values())
    return on_labels, on_boxes


def text_pixels(size: tuple[float, float], screen: tuple[float, float]) -> float:
    """Return how high 14 point text is, in pixels, when the whole picture is shown on ``screen``."""
    width, height = size
    return TEXT * min(screen[0] / width, screen[1] / height)


def measures(drawn: Drawn) -> dict[str, float]:
    """Return everything that is counted on a drawing."""
    width, height = drawn.size
    on_labels, on_boxes = overlaps(drawn)
    return {
        "lost": drawn.lost,
        "width": round(width),
        "height": round(height),
        "area": round(width * height / 1e6, 2),
        "crossings": crossings(drawn.lines),
        "through_boxes": through_boxes(drawn.lines, drawn.boxes),
        "through_labels": through_boxes(drawn.lines, drawn.labels),
        "labels_on_labels": on_labels,
        "labels_on_boxes": on_boxes,
        "text_laptop": round(text_pixels(drawn.size, LAPTOP), 1),
        "text_projector": round(text_pixels(drawn.size, PROJECTOR), 1),
        "text_projector_width": round(TEXT * PROJECTOR[0] / width, 1),
    }
