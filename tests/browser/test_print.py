"""On paper: the picture whole on one page, no addresses behind names, and no column lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Daylight, Window
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser

MILLIMETRE = 96 / 25.4
LANDSCAPE = {"width": 1047, "height": 718}
WRITTEN_AFTER = "(links) => links.map((link) => getComputedStyle(link, '::after').content)"


@pytest.mark.parametrize("name", ["Manchester", "Northmoor support service"])
def test_the_picture_is_whole_on_one_landscape_page(window: Window, daylight: Daylight, name: str) -> None:
    with window(viewport=LANDSCAPE) as visit:
        settle(visit, f"/m/{daylight.facts['maps'][name]}/v/1/")
        visit.page.emulate_media(media="print")
        box = visit.page.locator("[data-canvas] > svg").bounding_box()
        assert box
        assert box["width"] <= LANDSCAPE["width"]
        # With the name above it, all stands on the first page: 190 mm between the margins.
        assert 60 * MILLIMETRE < box["height"] <= 171 * MILLIMETRE
        assert box["y"] + box["height"] <= 190 * MILLIMETRE


def test_nothing_is_written_after_links_and_no_column_is_lost(window: Window, daylight: Daylight) -> None:
    with window(viewport=LANDSCAPE) as visit:
        settle(visit, f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/?view=table")
        visit.page.emulate_media(media="print")
        assert set(visit.page.locator("a").evaluate_all(WRITTEN_AFTER)) == {"none"}
        heads = visit.page.locator("thead th")
        assert heads.all_inner_texts()[-2:] == ["Person told", "Choice"]
        last = heads.last.bounding_box()
        assert last
        assert last["x"] + last["width"] <= LANDSCAPE["width"]


def test_paper_lies_on_its_side_for_maps_and_tables(
    window: Window, daylight: Daylight, tmp_path: Path
) -> None:
    with window() as visit:
        for view in ("picture", "table"):
            settle(visit, f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/?view={view}")
            paper = tmp_path / f"{view}.pdf"
            visit.page.pdf(path=paper, prefer_css_page_size=True)
            sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper.read_bytes())
            assert 2 <= len(sizes) <= 6
            assert all(float(width) > float(height) for width, height in sizes)


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "grid"])
def test_paper_says_which_view_it_is_and_what_is_left_out(
    window: Window, daylight: Daylight, view: str
) -> None:
    with window(viewport=LANDSCAPE) as visit:
        settle(visit, f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/?show=theme&view={view}")
        visit.page.emulate_media(media="print")
        said = "All 30 flows are here" if view == "picture" else "All 30 flows, one by one"
        expect(visit.page.get_by_text(said)).to_be_visible()
        expect(visit.page.locator(".dl-views")).to_be_hidden()
        expect(visit.page.get_by_role("link", name="Show the whole map")).to_be_hidden()
        if view == "picture":
            expect(visit.page.locator("strong.dl-printonly", has_text="Grouped by theme")).to_be_visible()
