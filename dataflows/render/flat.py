"""A picture with its colours and lines written out on every element, for programs that read little CSS.

Browsers know custom properties and rules of any shape; most editors, printers and office programs do not, and
draw black boxes. Written out, they all draw the same.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import cssselect2
import tinycss2

# Their own code carries no types.
_selectors: Any = cssselect2
_css: Any = tinycss2
_VAR: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)")
# The shorthand ``font: 14px "Name", …``; nothing else in the style is one.
_FONT: Final = re.compile(r"(?P<size>[\d.]+px)\s+(?P<family>.+)", re.DOTALL)
_LEFT_OUT: Final = frozenset({"pointer-events", "text-decoration"})
_SVG: Final = "{http://www.w3.org/2000/svg}"

Values = Mapping[str, str]


def flattened(svg: ET.Element, style: str) -> None:
    """Write on every element the properties that ``style`` gives it, and take ``<style>`` out.

    Examples
    --------
    >>> svg = ET.fromstring('<svg class="a"><style/><g class="b"/></svg>')
    >>> flattened(svg, ".a { --tone: var(--none, red); } .a .b { fill: var(--tone) }")
    >>> ET.tostring(svg, encoding="unicode")
    '<svg class="a"><g class="b" fill="red" /></svg>'
    """
    matcher = _matcher(style)
    root = _selectors.ElementWrapper.from_xml_root(svg)
    known: dict[Any, dict[str, str]] = {}
    for wrapped in root.iter_subtree():
        inherited = known[wrapped.parent] if wrapped.parent is not None else {}
        given = _given(matcher, wrapped)
        custom = {name: value for name, value in given.items() if name.startswith("--")}
        known[wrapped] = {**inherited, **custom}
        for name, value in given.items():
            if not name.startswith("--") and name not in _LEFT_OUT:
                _write(wrapped.etree_element, name, _resolved(value, known[wrapped]))
    for holder in svg.iter():
        for child in list(holder):
            if child.tag in ("style", f"{_SVG}style"):
                holder.remove(child)


def _given(matcher: Any, wrapped: Any) -> dict[str, str]:
    """Return the declarations for one element, the weightiest last and so the one that holds."""
    given: dict[str, str] = {}
    for _specificity, _order, _pseudo, declarations in sorted(
        matcher.match(wrapped), key=lambda one: one[:2]
    ):
        given.update(declarations)
    return given


@cache
def _matcher(style: str) -> Any:
    matcher = _selectors.Matcher()
    for rule in _css.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        declared = _css.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        declarations = {one.name: _css.serialize(one.value).strip() for one in declared}
        for selector in _selectors.compile_selector_list(rule.prelude):
            matcher.add_selector(selector, declarations)
    return matcher


def _resolved(value: str, custom: Values) -> str:
    """Return the value with every ``var()`` in it replaced, by its fallback where nothing is given."""
    while (found := _VAR.search(value)) is not None:
        name, fallback = found.group(1), (found.group(2) or "").strip()
        value = value[: found.start()] + custom.get(name, fallback) + value[found.end() :]
    return value


def _write(element: ET.Element, name: str, value: str) -> None:
    if name == "font" and (font := _FONT.match(value)):
        element.set("font-size", font.group("size"))
        element.set("font-family", font.group("family"))
    else:
        element.set(name, value)
