"""Three people at one flow, each in a browser of their own: nothing is lost, and all are told whose it is."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Visit, Window
from tests.browser.test_pages import axe_source, problems

pytestmark = pytest.mark.browser


def picture(visit: Visit, name: str) -> None:
    """Keep what somebody sees, for people to look at, where ``SCREENSHOTS`` names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def new_flow(visit: Visit, daylight: Daylight, sender: str) -> str:
    """Draw a flow of this test's own, and return its address."""
    visit.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/f/new/")
    for label, value in (("From", sender), ("To", "Northmoor Council"), ("How it moves", "post")):
        visit.page.get_by_label(label, exact=True).fill(value)
    visit.page.get_by_role("button", name="Add flow").click()
    expect(visit.page.get_by_text("Done: added")).to_be_visible()
    return visit.page.url.split("?")[0].removeprefix(visit.home)


def field(page: Page, label: str):
    return page.get_by_label(label, exact=True)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_three_people_at_one_flow(window: Window, daylight: Daylight) -> None:
    with window("council_staff") as sunita, window("facilitator") as fran, window("owner") as olu:
        flow = new_flow(sunita, daylight, "Lantern House")
        for visit in (sunita, fran, olu):
            visit.go(f"{flow}edit/")

        # Different facts: all are kept.
        field(sunita.page, "How it moves").fill("secure e-mail")
        save(sunita.page)
        field(fran.page, "What for").fill("find a room")
        save(fran.page)
        expect(fran.page.locator(".dl-sentence")).to_contain_text("by secure e-mail")
        expect(fran.page.locator(".dl-sentence")).to_contain_text("in order to find a room")
        picture(fran, "together-1-merged")

        # The same fact: both values and whose the other is; the choice is the person's.
        field(olu.page, "How it moves").fill("telephone")
        field(olu.page, "How often").fill("every week")
        save(olu.page)
        problem = olu.page.locator(".dl-problem")
        expect(problem).to_contain_text("Sunita Rao wrote this")
        expect(problem).to_contain_text("secure e-mail")
        expect(problem).to_contain_text("telephone")
        picture(olu, "together-2-conflict")
        olu.page.evaluate(axe_source())
        assert problems(olu.page) == []
        problem.get_by_label("Put mine in its place").check()
        save(olu.page)
        expect(olu.page.locator(".dl-sentence")).to_contain_text("every week")
        expect(olu.page.locator(".dl-sentence")).to_contain_text("on the phone")

        # Undo of what somebody has changed since asks.
        sunita.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/?view=table")
        sunita.page.locator("[data-step=undo]").click()
        expect(sunita.page.get_by_role("heading", level=1)).to_have_text("Somebody has changed this since")
        expect(sunita.page.locator("main")).to_contain_text("telephone")
        picture(sunita, "together-3-undo-asks")
        sunita.page.get_by_role("link", name="Undo nothing").click()

        # An edit of what was removed: put it back, with the change.
        fran.go(f"{flow}edit/")
        field(fran.page, "What sets it off").fill("when the room is lost")
        olu.go(flow)
        olu.page.get_by_role("button", name="Remove").click()
        expect(olu.page.get_by_text("Done: removed Lantern House")).to_be_visible()
        picture(olu, "together-4-removed")
        save(fran.page)
        expect(fran.page.locator(".dl-problem")).to_contain_text("has removed")
        picture(fran, "together-5-edit-against-removal")
        fran.page.get_by_role("button", name="Put it back with my changes").click()
        expect(fran.page.locator(".dl-sentence")).to_contain_text("Lantern House")
        expect(fran.page.locator("main")).to_contain_text("when the room is lost")
        fran.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/history/")
        picture(fran, "together-6-history")


def test_removing_never_asks_and_undo_is_there_after_its_ten_seconds(
    window: Window, daylight: Daylight
) -> None:
    with window("council_staff") as visit:
        visit.page.clock.install()
        flow = new_flow(visit, daylight, "Rowan Court")
        visit.go(flow)
        visit.page.get_by_role("button", name="Remove").click()
        done = visit.page.locator("[data-done]")
        expect(done).to_contain_text("removed Rowan Court → Northmoor Council")
        visit.page.mouse.move(5, 5)
        visit.page.clock.run_for(10_500)
        expect(done).to_have_count(0)
        visit.page.locator("[data-step=undo]").click()
        # Above the page where it came anew, above the line where the picture has changed in place.
        expect(visit.page.locator(".dl-messages, [data-said]", has_text="Undone").first).to_be_visible()
        assert visit.go(flow) == 200


def test_a_flow_is_drawn_by_choosing_both_ends_with_the_keyboard_alone(
    window: Window, daylight: Daylight
) -> None:
    with window("facilitator") as visit:
        page = visit.page
        visit.go(f"/m/{daylight.facts['maps']['Northmoor support service']}/")
        expect(page.locator("[data-zoom=fit]")).to_be_visible()
        sender = page.locator("svg.map-picture a").filter(has_text="Open Door Night Shelter").first
        sender.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-connect=from]")).to_be_visible()
        page.locator("[data-connect=from]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-connecting]")).to_contain_text("Who gets it from Open Door Night Shelter?")
        page.evaluate(axe_source())
        assert problems(page) == []
        assert problems(page, ["target-size"]) == []
        receiver = page.locator("svg.map-picture a").filter(has_text="Moorside Surgery").first
        receiver.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("What moves", exact=True)).to_be_focused()
        assert page.get_by_label("From", exact=True).input_value() == "Open Door Night Shelter"
        assert page.get_by_label("To", exact=True).input_value() == "Moorside Surgery"
        page.keyboard.type("Sleep")
        page.keyboard.press("Enter")
        expect(page.locator("[data-done]")).to_contain_text(
            "added Open Door Night Shelter → Moorside Surgery: Sleep"
        )
        # Escape in the middle leaves everything as it was.
        sender.focus()
        page.keyboard.press("Enter")
        page.locator("[data-connect=to]").click()
        page.keyboard.press("Escape")
        expect(page.locator("[data-connecting]")).to_be_hidden()
        assert visit.errors == []


def test_a_form_waits_for_the_connection(window: Window, daylight: Daylight) -> None:
    with window("facilitator") as visit:
        flow = new_flow(visit, daylight, "Alder House")
        visit.go(f"{flow}edit/")
        field(visit.page, "How often").fill("every day")
        visit.context.set_offline(True)
        save(visit.page)
        expect(visit.page.locator("[data-waiting]")).to_contain_text("What you typed stays here")
        assert field(visit.page, "How often").input_value() == "every day"
        visit.context.set_offline(False)
        expect(visit.page.locator(".dl-sentence")).to_contain_text("every day")
