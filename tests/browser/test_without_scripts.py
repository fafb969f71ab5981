"""Without JavaScript every page works: a map is started, imported, published and discussed by plain forms."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Visit, Window
from tests.browser.seeds import NEW_ROWS

pytestmark = pytest.mark.browser


def test_links_in_the_picture_lead_to_pages(window: Window, daylight: Daylight) -> None:
    with window(java_script_enabled=False) as visit:
        assert visit.go(daylight.pages["version"]) == 200
        picture = visit.page.locator("[data-canvas] svg")
        expect(picture).to_be_visible()
        for element, page_name in (("flow", "version_flow"), ("node", "version_node")):
            visit.page.locator(f"[id='{daylight.facts[element]}'] > a").focus()
            visit.page.keyboard.press("Enter")
            expect(visit.page.locator("main h1")).to_be_visible()
            assert visit.page.url.startswith(f"{daylight.url}{daylight.pages[page_name][:50]}")
            visit.page.get_by_role("link", name="See it on the map").click()
            expect(picture).to_be_visible()
        # What only a script can do is not offered.
        expect(visit.page.locator("[data-zoom]").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("view", ["picture", "table", "sentences", "grid"])
def test_words_are_found_from_every_view(window: Window, daylight: Daylight, view: str) -> None:
    with window(java_script_enabled=False) as visit:
        visit.go(f"{daylight.pages['version']}?view={view}")
        visit.page.get_by_role("searchbox").fill("social  FINANCE")
        visit.page.get_by_role("button", name="Find", exact=True).click()
        expect(visit.page.get_by_role("status")).to_contain_text("1 flow of 14 found for “social FINANCE”.")
        visit.page.get_by_role("link", name="Show every flow").click()
        expect(visit.page.get_by_role("status")).to_have_count(0)


def test_every_page_answers(window: Window, daylight: Daylight) -> None:
    with window("council_staff", java_script_enabled=False) as visit:
        for name, path in daylight.pages.items():
            if name == "api_docs":
                continue
            # An account page may ask for the password first; none may fail.
            assert visit.go(path) < (500 if name.startswith(("account", "mfa")) else 400), name
            expect(visit.page.locator("main h1").first).to_be_visible()


def test_a_map_is_started_imported_published_and_discussed(window: Window, daylight: Daylight) -> None:
    with window("council_staff", java_script_enabled=False) as visit:
        page = visit.page
        _start_a_map(visit, daylight)
        _draw_and_undo(page)
        _import_rows(page)
        _publish(page)
        _comment(page)


def _start_a_map(visit: Visit, daylight: Daylight) -> None:
    visit.go(daylight.pages["map_new"])
    visit.page.get_by_label("Name").fill("Salford")
    visit.page.locator("main form button").click()
    expect(visit.page.locator("main")).to_contain_text("This map is empty")
    expect(visit.page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Salford")


def _draw_and_undo(page: Page) -> None:
    page.get_by_role("link", name="Add the first flow").click()
    page.get_by_label("From", exact=True).fill("Shelter")
    page.get_by_label("To", exact=True).fill("Salford Council")
    page.get_by_role("button", name="Add flow").click()
    done = page.locator("[data-done]")
    expect(done).to_contain_text("Done: added Shelter → Salford Council")
    done.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("This map is empty")


def _import_rows(page: Page) -> None:
    page.get_by_role("link", name="Import a flow list").click()
    page.locator("textarea[name=pasted]").fill(NEW_ROWS)
    page.locator("main form button").first.click()
    page.wait_for_url("**/columns/")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "columns" not in url)
    expect(page.locator("main")).to_contain_text("Somebody New")
    page.locator("main form button").first.click()
    page.wait_for_url("**/receipts/**")
    expect(page.locator(".dl-receipt__count--kept dd")).to_have_text("2")


def _publish(page: Page) -> None:
    page.get_by_role("link", name="Salford").first.click()
    page.get_by_role("link", name="Publish").first.click()
    page.locator("main textarea").fill("Two flows to begin with")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Version 1 is published.")


def _comment(page: Page) -> None:
    map_url = page.url.split("/m/")[0] + "/m/" + page.url.split("/m/")[1].split("/")[0] + "/"
    page.goto(f"{map_url}v/1/?view=sentences")
    page.locator("main a[href*='/f/']").first.click()
    page.get_by_role("link", name="Comment on this").click()
    form = page.locator("form:has(textarea)")
    form.locator("input[type=radio]").first.check()
    form.locator("textarea").fill("We send it by post.")
    form.locator("button").click()
    expect(page.locator(".dl-comment__body")).to_contain_text("We send it by post.")
