"""Views of a map in a browser: chosen, kept from page to page, walked, opened; with and without scripts."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Visit, Window
from tests.browser.test_keyboard import focused, hear, tab_into_picture
from tests.browser.test_pages import axe_source, problems, settle
from tests.browser.test_small_screens import PHONE

pytestmark = pytest.mark.browser

MANCHESTER_FLOWS = 14
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
# The height of letters on the screen: what is written in the drawing, times the scale it is shown at.
SMALLEST_TEXT = """() => {
  const svg = document.querySelector("[data-canvas] svg");
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const sizes = [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize));
  return Math.min(...sizes) * scale;
}"""
OUT_OF_VIEW = """() => {
  const stage = document.querySelector("[data-canvas]").getBoundingClientRect();
  return [...document.querySelectorAll("[data-canvas] svg :is(.box, .chip)")].filter((shape) => {
    const box = shape.getBoundingClientRect();
    const across = box.left >= stage.left && box.right <= stage.right;
    return !(across && box.top >= stage.top && box.bottom <= stage.bottom);
  }).length;
}"""


def graph_of(page: Page) -> dict[str, Any]:
    """What the page's script knows of the view."""
    graph: dict[str, Any] = json.loads(page.locator("#map-graph").text_content() or "")
    return graph


def drawn_ids(page: Page) -> set[str]:
    return set(page.locator("[data-canvas] :is(.node, .flow)").evaluate_all("all => all.map(({id}) => id)"))


def open_view(visit: Visit, daylight: Daylight, show: str) -> dict[str, Any]:
    """Open a view of the sample version, check that the picture shows just that, and return its graph."""
    assert settle(visit, f"{daylight.pages['version']}?{show}") == 200
    graph = graph_of(visit.page)
    assert drawn_ids(visit.page) == {each["id"] for each in [*graph["nodes"], *graph["flows"]]}
    return graph


def look_until_drawn(page: Page) -> None:
    """Look again and again, as somebody without scripts does while the picture is being drawn."""
    for _look in range(40):
        if page.locator("[data-canvas] svg.map-picture").count():
            return
        page.wait_for_timeout(250)
        page.get_by_role("link", name="Look again").click()
    pytest.fail("nobody has drawn the picture")


@pytest.mark.parametrize("show", ["theme", "organisation", "around", "leaving"])
def test_each_view_is_walked_and_heard(window: Window, daylight: Daylight, show: str) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        graph = open_view(visit, daylight, f"show={show}&node={daylight.facts['node']}")
        nodes = {node["id"]: node for node in graph["nodes"]}
        tab_into_picture(visit.page)
        visit.page.keyboard.press("Home")
        seen = []
        for _node in nodes:
            seen.append(focused(visit.page))
            hear(visit.page, nodes[seen[-1]]["sentence"])
            visit.page.keyboard.press("ArrowDown")
        assert sorted(seen) == sorted(nodes)


def test_a_group_and_a_bundle_open_beside_the_picture_and_close_to_where_they_are(
    window: Window, daylight: Daylight
) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        for kind, show in (("group", "theme"), ("bundle", "organisation")):
            open_view(visit, daylight, f"show={show}")
            element = daylight.facts[kind]
            page.locator(f"[id='{element}'] > a").focus()
            page.keyboard.press("Enter")
            expect(page.locator(f"[data-panel] [data-element='{element}'] h2").first).to_be_focused()
            assert page.url.endswith(f"/{kind[0]}/{element}/")
            page.evaluate(axe_source())
            assert problems(page) == []
            page.keyboard.press("Escape")
            assert focused(page) == element
            assert f"show={show}" in page.url


def test_what_is_in_a_bundle_opens_beside_the_picture_too(window: Window, daylight: Daylight) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        open_view(visit, daylight, "show=organisation")
        bundle = daylight.facts["bundle"]
        page.locator(f"[id='{bundle}'] > a").focus()
        page.keyboard.press("Enter")
        page.locator(f"[data-panel] [data-element='{bundle}'] .dl-flowlist a").first.click()
        expect(page.locator("[data-panel] .dl-element__kicker")).to_contain_text("Flow")
        expect(page.locator(f"[id='{bundle}']")).to_have_class(re.compile("selected"))
        page.keyboard.press("Escape")
        assert focused(page) == bundle


def test_a_member_of_a_group_is_found_by_name(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        open_view(visit, daylight, "show=theme")
        visit.page.get_by_role("searchbox").fill("social finance")
        found = visit.page.locator(f"[data-panel] a[data-element='{daylight.facts['group']}']")
        expect(found).to_be_visible()
        found.click()
        expect(visit.page.locator(f"[id='{daylight.facts['group']}'].selected")).to_have_count(1)


def test_without_scripts_a_view_is_chosen_kept_and_left(window: Window, daylight: Daylight) -> None:
    with window(java_script_enabled=False) as visit:
        page = visit.page
        visit.go(daylight.pages["version"])
        page.locator(".dl-show > summary").click()
        page.get_by_label("Only one organisation").select_option(label="Social Finance")
        page.get_by_role("button", name="Its flows").click()
        left_out = f"1 of {MANCHESTER_FLOWS} flows is shown. The other 13 do not touch Social Finance."
        expect(page.locator(".dl-shown")).to_contain_text(left_out)
        look_until_drawn(page)
        expect(page.locator("[data-canvas] .flow")).to_have_count(1)
        page.get_by_role("link", name="Table").click()
        expect(page.locator("main tbody tr")).to_have_count(1)
        expect(page.locator(".dl-shown")).to_contain_text(left_out)
        page.get_by_role("link", name="Sentences").click()
        expect(page.locator(".dl-sentences > li")).to_have_count(1)
        page.get_by_role("searchbox").fill("nothing like it")
        page.get_by_role("button", name="Find", exact=True).click()
        expect(page.locator(".dl-shown")).to_contain_text(left_out)
        page.get_by_role("link", name="Show the whole map").click()
        expect(page.locator(".dl-sentences > li")).to_have_count(MANCHESTER_FLOWS)
        expect(page.locator(".dl-shown")).to_have_count(0)


def test_without_scripts_two_steps_and_what_leaves_are_one_press_away(
    window: Window, daylight: Daylight
) -> None:
    with window(java_script_enabled=False) as visit:
        page = visit.page
        for press, name in (("Two steps", "Shelter, two steps"), ("What leaves it", "What leaves Shelter")):
            visit.go(f"{daylight.pages['version']}?view=sentences")
            page.locator(".dl-show > summary").click()
            page.get_by_label("Only one organisation").select_option(label="Shelter")
            page.get_by_role("button", name=press).click()
            expect(page.locator(".dl-show__name")).to_have_text(name)


def test_a_phone_gets_the_views_list_and_no_picture(window: Window, daylight: Daylight) -> None:
    with window(**PHONE) as visit:
        page = visit.page
        settle(visit, f"{daylight.pages['version']}?show=organisation")
        expect(page.locator("[data-canvas]")).to_be_hidden()
        bundle = page.locator(f"[data-panel] a[data-element='{daylight.facts['bundle']}']")
        expect(bundle).to_be_visible()
        bundle.tap()
        expect(page.locator("main h1")).to_contain_text("flows")
        assert page.locator(".dl-sentences > li").count() > 1


def test_a_page_leads_to_the_views_around_it(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        settle(visit, daylight.pages["version_node"])
        for link, says in (
            ("Show only its flows", "do not touch Shelter"),
            ("What leaves it", "do not leave Shelter"),
        ):
            visit.go(daylight.pages["version_node"])
            page.get_by_role("link", name=link).click()
            expect(page.locator(".dl-shown")).to_contain_text(says)


def test_the_legend_has_the_signs_of_the_view_alone(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        legend = visit.page.locator(".dl-legend")
        open_view(visit, daylight, "show=theme")
        theme = legend.inner_html()
        open_view(visit, daylight, "show=whole")
        assert theme != legend.inner_html()


@pytest.mark.parametrize("name", ["Manchester", "Lancashire", "Redcar & Cleveland"])
def test_on_a_projector_every_word_of_a_small_map_is_18_pixels_and_in_view(
    window: Window, daylight: Daylight, name: str
) -> None:
    with window("facilitator", **PROJECTOR) as visit:
        settle(visit, f"/m/{daylight.facts['maps'][name]}/v/1/")
        assert visit.page.evaluate(SMALLEST_TEXT) >= 18
        assert visit.page.evaluate(OUT_OF_VIEW) == 0
        expect(visit.page.locator(".dl-shown")).to_have_count(0)


def test_on_a_projector_a_larger_map_offers_one_organisation(window: Window, daylight: Daylight) -> None:
    with window("facilitator", **PROJECTOR) as visit:
        page = visit.page
        settle(visit, f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/")
        assert page.evaluate(OUT_OF_VIEW) == 0
        expect(page.locator(".dl-shown")).to_contain_text("words are small on a projector")
        page.locator(".dl-shown a").click()
        expect(page.locator(".dl-show__name")).to_have_text("Northmoor Navigators, one step")


def test_on_a_projector_the_list_comes_when_it_is_asked_for_or_something_is_opened(
    window: Window, daylight: Daylight
) -> None:
    with window(**PROJECTOR) as visit:
        page = visit.page
        settle(visit, daylight.pages["version"])
        panel, button = page.locator("[data-panel]"), page.get_by_role("button", name="The flows")
        expect(panel).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
        page.locator(f"[id='{daylight.facts['flow']}'] > a").focus()
        page.keyboard.press("Enter")
        expect(panel.locator("h2").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        button.click()
        expect(panel.locator(".dl-flowlist li")).to_have_count(MANCHESTER_FLOWS)
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(button).to_be_hidden()
        expect(panel).to_be_visible()
