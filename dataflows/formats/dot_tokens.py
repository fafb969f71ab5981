"""The words and signs of Graphviz DOT, with their lines, in one pass over the text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dataflows.errors import FormatError
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

SKIPPED: Final = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|(?:(?<=\n)|\A)#[^\n]*)+", re.DOTALL)
NAME: Final = re.compile(r"[^\W\d]\w*|-?(?:\.\d+|\d+(?:\.\d*)?)")
QUOTED: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
SIGN: Final = re.compile(r"->|--|[{}\[\];,=:+]")
ANGLE: Final = re.compile(r"[<>]")
CONTINUED: Final = re.compile(r"\\\r?\n")

SIGNS, NAMES, STRINGS, HTML = "sign", "name", "string", "html"


class Token(NamedTuple):
    """One word or sign; ``kind`` is sign, name (bare), string (quoted) or html."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``.

    Raises
    ------
    FormatError
        Where something stands that DOT does not have, with its line.

    Examples
    --------
    >>> [token.text for token in tokens('a -> "b\\\\"c" // d')]
    ['a', '->', 'b"c']
    """
    at = 0
    while at < len(text):
        if found := SKIPPED.match(text, at):
            at = found.end()
        elif found := NAME.match(text, at):
            yield Token(NAMES, found.group(), at)
            at = found.end()
        elif found := QUOTED.match(text, at):
            # A quotation mark is all that DOT itself escapes; other escapes are the label's own.
            inner = CONTINUED.sub("", found.group(1)).replace('\\"', '"')
            yield Token(STRINGS, inner, at)
            at = found.end()
        elif found := SIGN.match(text, at):
            yield Token(SIGNS, found.group(), at)
            at = found.end()
        elif text[at] == "<":
            end = _html_end(text, at)
            yield Token(HTML, text[at + 1 : end], at)
            at = end + 1
        else:
            raise FormatError(
                _("The DOT file cannot be read: line %(line)s has “%(sign)s” where DOT has nothing like it."),
                line=line_of(text, at),
                sign=text[at],
            )


def line_of(text: str, at: int) -> int:
    """Return the line, from 1, of a place in the text."""
    return text.count("\n", 0, at) + 1


def _html_end(text: str, start: int) -> int:
    """Return the place of the angle bracket that closes the one at ``start``."""
    depth = 0
    for found in ANGLE.finditer(text, start):
        depth += 1 if found.group() == "<" else -1
        if not depth:
            return found.start()
    raise FormatError(
        _("The DOT file cannot be read: the label that opens in line %(line)s with “<” never closes."),
        line=line_of(text, start),
    )
