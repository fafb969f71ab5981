"""Graphviz DOT as graphs of nodes, edges and clusters: parsed, never rendered (docs/adr/0010).

The grammar is https://graphviz.org/doc/info/lang.html. Attributes and defaults are kept as text; nothing in
them is followed, run or drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, NoReturn

from dataflows.errors import FormatError
from dataflows.formats.dot_tokens import HTML, NAMES, SIGNS, Token, line_of, tokens
from dataflows.formats.limits import MAX_ITEMS
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

MAX_DEPTH: Final = 60
WHERE: Final = _("The DOT file cannot be read: line %(line)s has “%(found)s” where %(wanted)s should be.")
ENDED: Final = _("The DOT file cannot be read: it ends where %(wanted)s should be.")
TOO_DEEP: Final = _("The DOT file cannot be read: its groups are nested too deeply.")
TOO_MANY: Final = _("The drawing has more than %(limit)s nodes or edges.")


class Value(NamedTuple):
    """The text of an attribute, and whether it was written as HTML."""

    text: str
    html: bool = False


Attributes = dict[str, Value]


@dataclass
class DotNode:
    """A node; ``cluster`` is the place of its innermost cluster in the graph's list, or -1."""

    name: str
    attributes: Attributes
    cluster: int = -1


@dataclass
class DotEdge:
    """One edge from ``tail`` to ``head``, as it was written."""

    tail: str
    head: str
    attributes: Attributes


@dataclass
class DotCluster:
    """A cluster; ``outer`` is the place of the cluster round it, or -1."""

    name: str
    outer: int
    attributes: Attributes = field(default_factory=dict)


@dataclass
class DotGraph:
    """One graph of a file."""

    name: str
    directed: bool
    strict: bool
    attributes: Attributes = field(default_factory=dict)
    nodes: dict[str, DotNode] = field(default_factory=dict)
    edges: list[DotEdge] = field(default_factory=list)
    clusters: list[DotCluster] = field(default_factory=list)


@dataclass
class _Scope:
    """What holds inside one pair of braces; ``attributes`` is where "label = …" goes."""

    cluster: int
    nodes: Attributes
    edges: Attributes
    attributes: Attributes
    members: dict[str, None] = field(default_factory=dict)


def parse_dot(text: str) -> list[DotGraph]:
    """Return the graphs in ``text``, in order.

    Raises
    ------
    FormatError
        With the line, where the text is not DOT; or when it holds more than can be read.

    Examples
    --------
    >>> graph = parse_dot("digraph G { a -> {b c} [label=x] }")[0]
    >>> [(edge.tail, edge.head, edge.attributes["label"].text) for edge in graph.edges]
    [('a', 'b', 'x'), ('a', 'c', 'x')]
    """
    parser = _Parser(text)
    graphs = []
    while parser.token is not None:
        graphs.append(parser.graph())
    return graphs


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stream: Iterator[Token] = tokens(text)
        self.token: Token | None = next(self.stream, None)
        self.built = DotGraph("", directed=True, strict=False)
        self.depth = 0

    # --- words -------------------------------------------------------------------------------------------
    def advance(self) -> None:
        self.token = next(self.stream, None)

    def is_sign(self, *signs: str) -> bool:
        return self.token is not None and self.token.kind == SIGNS and self.token.text in signs

    def is_word(self, word: str) -> bool:
        return self.token is not None and self.token.kind == NAMES and self.token.text.lower() == word

    def take(self, sign: str) -> bool:
        """Go past a sign when it stands here."""
        found = self.is_sign(sign)
        if found:
            self.advance()
        return found

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            self.wanted(f"“{sign}”")

    def wanted(self, what: str) -> NoReturn:
        if self.token is None:
            raise FormatError(ENDED, wanted=what)
        line = line_of(self.text, self.token.at)
        raise FormatError(WHERE, line=line, found=self.token.text[:20], wanted=what)

    def identity(self) -> Value:
        """Take a name: bare, quoted (several joined by “+”) or HTML."""
        token = self.token
        if token is None or token.kind == SIGNS:
            self.wanted(_("a name"))
        self.advance()
        if token.kind == HTML:
            return Value(token.text, html=True)
        parts = [token.text]
        while self.take("+"):
            if self.token is None or self.token.kind == SIGNS:
                self.wanted(_("a name"))
            parts.append(self.token.text)
            self.advance()
        return Value("".join(parts))

    # --- statements --------------------------------------------------------------------------------------
    def graph(self) -> DotGraph:
        strict = self.is_word("strict")
        if strict:
            self.advance()
        if not (self.is_word("graph") or self.is_word("digraph")):
            self.wanted("“graph”, “digraph”")
        directed = self.is_word("digraph")
        self.advance()
        name = "" if self.is_sign("{") else self.identity().text
        self.built = DotGraph(name, directed=directed, strict=strict)
        self.body(_Scope(-1, {}, {}, self.built.attributes))
        return self.built

    def body(self, scope: _Scope) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormatError(TOO_DEEP)
        self.expect("{")
        while not self.take("}"):
            if not self.take(";"):
                self.statement(scope)
        self.depth -= 1

    def statement(self, scope: _Scope) -> None:
        for word, into in (("graph", scope.attributes), ("node", scope.nodes), ("edge", scope.edges)):
            if self.is_word(word):
                self.advance()
                into.update(self.attributes())
                return
        if self.is_word("subgraph") or self.is_sign("{"):
            self.edges(scope, self.subgraph(scope))
            return
        name = self.identity()
        if self.take("="):
            scope.attributes[name.text] = self.identity()
            return
        self.port()
        if self.is_sign("->", "--"):
            self.edges(scope, [self.node(scope, name.text, {})])
        else:
            self.node(scope, name.text, self.attributes())

    def edges(self, scope: _Scope, tails: Sequence[str]) -> None:
        groups = [tails]
        while self.is_sign("->", "--"):
            self.advance()
            if self.is_word("subgraph") or self.is_sign("{"):
                groups.append(self.subgraph(scope))
            else:
                name = self.identity().text
                self.port()
                groups.append([self.node(scope, name, {})])
        attributes = {**scope.edges, **self.attributes()}
        for before, after in pairwise(groups):
            if len(self.built.edges) + len(before) * len(after) > MAX_ITEMS:
                raise FormatError(TOO_MANY, limit=f"{MAX_ITEMS:,}")
            self.built.edges += [DotEdge(tail, head, attributes) for tail in before for head in after]

    def subgraph(self, scope: _Scope) -> list[str]:
        """Take a group of statements; return the nodes in it."""
        name = ""
        if self.is_word("subgraph"):
            self.advance()
            name = "" if self.is_sign("{") else self.identity().text
        inner = _Scope(scope.cluster, dict(scope.nodes), dict(scope.edges), {})
        if name.startswith("cluster"):
            self.built.clusters.append(DotCluster(name, scope.cluster, inner.attributes))
            inner.cluster = len(self.built.clusters) - 1
        self.body(inner)
        scope.members.update(inner.members)
        return list(inner.members)

    def node(self, scope: _Scope, name: str, attributes: Attributes) -> str:
        found = self.built.nodes.get(name)
        if found is None:
            if len(self.built.nodes) >= MAX_ITEMS:
                raise FormatError(TOO_MANY, limit=f"{MAX_ITEMS:,}")
            found = self.built.nodes[name] = DotNode(name, dict(scope.nodes), scope.cluster)
        elif self.is_within(scope.cluster, found.cluster):
            found.cluster = scope.cluster
        found.attributes.update(attributes)
        scope.members[name] = None
        return name

    def is_within(self, inner: int, outer: int) -> bool:
        """Say whether a cluster lies in another, or in the graph itself (-1)."""
        at = inner
        while at not in {-1, outer}:
            at = self.built.clusters[at].outer
        return at == outer

    def port(self) -> None:
        for _part in range(2):
            if self.take(":"):
                self.identity()

    def attributes(self) -> Attributes:
        found: Attributes = {}
        while self.take("["):
            while not self.take("]"):
                name = self.identity().text
                found[name] = self.identity() if self.take("=") else Value("true")
                if not self.take(";"):
                    self.take(",")
        return found
