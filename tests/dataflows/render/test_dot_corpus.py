"""Text that Graphviz would act on if it ever read it: nothing of it becomes markup, and no file is opened."""

import dataclasses
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from dataflows.formats.document import MapDocument, MapMeta
from dataflows.formats.dot_export import to_dot
from dataflows.render.draw import draw
from dataflows.render.engine import limited
from tests.dataflows.render.hostile_maps import DOT_CORPUS
from tests.dataflows.render.test_draw import NOTES, SMALL
from tests.dataflows.render.test_nothing_is_lost import named_engine, strange_things
from tests.results import keep_result

SECRET = "the-canary-sings"


@pytest.fixture
def canary(tmp_path):
    """A file whose last reading shows, if this file system keeps the time of it."""
    path = tmp_path / "canary.png"
    path.write_text(SECRET)
    os.utime(path, ns=(1, path.stat().st_mtime_ns))
    return path


@pytest.fixture
def trap(tmp_path):
    """A pipe that nobody writes to: whoever opens it to read waits until the deadline."""
    path = tmp_path / "trap.png"
    os.mkfifo(path)
    return path


def was_read(path):
    return path.stat().st_atime_ns != 1


def corpus_map(text):
    """Return a small map with ``text`` wherever something can be written."""
    return dataclasses.replace(
        SMALL,
        nodes=tuple(
            dataclasses.replace(node, name=text, parent_name=text, notes=text) for node in SMALL.nodes
        ),
        flows=tuple(dataclasses.replace(flow, purpose=text, channel=text) for flow in SMALL.flows),
        data_types=(dataclasses.replace(NOTES, name=text, notes=text),),
    )


def test_the_canary_notices_being_read(canary):
    assert not was_read(canary)
    canary.read_text()
    if not was_read(canary):
        pytest.skip("this file system does not keep when a file was read")


@pytest.mark.parametrize("name", ["dot", "wheel"])
def test_no_text_reaches_an_engine(name, canary, trap, monkeypatch):
    named_engine(name, monkeypatch)
    tried = 0
    for file in (canary, trap):
        for text in DOT_CORPUS:
            graph = corpus_map(text.replace("{canary}", str(file)))
            picture = draw(graph, sentences={flow.id: text for flow in graph.flows}, deadline=8)
            # An engine that waited at the trap would have been late.
            assert (picture.engine, picture.rung) == (name, "columns"), text
            assert strange_things(picture.svg) == set(), text
            assert SECRET not in picture.svg
            tried += 1
    assert not was_read(canary)
    keep_result(f"corpus-{name}", {"texts": len(DOT_CORPUS), "drawings": tried, "files_read": 0})


@pytest.mark.parametrize("format_name", ["svg", "plain"])
def test_the_dot_that_we_hand_out_says_only_what_we_mean(format_name, canary, trap, monkeypatch):
    """Whoever draws an exported map with Graphviz gets text as text, and no file of theirs is opened."""
    named_engine("dot", monkeypatch)
    dot = shutil.which("dot")
    assert dot
    for file in (canary, trap):
        for text in DOT_CORPUS:
            if len(text.encode()) > 16_000:
                continue  # Graphviz 2.43 refuses longer strings; our own limit of a label is far below
            written = to_dot(document_of(corpus_map(text.replace("{canary}", str(file)))))
            done = subprocess.run(
                [*limited(dot), f"-T{format_name}"], input=written.encode(), capture_output=True, timeout=10
            )
            assert done.returncode == 0, (text, done.stderr)
            if format_name == "svg":
                elements = list(ET.fromstring(done.stdout).iter())
                tags = {element.tag.rpartition("}")[2] for element in elements}
                assert tags <= {"svg", "g", "title", "polygon", "ellipse", "path", "text", "polyline"}, text
                names = {name.lower() for element in elements for name in element.attrib}
                assert not {name for name in names if name.startswith("on") or "href" in name}, text
    assert not was_read(canary)


def document_of(graph):
    return MapDocument(map=MapMeta(id=SMALL.nodes[0].id, name="Corpus"), graph=graph)
