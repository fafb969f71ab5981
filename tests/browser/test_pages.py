"""Every page, as everybody: nothing keeps people out (axe), nothing has to be stopped (security policy)."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Daylight, Visit, Window

pytestmark = pytest.mark.browser

ROLES = ("", "viewer", "facilitator", "council_staff")
INSTALLED = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KEPT = Path(__file__).parent / "vendor" / "axe.min.js"
SERIOUS = {"serious", "critical"}
RUN_AXE = """async (rules) => {
  const answer = await axe.run(document, {
    resultTypes: ["violations"],
    ...(rules ? { runOnly: { type: "rule", values: rules } } : {}),
  });
  return answer.violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help,
    where: nodes.map(({ target, failureSummary }) => `${target.join(" ")} | ${failureSummary}`),
  }));
}"""


BREAK_THE_PAGE = """() => document.querySelector("main").insertAdjacentHTML(
  "beforeend", "<input type=text><img src='data:,'>")"""


@cache
def axe_source() -> str:
    """The checker's released file: the installed one, else the copy kept here."""
    return (INSTALLED if INSTALLED.exists() else KEPT).read_text(encoding="utf-8")


def problems(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, rules)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {each['where'][:3]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


def settle(visit: Visit, path: str) -> int:
    """Open a page and wait until its scripts have made it what it is."""
    status = visit.go(path)
    is_shown = visit.page.evaluate("matchMedia('(min-width: 40.01em)').matches")
    if is_shown and visit.page.locator("[data-canvas] svg").count():
        # On the projector's page there are no tools: there its picture becomes one image.
        ready = visit.page.locator("[data-tools]:not([hidden]), [data-screen] svg[role=img]")
        ready.first.wait_for(state="attached")
    return status


# The API's own page is another project's: it is watched for what it asks of the browser, not for its markup.
NOT_OURS = {"api_docs"}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_keeps_anybody_out_or_needs_stopping(
    window: Window, daylight: Daylight, role: str, record_property: Callable[[str, object], None]
) -> None:
    wrong: list[str] = []
    seen: set[str] = set()
    checked: Counter[int] = Counter()
    with window(role) as visit:
        for name, path in daylight.pages.items():
            status = settle(visit, path)
            wrong += [f"{name}: {said}" for said in visit.errors if f"status of {status}" not in said]
            visit.errors.clear()
            # Pages that say no look alike: one of each is enough. So is one of those that lead to the same
            # page, whatever they ask it to lead back to.
            place = urlsplit(visit.page.url).path if "next=" in visit.page.url else visit.page.url
            is_known = place in seen or (status >= 400 and checked[status] > 0)
            seen.add(place)
            if name not in NOT_OURS and not is_known:
                wrong += [f"{name}: {each}" for each in problems_in_both_lights(visit.page)]
                checked[status] += 1
    record_property("pages checked by axe", checked.total())
    print(f"axe, {role or 'guest'}: {checked.total()} of {len(daylight.pages)} pages, {dict(checked)}")  # noqa: T201
    assert checked[200] >= 10
    assert wrong == []


def problems_in_both_lights(page: Page) -> list[str]:
    """What is wrong by day, and with the colours of the night."""
    page.evaluate(axe_source())
    by_day = problems(page)
    page.emulate_media(color_scheme="dark")
    by_night = [f"dark: {each}" for each in problems(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    return by_day + by_night


def test_an_open_panel_keeps_nobody_out(window: Window, daylight: Daylight) -> None:
    with window("viewer") as visit:
        settle(visit, daylight.pages["version"])
        visit.page.evaluate(axe_source())
        for element in (daylight.facts["flow"], daylight.facts["node"]):
            visit.page.locator(f"[id='{element}'] > a").focus()
            visit.page.keyboard.press("Enter")
            visit.page.locator(f"[data-panel] [data-element='{element}'] h2").wait_for()
            assert problems(visit.page) == []
            visit.page.keyboard.press("Escape")


def test_the_checker_finds_what_is_wrong(window: Window, daylight: Daylight) -> None:
    with window() as visit:
        settle(visit, daylight.pages["help"])
        visit.page.evaluate(BREAK_THE_PAGE)
        visit.page.evaluate(axe_source())
        assert len(problems(visit.page)) == 2
