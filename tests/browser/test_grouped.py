"""Grouped pictures in a browser: what is gone, what is found in every flow, and waiting for a picture."""

import re
import uuid

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Daylight, Window
from tests.browser.test_pages import settle
from tests.browser.test_views import open_view

pytestmark = pytest.mark.browser


def test_a_group_that_is_gone_is_said_in_the_panel_with_a_way_back_to_the_view(
    window: Window, daylight: Daylight
) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        open_view(visit, daylight, "show=theme")
        group = daylight.facts["group"]
        # As after an import that changed who stands together: the page is older than the map.
        page.route(
            f"**/g/{group}/",
            lambda route: route.continue_(url=route.request.url.replace(group, str(uuid.UUID(int=7)))),
        )
        page.locator(f"[id='{group}'] > a").focus()
        page.keyboard.press("Enter")
        back = page.locator("[data-panel] a[data-home]")
        expect(page.locator("[data-panel] h2").first).to_be_focused()
        expect(page.locator("[data-panel]")).to_contain_text("the map has changed since")
        expect(back).to_have_attribute("href", re.compile(r"show=theme$"))
        assert f"/g/{group}/" not in page.url


def test_finding_on_a_grouped_picture_leads_to_every_flow(window: Window, daylight: Daylight) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        open_view(visit, daylight, "show=organisation")
        page.get_by_role("searchbox").fill("council")
        expect(page.locator("[data-panel] h2")).to_contain_text("Found on the picture:")
        page.locator("[data-panel]").get_by_role("link", name="Find it in every flow").click()
        expect(page).to_have_url(re.compile(r"view=sentences&show=organisation&find=council$"))
        expect(page.locator(".dl-found")).to_contain_text("found for “council”")


# The picture's part as long as it is being drawn, with the ids that the page gives its links.
BEING_DRAWN = """<div id="picture" data-canvas hx-get="picture/?drawing" hx-trigger="load delay:60ms"
hx-swap="outerHTML"><p>Look {look}</p><a id="picture-again" href="?">Look again</a></div>"""


def test_the_focus_stays_on_a_link_while_a_picture_is_being_drawn(window: Window, daylight: Daylight) -> None:
    with window(viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        settle(visit, f"{daylight.pages['version']}?show=theme")
        looks: list[str] = []

        def answer(route: Route) -> None:
            looks.append(route.request.url)
            route.fulfill(body=BEING_DRAWN.replace("{look}", str(len(looks))), content_type="text/html")

        page.route("**/picture/?drawing*", answer)
        page.add_script_tag(url="/static/vendor/htmx.min.js")
        page.evaluate(
            """part => {
              document.querySelector("#picture").outerHTML = part;
              htmx.process(document.querySelector("#picture"));
              document.querySelector("#picture-again").focus();
            }""",
            BEING_DRAWN,
        )
        expect(page.locator("#picture p")).to_have_text(re.compile(r"Look [3-9]"))
        expect(page.locator("#picture-again")).to_be_focused()
