"""Small helps for Daylight's templates."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return ``mapping[key]``, or ``None`` when it is not there."""
    return mapping.get(key) if mapping else None
