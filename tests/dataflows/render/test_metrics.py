"""Text is measured and broken the same way everywhere, and what is shown always fits."""

import doctest
import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataflows.render
from dataflows.render.metrics import ELLIPSIS, REGULAR, SEMIBOLD, clean, clip, text_width, wrap
from tests.dataflows.render.strategies import texts

MODULES = [module.name for module in pkgutil.iter_modules(dataflows.render.__path__)]
weights = st.sampled_from([REGULAR, SEMIBOLD])


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(f"dataflows.render.{name}")
    assert doctest.testmod(module).failed == 0


@given(texts, st.floats(30, 400), weights, st.integers(1, 4))
def test_lines_fit(text, width, weight, most):
    lines = wrap(text, width=width, size=14, weight=weight, max_lines=most)
    assert len(lines) <= most
    for line in lines:
        assert text_width(line, size=14, weight=weight) <= width + 0.01
        assert line == clean(line)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40), st.floats(80, 400))
def test_nothing_is_left_out_without_an_ellipsis(text, width):
    lines = wrap(text, width=width, size=14, max_lines=9)
    if not (lines and lines[-1].endswith(ELLIPSIS)):
        assert "".join("".join(lines).split()) == "".join(clean(text).split())


@given(texts)
def test_clean_text_can_stand_in_xml(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(ord(character) < 32 for character in cleaned)
    assert clean(cleaned) == cleaned


def test_glyphs_that_are_not_in_the_font_have_careful_widths():
    assert text_width("漢", size=10) == 10
    assert text_width("e\N{COMBINING ACUTE ACCENT}", size=10) == text_width("e", size=10)
    assert text_width("\N{ZERO WIDTH JOINER}", size=10) == 0
    assert text_width("\N{SLIGHTLY SMILING FACE}", size=10) > 10


def test_a_long_word_is_broken_where_it_must_be():
    lines = wrap("Donaudampfschifffahrtsgesellschaft", width=80, size=14, max_lines=9)
    assert len(lines) > 1
    assert "".join(lines) == "Donaudampfschifffahrtsgesellschaft"


def test_a_clipped_text_ends_in_an_ellipsis():
    assert clip("Shelter", width=200, size=14) == "Shelter"
    assert clip("Shelter", width=30, size=14).endswith(ELLIPSIS)
