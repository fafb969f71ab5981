"""How often lines cross between two levels, counted in little more than the time it takes to sort them."""

from bisect import bisect_right, insort
from collections.abc import Iterable


def inversions(lines: Iterable[tuple[float, float]]) -> int:
    """Count the pairs of lines, given as heights left and right, that cross.

    Examples
    --------
    >>> inversions([(1, 1), (2, 2)]), inversions([(1, 2), (2, 1)]), inversions([(1, 1), (1, 2)])
    (0, 1, 0)
    """
    found, ends = 0, list[float]()
    for _here, there in sorted(lines):
        found += len(ends) - bisect_right(ends, there)
        insort(ends, there)
    return found
