"""Static files: hashed in stylesheets and module imports once collected, plain from a bare clone."""

import re

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import override_settings

from config.storage import HashedStaticFiles

SOURCES = {
    "app.js": 'import { a } from "./a.js";\n/** @type {import("../types").Thing} */\nimport("./a.js");\n',
    "a.js": "export const a = 1;\n",
    "page.css": 'p { background: url("dot.svg"); }\n',
    "dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n",
}
HASH = r"\.[0-9a-f]{12}\."


@pytest.fixture
def collected(tmp_path):
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = {name: (FileSystemStorage(location=str(tmp_path)), name) for name in SOURCES}
    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception), processed
    return storage


def hashed_text(storage: HashedStaticFiles, name: str) -> str:
    with storage.open(storage.stored_name(name)) as file:
        return file.read().decode()


def test_module_imports_are_hashed_and_types_in_comments_are_not(collected):
    text = hashed_text(collected, "app.js")
    assert re.search(rf'from "\./a{HASH}js"', text)
    assert re.search(rf'import\("\./a{HASH}js"\)', text)
    assert 'import("../types").Thing' in text


def test_addresses_in_stylesheets_are_hashed(collected):
    assert re.search(rf'url\("dot{HASH}svg"\)', hashed_text(collected, "page.css"))


def test_a_file_that_was_not_collected_is_an_error(collected):
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        collected.url("gone.css")


@override_settings(WHITENOISE_USE_FINDERS=True)
def test_a_bare_clone_serves_plain_names(tmp_path):
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    assert storage.url("page.css") == "/static/page.css"


@override_settings(WHITENOISE_USE_FINDERS=False)
def test_production_without_a_manifest_says_so(tmp_path):
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        storage.url("page.css")
