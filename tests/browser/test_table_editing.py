"""The table of a draft as an editor: keys alone, read aloud, pasted into, and without a connection."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Visit, Window
from tests.browser.test_pages import axe_source, problems
from tests.browser.test_together import picture

pytestmark = pytest.mark.browser
COLUMNS = ("From", "To", "What", "How", "Why", "When", "Person told", "Choice")


def open_table(visit: Visit, daylight: Daylight, name: str = "Northmoor support service") -> Page:
    assert visit.go(f"/m/{daylight.facts['maps'][name]}/?view=table") == 200
    expect(visit.page.get_by_role("grid")).to_be_visible()
    return visit.page


def into_grid(page: Page) -> None:
    """Press Tab until a cell has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('td[data-field]')"):
            return
    pytest.fail("the table cannot be reached with the Tab key")


def type_cells(page: Page, *texts: str) -> None:
    """Type texts into cells one after the other, from the one with the focus to the right."""
    for text in texts:
        if text:
            page.keyboard.type(text)
        page.keyboard.press("Tab")


def all_sent(page: Page) -> None:
    expect(page.locator("[data-queue-status]")).to_have_text("All sent", timeout=15_000)


def nothing_keeps_out(page: Page) -> None:
    """As it stands just now: axe, and targets large enough to be hit."""
    page.evaluate(axe_source())
    assert problems(page) == []
    assert problems(page, ["target-size"]) == []


def row_of(page: Page, words: str) -> Any:
    return page.locator("tr[data-element]").filter(has_text=words).last


def test_flows_are_added_and_changed_with_keys_alone(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit:
        page = open_table(visit, daylight)
        before = page.locator("tr[data-element]").count()
        into_grid(page)
        page.keyboard.press("Control+End")
        page.keyboard.press("Home")
        type_cells(page, "Harbour Lights", "Northmoor Council", "Sleep", "letter", "find a bed")
        all_sent(page)
        row = row_of(page, "Harbour Lights")
        expect(row).to_contain_text("Find a bed")
        expect(page.locator("tr[data-element]")).to_have_count(before + 1)
        # On a choice the field is a list; a letter chooses.
        expect(page.locator("td:focus")).to_have_attribute("data-field", "journey_stage")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type("Bef")
        page.keyboard.press("Tab")
        all_sent(page)
        expect(row.locator("[data-field=person_told]")).to_have_text("Before")
        # F2 edits what is there, Escape leaves it as it was.
        row.locator("[data-field=channel]").focus()
        page.keyboard.press("F2")
        page.keyboard.type(" by hand")
        page.keyboard.press("Escape")
        expect(row.locator("[data-field=channel]")).to_have_text("letter")
        page.keyboard.press("F2")
        page.keyboard.type(" by hand")
        page.keyboard.press("Enter")
        all_sent(page)
        expect(row.locator("[data-field=channel]")).to_have_text("letter by hand")
        # One's own last step, from the keyboard, and the button that says it.
        row.locator("[data-field=channel]").focus()
        page.keyboard.press("Control+z")
        expect(row.locator("[data-field=channel]")).to_have_text("letter")
        expect(page.locator("[data-step=redo]")).to_contain_text("letter by hand")
        page.keyboard.press("Control+Shift+z")
        expect(row.locator("[data-field=channel]")).to_have_text("letter by hand")
        # Escape leaves the table, and Tab comes back to where one was.
        page.keyboard.press("Escape")
        expect(page.locator("[data-after-table]")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.locator("td:focus")).to_have_attribute("data-field", "channel")
        assert visit.errors == []
        page.reload()
        expect(row_of(page, "Harbour Lights")).to_contain_text("letter by hand")


def test_the_grid_is_read_aloud_as_one(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit:
        page = open_table(visit, daylight)
        grid = page.get_by_role("grid")
        for column in COLUMNS:
            expect(grid.get_by_role("columnheader", name=column, exact=True)).to_have_count(1)
        first = grid.get_by_role("row").nth(1)
        expect(first.get_by_role("rowheader")).to_have_count(1)
        expect(first.get_by_role("gridcell", name="Spreadsheet by e-mail")).to_have_count(1)
        first.get_by_role("gridcell", name="Spreadsheet by e-mail").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("combobox", name=re.compile(r"How, flow 1"))).to_be_focused()
        nothing_keeps_out(page)
        page.keyboard.press("Escape")
        stops = page.locator('tbody td[tabindex="0"]')
        expect(stops).to_have_count(1)
        nothing_keeps_out(page)
        snapshot = grid.aria_snapshot()
        assert "rowheader" in snapshot
        assert "gridcell" in snapshot


def test_questions_stand_beside_the_cell_and_are_answered_with_keys(
    window: Window, daylight: Daylight
) -> None:
    with window("facilitator") as visit, window("council_staff") as other:
        page = open_table(visit, daylight)
        theirs = open_table(other, daylight)
        cell = page.locator("tr[data-element]").nth(4).locator("[data-field=channel]")
        same = theirs.locator("tr[data-element]").nth(4).locator("[data-field=channel]")
        same.focus()
        theirs.keyboard.type("by their way")
        theirs.keyboard.press("Enter")
        all_sent(theirs)
        cell.focus()
        page.keyboard.type("by my way")
        page.keyboard.press("Enter")
        problem = cell.locator(".dl-sheet__problem")
        expect(problem).to_contain_text("Sunita Rao has changed “How it moves” to “by their way” meanwhile")
        picture(visit, "table-1-conflict")
        nothing_keeps_out(page)
        cell.focus()
        page.keyboard.press("Enter")
        expect(problem.get_by_role("button", name="Keep theirs")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(cell).to_have_text("by my way")
        all_sent(page)
        # What cannot be stored says why, and what was typed can be mended.
        cell.focus()
        page.keyboard.type("x" * 201)
        page.keyboard.press("Enter")
        expect(problem).to_contain_text("at most 200")
        cell.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(cell.locator("input")).to_be_focused()
        for _letter in range(3):
            page.keyboard.press("Backspace")
        page.keyboard.press("Enter")
        all_sent(page)
        # What looks like somebody's data is asked about before it is stored.
        cell.focus()
        page.keyboard.type("ring 07700 900123")
        page.keyboard.press("Enter")
        expect(problem).to_contain_text("07700 900123")
        picture(visit, "table-2-personal")
        problem.get_by_role("button", name="Take it out").click()
        expect(cell).to_have_text("ring")
        all_sent(page)


def test_a_cell_that_is_being_edited_was_seen_as_it_was_opened(window: Window, daylight: Daylight) -> None:
    """Its row is shown anew meanwhile for another cell: what somebody wrote in this one is asked about."""
    with window("facilitator") as visit, window("council_staff") as other:
        page, theirs = open_table(visit, daylight), open_table(other, daylight)
        row = page.locator("tr[data-element]").nth(9)
        held: list[Any] = []
        visit.context.route("**/edits/", lambda route: held.append(route))
        row.locator("[data-field=purpose]").focus()
        page.keyboard.type("hold the first")
        page.keyboard.press("Enter")
        cell = row.locator("[data-field=channel]")
        cell.focus()
        page.keyboard.press("F2")
        page.keyboard.type(" and mine")
        same = theirs.locator("tr[data-element]").nth(9).locator("[data-field=channel]")
        same.focus()
        theirs.keyboard.type("written by another")
        theirs.keyboard.press("Enter")
        all_sent(theirs)
        for route in held:
            route.continue_()
        visit.context.unroute("**/edits/")
        expect(row.locator("[data-field=purpose]")).to_have_text("Hold the first")
        page.keyboard.press("Enter")
        expect(cell.locator(".dl-sheet__problem")).to_contain_text("written by another")


def test_an_edit_in_the_table_of_what_was_removed(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit, window("council_staff") as other:
        page = open_table(visit, daylight)
        flow = page.locator("tr[data-element]").nth(6).get_attribute("data-element")
        row = page.locator(f'tr[data-element="{flow}"]')
        row.locator("[data-field=channel]").focus()
        page.keyboard.type("by pigeon")
        other.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/f/{flow}/")
        other.page.get_by_role("button", name="Remove").click()
        expect(other.page.locator("[data-done]")).to_be_visible()
        # Whoever is in it sees that it is gone, and goes on typing.
        expect(page.locator(f'tr.dl-sheet__gone[data-element="{flow}"]')).to_have_count(1)
        page.keyboard.press("Enter")
        problem = row.locator(".dl-sheet__problem")
        expect(problem).to_contain_text("Sunita Rao has removed")
        picture(visit, "table-3-removed")
        problem.get_by_role("button", name="Put it back with my change").click()
        all_sent(page)
        expect(row.locator("[data-field=channel]")).to_have_text("by pigeon")


def test_a_block_is_pasted_as_one_step(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = open_table(visit, daylight)
        before = page.locator("tr[data-element]").count()
        block = (
            "Willow House\tNorthmoor Council\tName; Sleep\tpost\n"
            '"Willow\tHouse"\tWillow House\t\tphone\nOnly one end'
        )
        page.evaluate("text => navigator.clipboard.writeText(text)", block)
        page.locator("tr[data-new] [data-field=source]").focus()
        page.keyboard.press("Control+v")
        all_sent(page)
        expect(page.locator("tr[data-element]")).to_have_count(before + 2)
        expect(page.locator("[data-announce]")).to_contain_text("lack an end: 1")
        expect(row_of(page, "Sleep")).to_contain_text("post")
        page.locator("td[data-field=channel]").first.focus()
        page.keyboard.press("Control+z")
        expect(page.locator("tr[data-element]")).to_have_count(before)
        # Over cells that are there: each takes what lies on it.
        page.evaluate(
            "text => navigator.clipboard.writeText(text)",
            "one way\tfirst reason\nanother way\tsecond reason\n",
        )
        page.locator("td[data-field=channel]").nth(1).focus()
        page.keyboard.press("Control+v")
        all_sent(page)
        expect(page.locator("td[data-field=purpose]").nth(2)).to_have_text("Second reason")
        expect(page.locator("td[data-field=channel]").nth(1)).to_have_text("one way")


def test_ten_edits_without_a_connection_all_arrive_in_order(
    window: Window, daylight: Daylight, request: pytest.FixtureRequest
) -> None:
    """Two minutes without a connection in the full size, some seconds otherwise."""
    away = 120 if request.config.getoption("--long") else 4
    with window("facilitator") as visit:
        page = open_table(visit, daylight)
        cells = page.locator("td[data-field=channel]")
        sent: list[Any] = []
        page.on(
            "request",
            lambda asked: (
                sent.append(asked.post_data_json)
                if asked.url.endswith("/edits/") and asked.method == "POST"
                else None
            ),
        )
        visit.context.set_offline(True)
        for number in range(10):
            cells.nth(number % 4).focus()
            page.keyboard.type(f"offline {number}")
            page.keyboard.press("Enter")
        expect(page.locator("[data-queue-status]")).to_have_text(
            "No connection. Kept on this device, and sent when it is back: 10"
        )
        picture(visit, "table-4-offline")
        page.wait_for_timeout(away * 1000)
        sent.clear()
        visit.context.set_offline(False)
        all_sent(page)
        values = [edit["value"] for body in sent for edit in body["edits"]]
        assert list(dict.fromkeys(values)) == [f"offline {number}" for number in range(10)]
        page.reload()
        for number, last in enumerate((8, 9, 6, 7)):
            expect(cells.nth(number)).to_have_text(f"offline {last}")
        visit.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/history/")
        names = page.locator(".dl-act__name").all_inner_texts()[:10]
        assert [re.search(r"offline (\d)$", name.strip()).group(1) for name in names] == [
            str(n) for n in range(9, -1, -1)
        ]


def test_unsent_edits_are_there_after_the_page_was_closed(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit:
        page = open_table(visit, daylight)
        cell = page.locator("td[data-field=trigger], td[data-field=channel]").nth(8)
        visit.context.route("**/edits/", lambda route: route.abort())
        cell.focus()
        page.keyboard.type("kept here")
        page.keyboard.press("Enter")
        expect(page.locator("[data-queue-status]")).to_contain_text("Kept on this device")
        visit.context.unroute("**/edits/")
        other = visit.context.new_page()
        page.close()
        other.goto(f"{visit.home}/m/{daylight.facts['maps']['Northmoor support service']}/?view=table")
        all_sent(other)
        expect(other.locator("td[data-field=channel]").nth(8)).to_have_text("kept here")


def test_on_a_phone_a_cell_is_edited_with_one_touch(window: Window, daylight: Daylight) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with window("facilitator", **phone) as visit:
        page = open_table(visit, daylight)
        cell = page.locator("td[data-field=channel]").nth(2)
        cell.tap()
        expect(cell.locator("input")).to_be_focused()
        picture(visit, "table-5-phone")
        page.keyboard.press("Control+a")
        page.keyboard.type("by phone")
        page.keyboard.press("Enter")
        all_sent(page)
        expect(cell).to_have_text("by phone")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
