"""A partner reviews on a phone without an account and is answered: with a clock, every press counted."""

import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Daylight, Window
from tests.browser.test_comparing import northmoor
from tests.browser.test_pages import axe_source, problems
from tests.browser.test_together import picture
from tests.results import keep_result

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@dataclass
class Hand:
    """Counts what somebody does: a tap, or a text typed in one go."""

    page: Page
    done: int = 0

    def tap(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).and_(self.page.locator(":visible")).first.click()  # type: ignore[arg-type]
        self.done += 1

    def choose(self, words: str) -> None:
        self.page.locator("label:visible", has_text=words).first.click()
        self.done += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).and_(self.page.locator(":visible")).first.fill(text)
        self.done += 1


def link_to(window: Window, daylight: Daylight, for_whom: str) -> str:
    """Make a link as the council's staff do, and return its path."""
    with window("council_staff") as visit:
        visit.go(f"{northmoor(daylight)}reviews/")
        visit.page.get_by_label("For whom is it?").select_option(label=for_whom)
        visit.page.get_by_role("button", name="Make the link").click()
        address = visit.page.locator("input[data-select]").first.input_value()
    return address.removeprefix(visit.home)


def first_card(page: Page):
    return page.locator("[data-card]:visible").first


def test_somebody_reviews_on_a_phone_and_is_answered(window: Window, daylight: Daylight) -> None:
    link = link_to(window, daylight, "Northmoor Navigators")
    with window(**PHONE) as phone:
        began = time.monotonic()
        phone.go(link)
        page, hand = phone.page, Hand(phone.page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Flows about Northmoor Navigators")
        # A phone is shown one sentence at a time, and no map.
        assert page.locator("[data-card]:visible").count() == 1
        assert page.locator("svg [role=listitem]").count() == 0
        page.evaluate(axe_source())
        assert problems(page) == []
        hand.choose("That's not right")
        hand.write("In your words", "It goes every week, on Mondays.")
        picture(phone, "review-card")
        hand.tap("Finish")
        hand.choose("Mostly")
        hand.tap("Send review")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your review is sent")
        first = {"actions": hand.done, "seconds": round(time.monotonic() - began, 1)}
        assert first["actions"] <= 5
        assert problems_of(page) == []
        assert page.evaluate("Object.keys(localStorage).length") == 0
        told = page.url.removeprefix(phone.home)

        # The next one suggests a change; what is half written survives the page.
        phone.go(link)
        hand.choose("It depends")
        expect(page.get_by_label("Does it always happen").first).to_be_visible()
        page.locator("summary:visible", has_text="Suggest the change").click()
        hand.write("How often", "every Monday")
        page.reload()
        expect(page.get_by_label("How often").first).to_have_value("every Monday")
        hand.tap("Finish")
        hand.tap("Send review")
        expect(page.get_by_role("heading", name="Nothing is sent yet")).to_be_visible()
        assert problems_of(page) == []
        hand.choose("Mostly")
        hand.tap("Send review")
        suggested = page.url.removeprefix(phone.home)

        with window("facilitator") as keeper:
            keeper.go(f"{northmoor(daylight)}inbox/")
            office = Hand(keeper.page)
            assert problems_of(keeper.page) == []
            picture(keeper, "inbox")
            began = time.monotonic()
            office.tap("Accept what Somebody who works there suggests", role="link")
            picture(keeper, "suggestion")
            office.tap("Accept and answer")
            expect(keeper.page.locator("main").first).to_contain_text("Accepted")
            accepted = {"actions": office.done, "seconds": round(time.monotonic() - began, 1)}
            assert accepted["actions"] <= 2
        phone.go(suggested)
        expect(page.locator("main")).to_contain_text("We changed it as you suggested.")
        picture(phone, "review-told")
        phone.go(told)
        expect(page.locator("main")).to_contain_text("Not yet answered")
    keep_result("reviewing/journeys", {"first comment": first, "accept": accepted})


def problems_of(page: Page) -> list[str]:
    page.evaluate(axe_source())
    return problems(page)


def test_people_with_lived_experience_read_plain_words_and_leave_at_once(
    window: Window, daylight: Daylight
) -> None:
    link = link_to(window, daylight, "People with lived experience, in plain words")
    with window(**PHONE) as phone:
        phone.go(link)
        page = phone.page
        expect(page.get_by_role("heading", level=1)).to_contain_text("Who tells whom about you")
        card = first_card(page)
        for question in ("What?", "Why?", "Are you told?", "Do you have a choice?"):
            expect(card).to_contain_text(question)
        Hand(page).choose("This worries me")
        Hand(page).write("In your words", "I was never asked.")
        picture(phone, "review-lived")
        assert page.evaluate("Object.keys(localStorage).length") == 1
        page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
        page.get_by_role("link", name="Exit this page").click()
        expect(page).to_have_title("Weather")
        assert phone.elsewhere == ["https://www.bbc.co.uk/weather"]
        phone.elsewhere.clear()
        phone.go(link)
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_review_by_keyboard_alone(window: Window, daylight: Daylight) -> None:
    link = link_to(window, daylight, "Northmoor Council")
    with window() as visit:
        visit.go(link)
        page = visit.page
        count = page.locator("[data-card]").count()

        def tab_to(name: str) -> None:
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.textContent.trim()") == name:
                    return
            raise AssertionError(f"Nothing called {name!r} is reached")

        tab_to("Next")
        page.keyboard.press("Enter")
        # The card that is shown has the focus, so reading goes on there.
        expect(page.locator("[data-card]:visible")).to_be_focused()
        expect(page.get_by_role("status").filter(has_text=f"2 of {count}")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.locator("input[value=right]:visible")).to_be_checked()
        tab_to("Finish")
        page.keyboard.press("Enter")
        expect(page.locator("#finish")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.get_by_label("Matches what we do")).to_be_checked()
        tab_to("Send review")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your review is sent")
