"""What the look promises: contrasts, weight, nothing foreign, nothing inline."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
TEXT_TOKENS = ["ink", "slate", "river", "personal", "special", "criminal", "notpersonal", "good", "look"]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = (
        (STATIC / "scss" / "_tokens.scss").read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    )
    found = dict(re.findall(r"--dl-([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--dl-([a-z-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TEXT_TOKENS)
@pytest.mark.parametrize("ground", ["paper", "mist", "river-tint", "sun-tint"])
def test_words_can_be_read_on_every_ground(scheme, name, ground):
    colours = tokens(scheme)
    assert contrast(colours[name], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_buttons_and_on_sun(scheme):
    colours = tokens(scheme)
    assert contrast(colours["on-river"], colours["river"]) >= 4.5
    assert contrast(colours["on-river"], colours["river-deep"]) >= 4.5
    assert contrast(colours["sun-ink"], colours["sun"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_ring_shows_on_paper(scheme):
    colours = tokens(scheme)
    assert max(contrast(colours[ring], colours["paper"]) for ring in ("sun", "focus-line")) >= 3


def test_the_stylesheet_names_nothing_that_belongs_to_others_and_loads_nothing_from_outside():
    css = (STATIC / "css" / "daylight.css").read_text(encoding="utf-8")
    assert not re.search(r"GDS Transport|crown|@import", css, re.IGNORECASE)
    for address in re.findall(r"url\(\"?([^\")]+)", css):
        assert address.startswith("data:") or (STATIC / "css" / address).resolve().is_file(), address


def test_a_first_page_on_a_phone_leaves_room_for_its_words():
    packed = ["css/daylight.css", "css/map.css", "js/page.js", "vendor/htmx.min.js"]
    as_is = ["fonts/AtkinsonHyperlegibleNext-Regular.woff2", "fonts/AtkinsonHyperlegibleNext-SemiBold.woff2"]
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in packed)
    weight += sum((STATIC / name).stat().st_size for name in as_is)
    assert weight <= 62_000


def test_files_from_other_projects_are_those_the_list_tells():
    table = (STATIC / "vendor" / "VENDOR.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", table, re.MULTILINE)
    here = {path.relative_to(STATIC).as_posix() for path in (STATIC / "vendor").rglob("*.js")}
    assert here <= {name for name, _ in listed}
    for name, digest in listed:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_templates_hold_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
