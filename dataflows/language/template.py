"""Templates that become parts: ``{role}`` is a gap, ``[role|words]`` marks words that speak of a role.

A template is split before anything is put into it, so what people write is never read as a template.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

Translate = Callable[[str], str]

PATTERN = re.compile(r"\{(?P<gap>[a-z_]+)\}|\[(?P<role>[a-z_]+)\|(?P<words>[^\]]*)\]")


class Part(NamedTuple):
    """A piece of a sentence and what it speaks of (``""`` for the plain words between)."""

    role: str
    text: str


def fill(template: str, values: Mapping[str, str]) -> tuple[Part, ...]:
    """Put ``values`` into the gaps of ``template``.

    A marked stretch may hold gaps of its own, written ``<gap>``.

    Examples
    --------
    >>> fill("{source} [verb|sends] it.", {"source": "Shelter"})
    (Part(role='source', text='Shelter'), Part(role='', text=' '), Part(role='verb', text='sends'), \
Part(role='', text=' it.'))
    """
    return tuple(part for part in _parts(template, values) if part.text)


def _parts(template: str, values: Mapping[str, str]) -> Iterator[Part]:
    start = 0
    for found in PATTERN.finditer(template):
        yield Part("", template[start : found.start()])
        gap = found["gap"]
        if gap is not None:
            yield Part(gap, values[gap])
        else:
            yield Part(found["role"], re.sub(r"<([a-z_]+)>", lambda inner: values[inner[1]], found["words"]))
        start = found.end()
    yield Part("", template[start:])
