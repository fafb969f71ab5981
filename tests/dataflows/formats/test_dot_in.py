"""DOT read as a drawing: the language itself, real files, our own export, and files that mean harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataflows.errors import FormatError
from dataflows.formats import dot_export, dot_in
from dataflows.formats.contents import ReadOptions
from dataflows.formats.dot_syntax import parse_dot
from dataflows.formats.registry import sniff
from tests.dataflows.formats.drawn import check_round_trip
from tests.dataflows.formats.interchange import FOLDER, figures, needs_interchange, read_interchange
from tests.dataflows.formats.samples import FLOW_LISTS, document
from tests.dataflows.formats.strategies import documents, whole_maps
from tests.results import keep_result


def read(text, **options):
    return dot_in.read(text.encode(), ReadOptions(filename="drawing.dot", **options))


def page(text):
    (sheet,) = read(text).sheets
    return sheet


def said(sheet, kind):
    return [(item.ref, item.reason.translated(str)) for item in sheet.receipt.of(kind)]


def edges(text):
    return [(edge.tail, edge.head) for edge in parse_dot(text)[0].edges]


# --- the language -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("digraph { a -> b -> c }", [("a", "b"), ("b", "c")]),
        ("digraph { {a b} -> {c d} }", [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]),
        ("digraph { a -> subgraph x { b; c } -> d }", [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]),
        ("graph { a -- b }", [("a", "b")]),
        ("digraph { a:p:n -> b:s }", [("a", "b")]),
        ('digraph { "a b" -> "c" + "d"; -1.5 -> .5 }', [("a b", "cd"), ("-1.5", ".5")]),
        ("digraph { a -> a }", [("a", "a")]),
        ("digraph { /* a -> b */ c -> d // e -> f\n# g -> h\n}", [("c", "d")]),
        ("strict digraph { a -> b; a -> b }", [("a", "b"), ("a", "b")]),
        ('digraph { a -> "x\\\ny" }', [("a", "xy")]),
        ("digraph { a -> b [label=<<b>x</b> > y>] }", None),
        ("DIGRAPH { Tŷ -> 下駄 }", [("Tŷ", "下駄")]),
    ],
)
def test_the_language(text, expected):
    if expected is None:
        with pytest.raises(FormatError, match="line 1"):
            parse_dot(text)
    else:
        assert edges(text) == expected


def test_defaults_hold_inside_their_braces_and_for_what_comes_after():
    graph = parse_dot(
        "digraph { a; node [shape=box]; b; subgraph { node [shape=cylinder]; c } d [label=D];"
        " edge [dir=back] a -> b }"
    )[0]
    shapes = {name: node.attributes.get("shape", ("",))[0] for name, node in graph.nodes.items()}
    assert shapes == {"a": "", "b": "box", "c": "cylinder", "d": "box"}
    assert graph.edges[0].attributes["dir"].text == "back"


def test_clusters_are_organisations_and_what_stands_in_them_are_teams_and_storages():
    made = read(
        """digraph {
          subgraph cluster_1 { label="NHS Trust"; ward [label="Ward 4"];
            subgraph cluster_2 { label="Records"; notes [shape=cylinder, label="Case notes"]; clerk } }
          gp -> notes [label="Referral letter; Name"];
        }"""
    )
    (sheet,) = made.sheets
    assert [(one.organisation, one.storage) for one in sheet.places] == [
        ("Ward 4", ""),
        ("Records", "Case notes"),
        ("clerk", ""),
        ("gp", ""),
    ]
    assert {(row.name, row.parent) for row in made.organisations} == {
        ("NHS Trust", ""),
        ("Records", "NHS Trust"),
        ("Ward 4", "NHS Trust"),
        ("clerk", "Records"),
    }
    assert all(row.draft for row in made.organisations)
    (row,) = sheet.rows
    assert (row.to_organisation, row.to_storage) == ("Records", "Case notes")
    assert row.data_types == ("Referral letter", "Name")


def test_a_node_belongs_to_the_innermost_cluster_that_names_it():
    graph = parse_dot(
        "digraph { a; subgraph cluster_x { b; subgraph cluster_y { a } } subgraph cluster_z { b } }"
    )[0]
    assert [graph.clusters[graph.nodes[name].cluster].name for name in "ab"] == ["cluster_y", "cluster_x"]


def test_labels_lose_their_markup():
    sheet = page(
        r"""digraph G {
          a [label=<<table><tr><td><b>Web &amp; mail</b></td><td>server</td></tr></table>>];
          b [label="Two\nlines of \G: \N"]; c [shape=record, label="{<p> Left|{Middle|Right}}"];
          a -> b; b -> c;
        }"""
    )
    assert [one.organisation for one in sheet.places] == [
        "Web & mail server",
        "Two lines of G: b",
        "Left Middle Right",
    ]


def test_arrows_say_which_way():
    sheet = page("digraph { a -> b [dir=back, label=x]; a -> c [dir=both]; a -> d [dir=none] }")
    assert [(row.from_organisation, row.to_organisation) for row in sheet.rows] == [
        ("b", "a"),
        ("a", "c"),
        ("a", "d"),
    ]
    reasons = [reason for _ref, reason in said(sheet, "guessed")]
    assert any(reason.startswith("Drawn both ways") for reason in reasons)
    assert any(reason.startswith("Drawn without an arrow") for reason in reasons)


def test_two_things_of_one_name_stay_two_and_it_is_said():
    sheet = page('digraph { a [label="Database"]; b [label="database"]; c [label=""]; a -> b -> c }')
    assert [one.organisation for one in sheet.places] == ["Database", "database (2)", "Unnamed 1"]
    assert [ref for ref, _reason in said(sheet, "guessed")] == ["b", "c"]


def test_the_person_is_one_person():
    sheet = page('digraph { a [label="The person"]; b [label="Y person"]; a -> gp; b -> gp }')
    assert [row.from_person for row in sheet.rows] == [True, True]
    assert [ref for ref, _reason in said(sheet, "guessed")] == ["b"]


def test_lines_of_a_strict_graph_are_one_and_it_is_said():
    sheet = page("strict digraph { a -> b; a -> b; b -> a }")
    assert len(sheet.rows) == 2
    assert len(said(sheet, "dropped")) == 1


def test_words_that_say_how_are_the_channel():
    sheet = page(
        'digraph { a -> b [label="HTTPS"]; b -> c [label="by hand"]; c -> d [label="Kerberos / SSL"] }'
    )
    assert [(row.channel, row.data_types) for row in sheet.rows] == [
        ("HTTPS", ()),
        ("", ("by hand",)),
        ("Kerberos / SSL", ()),
    ]


def test_long_words_are_cut_and_whole_in_the_notes():
    made = read(f'digraph {{ a [label="{"x" * 300}"]; a -> b [label="{"y" * 300}"] }}')
    (sheet,) = made.sheets
    assert len(sheet.places[0].organisation) == 200
    assert made.organisations[0].notes == "x" * 300
    assert sheet.rows[0].notes == "y" * 300
    assert len(sheet.receipt.of("noted")) == 2


def test_several_graphs_are_several_pages():
    made = read('digraph one { a -> b } digraph { label="Second"; a -> c }')
    assert [(sheet.name, len(sheet.rows)) for sheet in made.sheets] == [("one", 1), ("Second", 1)]


# --- our own export -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FLOW_LISTS)
def test_what_we_write_reads_back(name):
    check_round_trip(document(name), dot_export.write, dot_in.read)


@whole_maps
@given(made=documents())
def test_any_map_reads_back(made):
    check_round_trip(made, dot_export.write, dot_in.read)


@pytest.mark.parametrize("start", ["\n" * 5_000, "/**/" * 5_000, "# a\n" * 5_000, "// a\n \t" * 5_000])
def test_what_only_begins_like_a_graph_is_told_at_once(start):
    """A list may begin with "#" and blank lines: no graph, and no reason to try them in every way."""
    began = time.process_time()
    assert sniff(f"#,From,To\n{start}A,B,C\n".encode()) == "csv"
    assert sniff(f"#,From,To\n{start}graph {{ a -- b }}".encode()) == "dot"
    assert time.process_time() - began < 2


def test_tables_that_never_close_keep_nobody_busy():
    label = b"<table " * 50_000 + b">" * 50_000
    began = time.process_time()
    made = dot_in.read(b"digraph { a [label=<" + label + b">]; a -> b }", ReadOptions())
    assert len(made.sheets[0].rows) == 1
    assert time.process_time() - began < 5


# --- real files ---------------------------------------------------------------------------------------------
@needs_interchange
@pytest.mark.parametrize("path", sorted(FOLDER.glob("dot/*")), ids=lambda path: path.name)
def test_real_files_against_graphviz_own_reading(path):
    pygraphviz = pytest.importorskip("pygraphviz")
    plain = path.read_bytes().decode("latin-1" if path.name == "latin1.gv" else "utf-8")
    graphviz = pygraphviz.AGraph(string=plain)
    began = time.perf_counter()
    counted = figures(read_interchange(f"dot/{path.name}"))
    seconds = time.perf_counter() - began
    keep_result(f"interchange/dot-{path.name}", counted | {"seconds": round(seconds, 2)})
    assert (counted["nodes"], counted["flows"]) == (graphviz.number_of_nodes(), graphviz.number_of_edges())
    assert counted["unattached"] == 0


@needs_interchange
def test_letters_are_right_in_every_encoding():
    latin = read_interchange("dot/latin1.gv")
    assert latin.sheets[0].places[0].organisation == "áâãäåæçèéêëìíîïðñòóôõöøùúûü"
    assert latin.receipt.items == ()
    names = {one.organisation for one in read_interchange("dot/japanese.gv").sheets[0].places}
    assert "黒塗り桐下駄配列" in names
    guessed = dot_in.read("digraph { a [label=Caf\xe9] }".encode("latin-1"), ReadOptions())
    assert guessed.sheets[0].places[0].organisation == "Café"
    assert guessed.receipt.count("guessed") == 1


# --- harm ---------------------------------------------------------------------------------------------------
HARM = {
    "half": "digraph { a -> ",
    "text turned round": 'digraph { a [label="x\u202ey"] }',
    "no braces": "digraph",
    "deep": "digraph " + "{" * 100_000,
    "deep groups": "digraph " + "{ subgraph " * 50_000,
    "never closed string": 'digraph { a [label="' + "x" * 1_000_000,
    "never closed html": "digraph { a [label=" + "<" * 1_000_000,
    "never closed comment": "digraph { /* " + "x" * 1_000_000,
    "many to many": "digraph {{"
    + " ".join(f"a{n}" for n in range(5_000))
    + "} -> {"
    + "b c d e f g h"
    + "}}",
    "chain of groups": "digraph { " + " -> ".join(["{a b c d e f g h i j}"] * 1_000) + "}",
    "too many nodes": "digraph { " + ";".join(f"n{n}" for n in range(30_000)) + "}",
    "one sign": "digraph { " + "[" * 100_000,
    "a sign it has not": "digraph { a -> b ! }",
    "nothing drawn": "digraph { }",
    "pluses": 'digraph { "a"' + ' + "a"' * 100_000 + " + }",
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_in_one_sentence(name):
    began = time.process_time()
    with pytest.raises(FormatError) as refused:
        read(HARM[name])
    assert time.process_time() - began < 2
    sentence = refused.value.translated(str)
    assert sentence.endswith(".")
    assert len(sentence) < 300


@pytest.mark.parametrize("text", ["graph TD; A-->B", "digraphs are { fine", "from,to\ngraph {,b"])
def test_other_text_is_no_graph(text):
    assert sniff(text.encode()) == "csv"


def test_big_files_take_time_in_proportion():
    def seconds(count):
        text = (
            "digraph {" + "".join(f'n{n} [label="N {n}"]; n{n} -> n{n // 2};\n' for n in range(count)) + "}"
        )
        began = time.perf_counter()
        read(text)
        return time.perf_counter() - began

    seconds(100)
    small, big = seconds(1_000), seconds(10_000)
    assert big < 40 * small


@whole_maps
@given(text=st.text(alphabet='digraph{}[]<>-;:=,+"\\ab\n/*#&', max_size=200))
def test_any_text_is_read_or_refused(text):
    for whole in (text, f"digraph {{ {text} }}"):
        try:
            read(whole)
        except FormatError:
            continue
