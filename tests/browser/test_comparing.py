"""Two versions side by side in a browser: few clicks to it, one place before and after, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Daylight, Window
from tests.browser.test_pages import axe_source, problems
from tests.browser.test_together import new_flow, picture
from tests.results import keep_result

pytestmark = pytest.mark.browser

# Where everything stands that is seen: id -> corner and size of its first shape, to a tenth of a pixel.
PLACES = """() => Object.fromEntries(
  [...document.querySelectorAll(".dl-compare__canvas [role=listitem]")]
    .filter((each) => getComputedStyle(each).visibility === "visible")
    .map((each) => [each.id, (each.querySelector("rect, circle, polygon, path")).getBoundingClientRect()])
    .map(([id, box]) => [id, [box.x, box.y, box.width, box.height].map((one) => Math.round(one * 10))])
)"""


def northmoor(daylight: Daylight) -> str:
    return f"/m/{daylight.facts['maps']['Northmoor support service']}/"


def test_what_is_common_stands_in_one_place_before_and_after(window: Window, daylight: Daylight) -> None:
    with window("council_staff") as visit:
        page = visit.page
        flow = new_flow(visit, daylight, "Lighthouse Advice").split("/")[-2]
        # From the map to the list of changes.
        visit.go(northmoor(daylight))
        clicks = 0
        for name in ("Versions", "Compare with the draft"):
            page.get_by_role("link", name=name).first.click()
            clicks += 1
        assert clicks <= 3
        expect(page.get_by_role("heading", level=1)).to_contain_text("to the draft")
        change = page.locator(f"#change-{flow}")
        expect(change).to_contain_text("New")
        expect(change).to_contain_text("Lighthouse Advice")
        expect(page.locator(".dl-changes").first).to_contain_text("Northmoor Council")

        both = page.evaluate(PLACES)
        page.keyboard.press("1")
        expect(page.get_by_label("Before", exact=True)).to_be_checked()
        before = page.evaluate(PLACES)
        page.keyboard.press("3")
        expect(page.get_by_label("After", exact=True)).to_be_checked()
        after = page.evaluate(PLACES)
        page.keyboard.press("2")
        assert flow in both
        assert flow in after
        assert flow not in before
        common = before.keys() & after.keys()
        assert all(before[one] == after[one] == both[one] for one in common)
        keep_result("comparing/common-coordinates", {"common": len(common), "identical": len(common)})
        assert len(common) > 30
        picture(visit, "comparing")
        page.evaluate(axe_source())
        assert problems(page) == []

        # What stands on the picture leads to the element.
        page.locator(f"[id='{flow}'] a").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{visit.home}{northmoor(daylight)}f/{flow}/")


def test_about_one_organisation_and_another_version_by_keyboard(window: Window, daylight: Daylight) -> None:
    with window("partner") as visit:
        page = visit.page
        visit.go(f"{northmoor(daylight)}compare/1/draft/")
        about = page.get_by_label("Changes about")
        about.focus()
        page.keyboard.type("Northmoor Navigators")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".dl-compare__summary")).to_contain_text("only what touches Northmoor Navigators")
        # A number that is typed in a field chooses nothing on the picture.
        about.focus()
        page.keyboard.press("1")
        expect(page.get_by_label("Both", exact=True)).to_be_checked()
        page.locator("select[name=after]").select_option("version 1")
        page.get_by_role("button", name="Compare").click()
        expect(page.locator(".dl-compare__summary")).to_have_text("Nothing is different.")
