"""The examples in the docstrings of the pure packages run."""

import doctest
import importlib
import pkgutil

import pytest

from dataflows import errors, formats, graph, language

MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (graph, language, formats)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", [errors.__name__, *MODULES])
def test_examples_run(name):
    results = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert results.failed == 0
