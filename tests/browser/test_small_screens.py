"""On a phone, and at 400% zoom: nothing runs off the side, nothing is cut off, everything can be hit."""

import gzip
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.browser.conftest import Daylight, Window
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
SMALL_PHONE = {**PHONE, "viewport": {"width": 320, "height": 640}}
# 1280 by 1024 at 400%: 320 by 256 CSS pixels, each four of the screen's.
ZOOMED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
SCREENS = {"phone": PHONE, "small phone": SMALL_PHONE, "400%": ZOOMED}

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Text that lies outside the page's width, and is not in something that scrolls or is meant to be unseen.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      const { overflowX, clipPath, clip, position } = getComputedStyle(up);
      if (["auto", "scroll"].includes(overflowX) || up.closest("[data-canvas]")) return true;
      if (position === "absolute" && (clipPath !== "none" || clip !== "auto")) return true;
    }
    return false;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.textContent.trim() || !text.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && (box.left < -1 || box.right > width + 1) && !scrolls(text.parentElement)) {
        found.push(text.textContent.trim().slice(0, 60));
        break;
      }
    }
  }
  return found;
}"""
# WCAG 2.2, 2.5.8: 24 by 24, save links in a line of text and what has room round it.
TOO_SMALL = """() => {
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const targets = [...document.querySelectorAll(kinds)]
    .filter((each) => each.checkVisibility() && !each.closest("[data-canvas]"))
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1);
  const inText = ({ each }) => getComputedStyle(each).display === "inline"
    && [...each.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const centre = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
  const crowded = (one) => targets.some((other) => {
    if (other === one || other.each.contains(one.each) || one.each.contains(other.each)) return false;
    const [x, y] = centre(one);
    const dx = Math.max(other.box.left - x, 0, x - other.box.right);
    const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
    return Math.hypot(dx, dy) < 12;
  });
  return targets.filter((one) => (one.box.width < 24 || one.box.height < 24) && !inText(one) && crowded(one))
    .map(({ each, box }) => `${each.outerHTML.slice(0, 120)} ${box.width} by ${box.height}`);
}"""


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits(window: Window, daylight: Daylight, screen: str) -> None:
    wrong: list[str] = []
    options: dict[str, Any] = SCREENS[screen]
    with window("council_staff", **options) as visit:
        for name, path in daylight.pages.items():
            if name == "api_docs":
                continue
            settle(visit, path)
            if sideways := visit.page.evaluate(SIDEWAYS):
                wrong.append(f"{name}: {sideways} pixels too wide")
            wrong += [f"{name}: cut off: {text}" for text in visit.page.evaluate(CUT_OFF)]
            wrong += [f"{name}: too small: {target}" for target in visit.page.evaluate(TOO_SMALL)]
    assert wrong == [], "\n".join(wrong)


def test_a_phone_gets_lists_whose_links_lead_to_pages(window: Window, daylight: Daylight) -> None:
    with window(**PHONE) as visit:
        settle(visit, daylight.pages["version"])
        expect(visit.page.locator("[data-canvas]")).to_be_hidden()
        visit.page.locator(f"[data-panel] a[data-element='{daylight.facts['flow']}']").tap()
        expect(visit.page.locator("main h1")).to_be_visible()
        assert visit.page.url.endswith(daylight.pages["version_flow"])


def test_a_phone_answers_what_one_organisation_knows_in_two_taps(window: Window, daylight: Daylight) -> None:
    with window(**PHONE) as visit:
        settle(visit, f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/")
        expect(visit.page.locator("main")).not_to_contain_text("picture", use_inner_text=True)
        police = visit.page.locator(".dl-map__small a", has_text="Northmoor Police")
        expect(police).to_contain_text("sends 1 · receives 2")
        police.tap()
        expect(visit.page.get_by_role("heading", name="What it receives")).to_be_visible()


def test_a_map_costs_a_phone_little(window: Window, daylight: Daylight) -> None:
    answers: list[Response] = []
    with window(**PHONE) as visit:
        visit.page.on("response", lambda answer: answers.append(answer))
        visit.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/v/1/")
        visit.page.wait_for_load_state("networkidle")
        weights = {answer.url.removeprefix(daylight.url): weight(answer) for answer in answers}
    assert not any("/vendor/d3/" in url for url in weights)
    assert sum(weights.values()) <= 70_000, weights


def weight(answer: Response) -> int:
    """How many bytes an answer takes on its way, packed; fonts are packed already."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body, 6))


def test_the_picture_opens_when_the_window_becomes_large_enough(window: Window, daylight: Daylight) -> None:
    with window(viewport={"width": 500, "height": 800}) as visit:
        settle(visit, daylight.pages["version"])
        visit.page.set_viewport_size({"width": 1200, "height": 800})
        person = visit.page.locator("[data-canvas] .node.person .box")
        expect(person).to_be_in_viewport()
        expect(visit.page.locator("[data-tools]")).to_be_visible()
        shown = "new DOMMatrix(document.querySelector('[data-canvas] svg').style.transform).a"
        assert 0 < visit.page.evaluate(shown) < 1


def test_a_finger_scrolls_the_page_past_the_map(window: Window, daylight: Daylight) -> None:
    with window(**{**PHONE, "viewport": {"width": 768, "height": 900}}) as visit:
        settle(visit, daylight.pages["version"])
        touch = "(element) => getComputedStyle(element).touchAction"
        assert "pan-y" in visit.page.locator("[data-canvas]").evaluate(touch)


def test_a_wheel_over_the_map_scrolls_the_page_until_somebody_is_in_the_map(
    window: Window, daylight: Daylight
) -> None:
    scale = "document.querySelector('[data-canvas] svg').style.transform"
    with window(viewport={"width": 1200, "height": 500}) as visit:
        page = visit.page
        settle(visit, daylight.pages["version"])
        canvas = page.locator("[data-canvas]")
        canvas.hover()
        before = page.evaluate(scale)
        page.mouse.wheel(0, 300)
        page.wait_for_function("scrollY > 0")
        assert page.evaluate(scale) == before
        canvas.locator("a").first.focus()
        canvas.hover()
        focused = page.evaluate(scale)
        page.mouse.wheel(0, -300)
        page.wait_for_function(f"{scale} !== {focused!r}")
