"""Taking values out of somebody else's JSON, which may be of any shape."""

from typing import Any


def at(value: Any, *way: str) -> Any:
    """Return what stands at ``way`` in nested objects, or ``None``.

    Examples
    --------
    >>> at({"a": {"b": 1}}, "a", "b"), at({"a": [1]}, "a", "b")
    (1, None)
    """
    for step in way:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def text_of(value: Any) -> str:
    """Return a text without the spaces round it; ``""`` for anything that is no text."""
    return value.strip() if isinstance(value, str) else ""
