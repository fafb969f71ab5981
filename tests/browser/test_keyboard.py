"""A map is read with the keyboard alone: walked, heard, opened, left."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Visit, Window

pytestmark = pytest.mark.browser


def open_map(visit: Visit, daylight: Daylight, name: str = "Manchester") -> dict[str, Any]:
    """Open a map's first version and return what its script knows of it."""
    assert visit.go(f"/m/{daylight.facts['maps'][name]}/v/1/") == 200
    expect(visit.page.locator("[data-zoom=fit]")).to_be_visible()
    graph: dict[str, Any] = json.loads(visit.page.locator("#map-graph").text_content() or "")
    return graph


def tab_into_picture(page: Page) -> int:
    """Press Tab until the picture has the focus; return how often."""
    for presses in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('svg.map-picture') !== null"):
            return presses
    pytest.fail("the picture cannot be reached with the Tab key")


def focused(page: Page) -> str:
    """The id of the element that has the focus in the picture."""
    return str(page.evaluate("document.activeElement.closest('.node, .flow')?.id ?? ''"))


def hear(page: Page, words: str) -> None:
    """Wait until this has been announced."""
    expect(page.locator("[data-announce]")).to_contain_text(words)


def test_the_picture_is_one_stop_and_no_trap(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        open_map(visit, daylight)
        tab_into_picture(visit.page)
        visit.page.keyboard.press("Tab")
        assert focused(visit.page) == ""
        visit.page.keyboard.press("Shift+Tab")
        assert focused(visit.page) != ""
        visit.page.keyboard.press("Shift+Tab")
        assert focused(visit.page) == ""


def test_every_element_is_walked_to_and_heard(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight)
        flows = {flow["id"]: flow for flow in graph["flows"]}
        nodes = {node["id"]: node for node in graph["nodes"]}
        tab_into_picture(page)
        assert nodes[focused(page)]["kind"] == "person"
        page.keyboard.press("Home")
        heard = set()
        for _node in range(len(nodes)):
            at = focused(page)
            hear(page, nodes[at]["sentence"])
            heard.add(at)
            heard |= _walk_flows_out(page, at, flows)
            page.keyboard.press("ArrowDown")
        missing = [each.get("name") for each in [*nodes.values(), *flows.values()] if each["id"] not in heard]
        assert missing == []


def test_teams_and_storages_are_walked_to(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        nodes = open_map(visit, daylight, "Northmoor support service")["nodes"]
        tab_into_picture(visit.page)
        visit.page.keyboard.press("Home")
        seen = []
        for _node in nodes:
            seen.append(focused(visit.page))
            visit.page.keyboard.press("ArrowDown")
        assert sorted(seen) == sorted(node["id"] for node in nodes)


def _walk_flows_out(page: Page, node: str, flows: dict[str, Any]) -> set[str]:
    """From a node go out along its first flow, on through all its flows, and back."""
    page.keyboard.press("ArrowRight")
    if focused(page) == node:
        return set()
    page.keyboard.press("Home")
    heard = set()
    while focused(page) not in heard:
        heard.add(focused(page))
        hear(page, flows[focused(page)]["sentence"])
        page.keyboard.press("ArrowDown")
    # Back to the node itself: along the flow when it ends there, against it when it begins there.
    for flow in sorted(heard, key=lambda each: flows[each]["source"] != node):
        if node in {flows[flow]["source"], flows[flow]["target"]}:
            _go_to(page, flow)
            page.keyboard.press("ArrowLeft" if flows[flow]["source"] == node else "ArrowRight")
            break
    else:
        _return_to(page, node)
    assert focused(page) == node
    return heard


def _go_to(page: Page, flow: str) -> None:
    page.keyboard.press("Home")
    while focused(page) != flow:
        page.keyboard.press("ArrowDown")


def _return_to(page: Page, node: str) -> None:
    """Walk over to a node whose flows are all those of its storages."""
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    while focused(page) != node:
        page.keyboard.press("ArrowDown")


def test_a_flow_opens_beside_the_map_and_closes_again(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight)
        map_url, map_title = page.url, page.title()
        tab_into_picture(page)
        page.keyboard.press("ArrowRight")
        flow = next(flow for flow in graph["flows"] if flow["id"] == focused(page))
        page.keyboard.press("Enter")
        heading = page.locator("[data-panel] h2").first
        expect(heading).to_be_focused()
        expect(page.locator("[data-panel]")).to_contain_text(flow["sentence"])
        assert page.url == f"{map_url}f/{flow['id']}/"
        assert page.title() != map_title
        page.keyboard.press("Escape")
        expect(page.locator(f"[id='{flow['id']}'] a")).to_be_focused()
        hear(page, "Closed")
        assert (page.url, page.title()) == (map_url, map_title)
        page.keyboard.press("Escape")
        expect(page.locator("[data-zoom]").first).to_be_focused()
        assert visit.errors == []


def test_back_and_forward_and_a_new_load_keep_to_the_address(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        open_map(visit, daylight)
        map_url = page.url
        tab_into_picture(page)
        page.keyboard.press("Enter")
        panel = page.locator("[data-panel]")
        expect(panel.locator("[data-close]")).to_be_visible()
        node_url = page.url
        page.go_back()
        expect(panel.locator("[data-close]")).to_have_count(0)
        assert page.url == map_url
        page.go_forward()
        expect(panel.locator("[data-close]")).to_be_visible()
        assert page.url == node_url
        page.reload()
        expect(page.locator("main h1")).to_be_visible()
        assert page.url == node_url
        page.go_back()
        expect(page.locator("[data-canvas] svg")).to_be_visible()


def test_links_beside_the_map_still_lead_where_they_say_while_something_is_open(
    window: Window, daylight: Daylight
) -> None:
    with window() as visit:
        page = visit.page
        open_map(visit, daylight)
        map_url = page.url
        tab_into_picture(page)
        page.keyboard.press("Enter")
        expect(page.locator("[data-close]")).to_be_visible()
        page.get_by_role("link", name="Sentences").click()
        page.wait_for_url(f"{map_url}?view=sentences")


def test_finding_leads_to_the_element(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight)
        tab_into_picture(page)
        page.keyboard.press("/")
        box = page.locator("[data-find] [type=search]")
        expect(box).to_be_focused()
        page.keyboard.type("MANCHESTER  cíty")
        count = page.locator("[data-find] output")
        expect(count).to_have_text("2 found, Enter shows the first")
        matches = page.locator("[data-panel] .dl-flowlist a")
        expect(matches).to_have_count(2)
        page.keyboard.press("Enter")
        expect(count).to_have_text("1 of 2, Enter goes on")
        node = next(node for node in graph["nodes"] if node["name"] == "Manchester City Council")
        expect(page.locator(f"[id='{node['id']}'].selected")).to_be_visible()
        hear(page, node["sentence"])
        expect(box).to_be_focused()
        page.keyboard.press("Enter")
        expect(count).to_have_text("2 of 2, Enter goes on")
        page.keyboard.press("ArrowDown")
        flow = next(flow for flow in graph["flows"] if flow["target"] == node["id"])
        assert focused(page) == flow["id"]
        matches.first.click()
        expect(page.locator("[data-panel] h2").first).to_have_text(node["name"])
        page.keyboard.press("Escape")
        expect(matches).to_have_count(2)
        page.keyboard.press("/")
        expect(box).to_be_focused()
        page.keyboard.type("no such thing anywhere")
        expect(count).to_have_text("Nothing found")
        page.keyboard.press("Enter")
        expect(box).to_be_focused()


def test_keys_follow_the_picture_and_a_dead_end_is_said(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight)
        tab_into_picture(page)
        page.keyboard.press("Home")
        tops = []
        for _node in graph["nodes"]:
            at = focused(page)
            tops.append(page.evaluate(TOP))
            if all(flow["source"] != at for flow in graph["flows"]):
                page.keyboard.press("ArrowRight")
                hear(page, "Nothing goes out from here.")
                assert focused(page) == at
            page.keyboard.press("ArrowDown")
        assert tops == sorted(tops)


def test_opening_brings_a_flow_and_both_its_ends_into_view(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight, "Northmoor support service")
        tab_into_picture(page)
        for _time in range(5):
            page.keyboard.press("+")
        for flow in graph["flows"][:8]:
            page.locator(f"[data-panel] a[data-element='{flow['id']}']").first.click()
            page.locator(f"[data-panel] article[data-element='{flow['id']}']").wait_for()
            for element in ("id", "source", "target"):
                assert page.evaluate(f"{IS_IN_VIEW}('{flow[element]}')"), (flow["name"], element)
            page.keyboard.press("Escape")


def test_the_legend_opens_and_closes_by_mouse(window: Window, daylight: Daylight) -> None:
    for height in (600, 900):
        with window(viewport={"width": 1440, "height": height}) as visit:
            open_map(visit, daylight, "Northmoor support service")
            legend = visit.page.locator(".dl-legend")
            for state in ("open", None):
                legend.locator("summary").click(timeout=3000)
                assert legend.get_attribute("open") == ("" if state else None)


def test_what_has_the_focus_is_in_view_and_keys_zoom(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        page = visit.page
        graph = open_map(visit, daylight, "Northmoor support service")
        tab_into_picture(page)
        for _time in range(4):
            page.keyboard.press("+")
        close = scale(page)
        for _node in graph["nodes"]:
            page.keyboard.press("ArrowDown")
            assert page.evaluate(IN_VIEW), focused(page)
        assert scale(page) == close
        page.keyboard.press("-")
        assert scale(page) < close
        page.keyboard.press("0")
        assert page.evaluate(WHOLE_PICTURE_IN_VIEW)


def test_single_keys_mean_nothing_outside_the_picture(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        open_map(visit, daylight)
        before = scale(visit.page)
        visit.page.locator("[data-find] [type=search]").focus()
        visit.page.keyboard.type("+-0/")
        expect(visit.page.locator("[data-find] [type=search]")).to_have_value("+-0/")
        assert scale(visit.page) == before


def scale(page: Page) -> float:
    """How large the picture is shown."""
    return float(page.evaluate("new DOMMatrix(document.querySelector('.map-picture').style.transform).a"))


TOP = "document.activeElement.querySelector('.box, .cell').getBBox().y"
IS_IN_VIEW = """(id => {
  const shape = document.getElementById(id).querySelector(":scope > a > :is(.box, .cell, .chip)");
  const { left, right, top, bottom } = shape.getBoundingClientRect();
  const stage = document.querySelector("[data-canvas]").getBoundingClientRect();
  return left >= stage.left && right <= stage.right && top >= stage.top && bottom <= stage.bottom;
})"""
IN_VIEW = """() => {
  const shape = document.activeElement.querySelector(":scope > :is(.box, .cell, .chip)");
  const { left, right, top, bottom } = shape.getBoundingClientRect();
  const stage = document.querySelector("[data-canvas]").getBoundingClientRect();
  return left >= stage.left && right <= stage.right && top >= stage.top && bottom <= stage.bottom;
}"""
WHOLE_PICTURE_IN_VIEW = """() => {
  const picture = document.querySelector(".map-picture").getBoundingClientRect();
  const stage = document.querySelector("[data-canvas]").getBoundingClientRect();
  return picture.left >= stage.left && picture.right <= stage.right
    && picture.top >= stage.top && picture.bottom <= stage.bottom;
}"""
