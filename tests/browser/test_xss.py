"""Texts that attack, in every column that people write in: no page, panel or picture runs any of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Daylight, Visit, running, visiting
from tests.browser.test_pages import settle
from tests.browser.xss_payloads import LONGEST, PAYLOADS

pytestmark = pytest.mark.browser

COUNT_CALLS = "window.__calls = 0; window.__xss = () => { window.__calls += 1; };"
# What ran, and what would run as soon as somebody pointed at it.
ATTACKS = """() => {
  const found = window.__calls ? [`called ${window.__calls} times`] : [];
  const addresses = /^((xlink:)?href|src|action|formaction|data|srcdoc|values|to)$/;
  const foreign = /^(iframe|frame|object|embed|base|style|foreignobject)$/i;
  for (const each of document.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      const code = value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
      const runs = addresses.test(name) && /^(javascript|vbscript|data:text)/.test(code);
      const listens = name.startsWith("on") || name.includes("hx-on");
      if (runs || listens) found.push(`${each.tagName} ${name}=${value}`);
    }
    const data = each.hasAttribute("src") || each.type === "application/json";
    const inline = each.localName === "script" && !data;
    if (inline || foreign.test(each.localName)) found.push(each.outerHTML.slice(0, 120));
  }
  return found;
}"""
# Pages of the account have no text of anybody's, and the API's page is made by another project.
WITHOUT_TEXTS = ("account", "mfa", "api")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daylight]:
    """Daylight with a programme whose every text attacks the page."""
    with running("hostile", tmp_path_factory.mktemp("hostile")) as started:
        yield started


@pytest.fixture
def visit(browser: Browser, attacked: Daylight) -> Iterator[Visit]:
    """A window without the security policy: escaping alone has to hold."""
    with visiting(browser, attacked, "staff", bypass_csp=True) as opened:
        opened.context.add_init_script(COUNT_CALLS)
        yield opened


def attacks(visit: Visit) -> list[str]:
    """What got through on the page as it stands."""
    found: list[str] = visit.page.evaluate(ATTACKS)
    return [*found, *visit.dialogs]


def paths_of(daylight: Daylight, *, everything: bool) -> Iterator[str]:
    """Every page with somebody's text, every map in every view, and elements: those of one map, or of all."""
    yield from (path for name, path in daylight.pages.items() if not name.startswith(WITHOUT_TEXTS))
    for number, map_id in enumerate(daylight.facts["maps"]):
        for base in (f"/m/{map_id}/", f"/m/{map_id}/v/1/"):
            yield from (f"{base}{view}" for view in ("", "?view=table", "?view=sentences"))
        if everything or number == 0:
            yield from (f"/m/{map_id}/v/1/{element}" for element in daylight.facts["elements"][map_id])


def test_the_payloads_are_alive_and_enough(browser: Browser) -> None:
    assert len(PAYLOADS) >= 200
    assert max(map(len, PAYLOADS)) <= LONGEST
    page = browser.new_context().new_page()
    page.goto("about:blank")
    dangerous = 0
    for payload in PAYLOADS:
        page.set_content(f"<script>{COUNT_CALLS}</script><p id=ours>{payload}</p>", wait_until="load")
        page.evaluate("() => document.querySelector('script').remove()")
        dangerous += bool(page.evaluate(ATTACKS))
    page.context.close()
    assert dangerous >= 180, f"only {dangerous} of {len(PAYLOADS)} do anything where nobody escapes them"


def test_no_text_runs_on_any_page(visit: Visit, attacked: Daylight, pytestconfig: Any, capsys: Any) -> None:
    wrong: dict[str, list[str]] = {}
    paths = list(paths_of(attacked, everything=pytestconfig.getoption("--long")))
    for path in paths:
        status = settle(visit, path)
        if found := [f"status {status}"] * (status >= 400) + attacks(visit):
            wrong[path] = found[:3]
            visit.dialogs.clear()
    columns = attacked.facts["columns"]
    seen = f"{len(PAYLOADS)} payloads in {len(columns)} columns on {len(paths)} pages: {len(wrong)} attacked"
    with capsys.disabled():
        print(f"\nXSS: {seen}")  # noqa: T201
    assert len(columns) >= 50
    assert wrong == {}


def test_no_text_runs_in_the_panel_or_the_find_box(visit: Visit, attacked: Daylight) -> None:
    map_id = attacked.facts["maps"][1]
    settle(visit, f"/m/{map_id}/v/1/")
    page = visit.page
    for path in attacked.facts["elements"][map_id][::10]:
        element = path.split("/")[1]
        page.locator(f"[id='{element}'] > a").focus()
        page.keyboard.press("Enter")
        page.locator(f"[data-panel] [data-element='{element}'] h2").wait_for()
        assert attacks(visit) == []
        page.keyboard.press("Escape")
    for payload in PAYLOADS[::25]:
        page.locator("[data-find] [type=search]").fill(payload.replace("\n", " "))
        assert attacks(visit) == []


def test_no_text_runs_in_a_picture_opened_by_itself(visit: Visit, attacked: Daylight, tmp_path: Path) -> None:
    for map_id in attacked.facts["maps"]:
        answer = visit.context.request.get(f"{attacked.url}/m/{map_id}/v/1/export/svg/")
        assert answer.ok, answer.status
        picture = tmp_path / f"{map_id}.svg"
        picture.write_bytes(answer.body())
        visit.page.goto(picture.as_uri())
        assert visit.page.evaluate("document.documentElement.localName") == "svg"
        # The picture brings its own style, and nothing else of the kind.
        assert [each for each in attacks(visit) if not each.startswith("<style")] == []


def test_the_security_policy_has_nothing_to_stop_even_then(
    browser: Browser, attacked: Daylight, pytestconfig: Any
) -> None:
    # What a policy stops is of the page's making: of elements, whose pages are made alike, some are enough.
    elements = attacked.facts["elements"][attacked.facts["maps"][0]]
    some = set() if pytestconfig.getoption("--long") else set(elements) - set(elements[::6])
    with visiting(browser, attacked, "staff") as visit:
        for path in paths_of(attacked, everything=False):
            if path.partition("/v/1/")[2] in some:
                continue
            settle(visit, path)
            assert visit.errors == [], path
