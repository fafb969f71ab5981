"""The words in labels that are written as HTML, as drawing programs write them.

Python's own parser looks through the rest of the text at each sign that opens and never closes: a label of
80 kB kept it busy for half a minute. Labels need less, and this takes time in proportion to their length.
"""

import html as entities
import re
from typing import Final

BREAKS: Final = frozenset(
    {"br", "div", "p", "td", "th", "tr", "li", "table", "ul", "ol", "hr", "h1", "h2", "h3"}
)
UNREAD: Final = frozenset({"script", "style"})
# A tag, or a declaration. A quoted value may hold ">" and not "<": so no text is looked through twice.
TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][^\s/<>]*+)(?:(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+|[^<>]*+)>|<[!?][^<>]*+>"
)


def words_of(html: str) -> str:
    """Return the words of an HTML label on one line: no tags, entities as their letters.

    Examples
    --------
    >>> words_of("<p><u>Risk&nbsp;level</u></p><br/>and <b>name</b>")
    'Risk level and name'
    >>> words_of("a < b")
    'a < b'
    """
    parts: list[str] = []
    text = _without_comments(html)
    at = unread = 0
    for found in TAG.finditer(text):
        if not unread:
            parts.append(text[at : found.start()])
        at = found.end()
        ends, tag = found.group(1), (found.group(2) or "").lower()
        if tag in UNREAD:
            unread = max(unread + (-1 if ends else 1), 0)
        if tag in BREAKS:
            parts.append(" ")
    if not unread:
        parts.append(text[at:])
    return " ".join(entities.unescape("".join(parts)).split())


def _without_comments(html: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        parts.append(html[at:start])
        at = end + 3
    return "".join([*parts, html[at:]])
