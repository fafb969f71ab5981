"""The words in labels that are written as HTML, as drawing programs write them."""

from html.parser import HTMLParser
from typing import Final

BREAKS: Final = frozenset(
    {"br", "div", "p", "td", "th", "tr", "li", "table", "ul", "ol", "hr", "h1", "h2", "h3"}
)
UNREAD: Final = frozenset({"script", "style"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.unread += tag in UNREAD
        if tag in BREAKS:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD and self.unread > 0
        if tag in BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)


def words_of(html: str) -> str:
    """Return the words of an HTML label on one line: no tags, entities as their letters.

    Examples
    --------
    >>> words_of("<p><u>Risk&nbsp;level</u></p><br/>and <b>name</b>")
    'Risk level and name'
    >>> words_of("a < b")
    'a < b'
    """
    parser = _Words()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.parts).split())
