"""Several browsers on one map: everybody sees it at once, and nobody loses their place."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Daylight, Visit, running, visiting
from tests.browser.test_pages import axe_source, problems

pytestmark = pytest.mark.browser
FOLDER = os.environ.get("SCREENSHOTS", "")
NEWS = re.compile(r"/(live|since)/\?")
PROJECTOR = {"width": 1920, "height": 1080}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daylight]:
    with running("sample", tmp_path_factory.mktemp("town")) as started:
        yield started


@pytest.fixture
def together(town: Daylight, browser: Browser) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def streams(urls: list[str]) -> int:
    """How many streams were asked for."""
    return sum("/live/?" in url for url in urls)


def comes(
    stack: ExitStack, browser: Browser, town: Daylight, role: str, path: str, **options: object
) -> Visit:
    visit = stack.enter_context(visiting(browser, town, role, **options))
    visit.go(path)
    return visit


def watched(stack: ExitStack, browser: Browser, town: Daylight, path: str) -> tuple[Visit, list[str]]:
    """A browser on a page, and the addresses that any of its tabs asks for."""
    visit = stack.enter_context(visiting(browser, town, "owner"))
    asked: list[str] = []
    visit.context.on("request", lambda request: asked.append(request.url))
    visit.go(path)
    expect(flows(visit.page).first).to_be_visible()
    visit.page.wait_for_timeout(500)
    return visit, asked


def map_of(town: Daylight, name: str = "Lancashire") -> str:
    return f"/m/{town.facts['maps'][name]}/"


def film(page: Page, name: str) -> None:
    if FOLDER:
        page.wait_for_timeout(600)
        page.screenshot(path=f"{FOLDER}/live-{name}.png")


def draw(page: Page, line: str) -> None:
    page.fill("#capture-line", line)
    page.press("#capture-line", "Enter")


def say(page: Page, kind: str, words: str) -> None:
    page.get_by_label(kind).check()
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="Comment").click()


def flows(page: Page):
    return page.locator("[data-canvas] > svg .flow")


def told(page: Page):
    return page.locator("[data-live-told]")


def test_three_who_draw_together_see_each_other(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town)
    mapper = comes(together, browser, town, "facilitator", path)
    second = comes(together, browser, town, "council_staff", f"{path}?view=table")
    owner = comes(together, browser, town, "owner", path)
    wall = comes(together, browser, town, "viewer", f"{path}screen/", viewport=PROJECTOR)
    people = mapper.page.locator("[data-faces] .dl-here")
    expect(people).to_have_count(2)
    assert sorted(people.all_inner_texts()) == ["OA", "SR"]
    before = flows(mapper.page).count()
    film(mapper.page, "1-mapper")

    draw(mapper.page, "Police > Shelter: risk level by phone, weekly")
    for page in (owner.page, wall.page):
        expect(flows(page)).to_have_count(before + 1)
    expect(second.page.locator("tbody tr[data-element]")).to_have_count(before + 1)
    expect(wall.page.locator("[data-sentence]")).to_contain_text("risk level")
    expect(told(second.page)).to_contain_text("Fran Whitlock: added “Police → Shelter")
    film(second.page, "2-table")
    film(wall.page, "2-wall")

    cell = second.page.locator("tbody tr[data-element] td[data-field=channel]").first
    cell.click()
    second.page.keyboard.type("by carrier pigeon")
    mapper.page.fill("#capture-line", "Shelter > GP: half a")
    second.page.keyboard.press("Enter")
    expect(told(mapper.page)).to_contain_text("Sunita Rao: changed")
    # Where the others are: a ring and initials on the picture.
    expect(mapper.page.locator(".other__initials", has_text="SR")).to_have_count(1)
    expect(mapper.page.locator("#capture-line")).to_be_focused()
    assert mapper.page.input_value("#capture-line") == "Shelter > GP: half a"
    # And who they are, in full, without a mouse.
    menu = mapper.page.locator("[data-people] > summary")
    expect(menu).to_have_accessible_name(re.compile("^Also here: (Olu|Sunita)[^,]+, (Olu|Sunita)[^,]+$"))
    menu.press("Enter")
    expect(mapper.page.locator("[data-people-list] li", has_text="Sunita Rao")).to_contain_text("At: ")
    film(mapper.page, "3-mapper")
    menu.press("Escape")

    draw(owner.page, "GP > Shelter: referral letter")
    expect(flows(mapper.page)).to_have_count(before + 2)
    expect(second.page.locator("tbody tr[data-element]")).to_have_count(before + 2)
    assert mapper.page.input_value("#capture-line") == "Shelter > GP: half a"
    film(owner.page, "4-owner")
    film(second.page, "4-table")
    mapper.page.press("#capture-line", "Enter")
    expect(flows(wall.page)).to_have_count(before + 3)
    film(wall.page, "5-wall")
    for visit in (mapper, second, owner, wall):
        assert visit.errors == []


def test_who_leaves_is_not_shown_any_more(town: Daylight, browser: Browser, together: ExitStack) -> None:
    mapper = comes(together, browser, town, "facilitator", map_of(town, "Manchester"))
    with visiting(browser, town, "partner") as other:
        other.go(map_of(town, "Manchester"))
        expect(mapper.page.locator("[data-faces] .dl-here")).to_have_count(1)
    expect(mapper.page.locator("[data-people]")).to_be_hidden(timeout=15_000)


def test_a_field_that_is_being_edited_is_left_alone_and_the_clash_is_asked_about(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = f"{map_of(town)}?view=table"
    one = comes(together, browser, town, "facilitator", path)
    other = comes(together, browser, town, "owner", path)
    row = one.page.locator("tbody tr[data-element]").nth(2)
    element = row.get_attribute("data-element")
    mine = one.page.locator(f'tr[data-element="{element}"] td[data-field=channel]')
    theirs = other.page.locator(f'tr[data-element="{element}"] td[data-field=channel]')
    mine.click()
    one.page.keyboard.type("by pigeon")
    # The others see where somebody is.
    expect(other.page.locator(f'tr[data-element="{element}"] th')).to_have_attribute("data-theirs", "FW")
    theirs.click()
    other.page.keyboard.type("by owl")
    other.page.keyboard.press("Enter")
    expect(theirs).to_contain_text("by owl")
    expect(told(one.page)).to_contain_text("Olu Adeyemi")
    expect(one.page.locator(":focus")).to_have_value("by pigeon")
    one.page.keyboard.press("Enter")
    expect(mine).to_contain_text("Olu Adeyemi has changed")
    mine.get_by_role("button", name="Use mine").click()
    expect(theirs).to_contain_text("by pigeon")
    # Whose it is stands beside what was changed, for a while.
    expect(theirs).to_have_attribute("data-theirs", "FW")
    expect(theirs).not_to_have_attribute("data-theirs", "FW", timeout=10_000)


def test_a_row_that_goes_waits_until_nobody_is_in_it(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town)
    one = comes(together, browser, town, "facilitator", f"{path}?view=table")
    other = comes(together, browser, town, "owner", path)
    before = one.page.locator("tbody tr[data-element]").count()
    draw(other.page, "Shelter > Police: name, by letter")
    rows = one.page.locator("tbody tr[data-element]")
    expect(rows).to_have_count(before + 1)
    rows.last.locator("td[data-field=purpose]").click()
    other.page.keyboard.press("Control+z")
    expect(one.page.locator("tr.dl-sheet__gone")).to_have_count(1)
    assert one.page.evaluate("document.activeElement.dataset.field") == "purpose"
    one.page.keyboard.press("ArrowUp")
    expect(rows).to_have_count(before)
    assert one.page.evaluate("document.activeElement.dataset.field") == "purpose"


def test_the_inbox_follows_and_keeps_the_place(town: Daylight, browser: Browser, together: ExitStack) -> None:
    path = map_of(town, "Manchester")
    staff = comes(together, browser, town, "council_staff", f"{path}inbox/")
    partner = comes(together, browser, town, "partner", f"{path}v/1/comment/")
    answer = staff.page.get_by_role("link", name=re.compile("^Answer")).last
    address = answer.get_attribute("href")
    answer.focus()
    before = staff.page.locator(".dl-comment").count()
    say(partner.page, "Something is missing", "Nobody says what the hospital gets.")
    expect(staff.page.locator(".dl-comment")).to_have_count(before + 1)
    expect(staff.page.get_by_text("Nobody says what the hospital gets.")).to_be_visible()
    assert staff.page.evaluate("document.activeElement.getAttribute('href')") == address
    film(staff.page, "inbox")


@pytest.mark.parametrize("view", ["sentences", "grid", "table"])
def test_pages_that_are_read_follow_too(
    town: Daylight, browser: Browser, together: ExitStack, view: str
) -> None:
    path = map_of(town, "Redcar & Cleveland")
    reader = comes(together, browser, town, "viewer", f"{path}?view={view}")
    mapper = comes(together, browser, town, "facilitator", path)
    draw(mapper.page, f"Shelter > Library {view}: reading list")
    expect(reader.page.locator("#followed")).to_contain_text(f"Library {view}")
    assert reader.errors == []


@pytest.mark.parametrize("view", ["picture", "sentences", "table"])
def test_what_is_said_of_the_rest_of_a_map_stays_true(
    town: Daylight, browser: Browser, together: ExitStack, view: str
) -> None:
    path = map_of(town, "Redcar & Cleveland")
    # Who may edit has the table as an editor, which follows in a way of its own.
    reader = comes(together, browser, town, "owner", path)
    person = reader.page.locator("select[name=node] option", has_text="The person").get_attribute("value")
    reader.go(f"{path}?show=around&node={person}&hops=1&view={view}")
    says = reader.page.locator("#shown")
    expect(says).to_contain_text("flows are shown")
    shown, every = map(int, re.findall(r"\d+", says.inner_text())[:2])
    mapper = comes(together, browser, town, "facilitator", path)
    draw(mapper.page, f"Shelter > Museum {view}: opening hours")
    expect(says).to_contain_text(
        f"{shown} of {every + 1} flows are shown. The other {every + 1 - shown} do not"
    )


def test_what_is_found_is_counted_anew(town: Daylight, browser: Browser, together: ExitStack) -> None:
    path = map_of(town, "Redcar & Cleveland")
    reader = comes(together, browser, town, "viewer", f"{path}?view=sentences&find=Allotment")
    mapper = comes(together, browser, town, "facilitator", path)
    expect(reader.page.get_by_text("No flow found for “Allotment”.")).to_be_visible()
    draw(mapper.page, "Shelter > Allotment: name")
    expect(reader.page.locator("#found")).to_contain_text("1 flow of")


def test_a_phone_follows_in_words(town: Daylight, browser: Browser, together: ExitStack) -> None:
    path = map_of(town, "Redcar & Cleveland")
    phone = comes(together, browser, town, "viewer", path, viewport=PHONE)
    mapper = comes(together, browser, town, "facilitator", path)
    draw(mapper.page, "Shelter > Swimming pool: name")
    expect(phone.page.locator("#panel")).to_contain_text("Swimming pool")
    expect(told(phone.page)).to_be_visible()
    film(phone.page, "phone")
    wide = phone.page.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE["width"]


def test_the_page_of_one_flow_follows_until_it_is_gone_and_when_it_is_back(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town, "Redcar & Cleveland")
    mapper = comes(together, browser, town, "facilitator", f"{path}?view=table")
    row = mapper.page.locator("tbody tr[data-element]").first
    flow = row.get_attribute("data-element")
    phone = comes(together, browser, town, "viewer", f"{path}f/{flow}/", viewport=PHONE)
    # Whoever reads it on a page of its own is at it, as on the picture.
    expect(row.locator("th[data-theirs=VL]")).to_be_visible()
    phone.page.locator("summary", has_text="Every fact about this flow").click()
    history = phone.page.get_by_role("link", name="History")
    history.focus()

    cell = row.locator("td[data-field=channel]")
    cell.click()
    mapper.page.keyboard.type("by pigeon post")
    mapper.page.keyboard.press("Enter")
    expect(phone.page.locator("#followed")).to_contain_text("by pigeon post")
    expect(told(phone.page)).to_have_text(re.compile("^Fran Whitlock: changed “.+ → .+”[.]$"))
    expect(history).to_be_focused()
    assert phone.page.locator("details", has_text="Every fact about").first.get_attribute("open") is None
    film(phone.page, "flow-on-a-phone")

    owner = comes(together, browser, town, "owner", f"{path}f/{flow}/")
    # Whoever is at one of its buttons is not left with a flow that is no more.
    staff = comes(together, browser, town, "council_staff", f"{path}f/{flow}/")
    staff.page.locator(".dl-acts__more > summary").press("Enter")
    owner.page.get_by_role("button", name="Remove").click()
    for page in (phone.page, staff.page):
        expect(page.get_by_role("heading", level=1, name="Not there any more")).to_be_visible()
        expect(page).to_have_title(re.compile("^Not there any more"))
    expect(staff.page.locator("h1")).to_be_focused()
    film(phone.page, "gone-on-a-phone")
    late = comes(together, browser, town, "viewer", f"{path}f/{flow}/")
    expect(late.page.locator("h1")).to_have_text("Not there any more")
    owner.page.locator("[data-undo] button").first.click()
    for page in (phone.page, staff.page, late.page):
        expect(page.locator("#followed")).to_contain_text("by pigeon post")
    expect(staff.page.locator("h1")).to_be_focused()

    partner = comes(together, browser, town, "partner", f"{path}v/1/comment/?about={flow}")
    say(partner.page, "It depends", "Only where there are pigeons.")
    for page in (phone.page, staff.page, late.page):
        expect(page.locator("#comments")).to_contain_text("Only where there are pigeons.")
    assert mapper.errors == []
    # Of what is gone the browser itself writes down that it is not found.
    assert {"404" in error for error in phone.errors} == {True}


def test_what_is_said_is_counted_in_the_table_that_is_edited(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town, "Redcar & Cleveland")
    staff = comes(together, browser, town, "council_staff", f"{path}?view=table")
    cell = staff.page.locator("tbody tr[data-element] td[data-label=Comments]").first
    flow = (cell.get_attribute("id") or "").removeprefix("said-")
    before = int(cell.inner_text())
    partner = comes(together, browser, town, "partner", f"{path}v/1/comment/?about={flow}")
    say(partner.page, "It depends", "It goes by letter.")
    expect(cell).to_have_text(str(before + 1))


def test_an_empty_map_begins_for_everybody(town: Daylight, browser: Browser, together: ExitStack) -> None:
    with visiting(browser, town, "facilitator") as mapper:
        mapper.go("/p/changing-futures/maps/new/")
        mapper.page.get_by_label("Name").fill("Together")
        mapper.page.get_by_role("button", name=re.compile("Start|Create|Add")).click()
        path = re.sub(r"^https?://[^/]+", "", mapper.page.url)
        other = comes(together, browser, town, "owner", path)
        wall = comes(together, browser, town, "viewer", f"{path}screen/", viewport=PROJECTOR)
        other.page.fill("#capture-line", "not sent yet")
        draw(mapper.page, "Shelter > Council: name")
        for page in (mapper.page, other.page, wall.page):
            expect(flows(page)).to_have_count(1, timeout=20_000)
        assert other.page.input_value("#capture-line") == "not sent yet"


# --- one stream for a browser, and none ------------------------------------------------------------


def test_tabs_of_one_browser_share_a_stream_and_inherit_it(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town)
    first, asked = watched(together, browser, town, path)
    second = first.context.new_page()
    second.goto(f"{town.url}{path}?view=table")
    mapper = comes(together, browser, town, "facilitator", path)
    draw(mapper.page, "Police > Library: name of the book")
    expect(second.locator("tbody")).to_contain_text("Library")
    assert streams(asked) == 1
    first.page.close()
    draw(mapper.page, "Library > Police: the book itself")
    expect(second.locator("tbody")).to_contain_text("book itself", ignore_case=True)
    second.wait_for_timeout(300)
    assert streams(asked) == 2


def test_a_tab_that_is_suspended_does_not_keep_the_stream(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town)
    first, asked = watched(together, browser, town, path)
    second = first.context.new_page()
    # A clock of its own: that of the browser's context would wait for the page that is suspended.
    second.add_init_script("const now = Date.now; window.ahead = 0; Date.now = () => now() + window.ahead;")
    second.goto(f"{town.url}{path}?view=table")
    mapper = comes(together, browser, town, "facilitator", path)
    before = flows(mapper.page).count()
    draw(mapper.page, "Police > Swimming pool: opening hours")
    expect(second.locator("tbody")).to_contain_text("Swimming pool")
    # Nothing of that page runs any more, and what it holds it keeps: as when a browser suspends a tab.
    suspend = first.context.new_cdp_session(first.page)
    suspend.send("Debugger.enable")
    suspend.send("Debugger.pause")
    draw(mapper.page, "Swimming pool > Police: number of visitors")
    second.wait_for_timeout(1000)
    assert "number of visitors" not in (second.locator("tbody").text_content() or "").lower()
    assert streams(asked) == 1
    second.evaluate("window.ahead = 75_000; document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.locator("tbody")).to_contain_text("number of visitors", ignore_case=True)
    assert streams(asked) == 2
    # It comes back as one of the others.
    suspend.send("Debugger.resume")
    suspend.send("Debugger.disable")
    expect(flows(first.page)).to_have_count(before + 2)
    draw(mapper.page, "Swimming pool > Library: a notice")
    expect(second.locator("tbody")).to_contain_text("notice", ignore_case=True)
    expect(flows(first.page)).to_have_count(before + 3)
    assert streams(asked) == 2


def test_who_stands_on_something_that_is_taken_back_is_told(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town, "Manchester")
    mapper = comes(together, browser, town, "facilitator", path)
    other = comes(together, browser, town, "council_staff", path)
    before = flows(mapper.page).count()
    draw(mapper.page, "Police > Cinema: opening hours")
    expect(flows(other.page)).to_have_count(before + 1)
    flows(other.page).last.click()
    panel = other.page.locator("[data-panel]")
    expect(panel.get_by_role("heading", name="Cinema")).to_be_focused()
    mapper.page.locator("[data-step=undo]").first.click()
    expect(panel).to_contain_text("Not there any more")
    expect(panel).to_contain_text("Fran Whitlock undid: added Police → Cinema")
    assert panel.evaluate("panel => panel.contains(document.activeElement)")
    film(other.page, "taken-back")
    panel.get_by_role("link", name="See the map as it is now").click()
    expect(flows(other.page)).to_have_count(before)


@pytest.mark.parametrize("way", ["key", "button"])
def test_an_undo_that_must_ask_asks(town: Daylight, browser: Browser, together: ExitStack, way: str) -> None:
    path = map_of(town, "Manchester")
    mapper = comes(together, browser, town, "owner", path)
    other = comes(together, browser, town, "council_staff", path)
    before = flows(other.page).count()
    draw(mapper.page, f"Police > Theatre {way}: tickets")
    expect(flows(other.page)).to_have_count(before + 1)
    draw(other.page, f"Library > Theatre {way}: opening hours")
    expect(flows(mapper.page)).to_have_count(before + 2)
    if way == "key":
        # Twice, as somebody does to whom nothing seems to happen.
        mapper.page.locator("#capture-line").focus()
        mapper.page.keyboard.press("Control+z")
        mapper.page.keyboard.press("Control+z")
    else:
        mapper.page.locator("[data-step=undo]").first.click()
    expect(mapper.page.get_by_role("heading", level=1)).to_contain_text("changed this since")
    film(mapper.page, "undo-asks")
    mapper.page.get_by_role("link", name="Undo nothing").click()
    expect(flows(mapper.page)).to_have_count(before + 2)


def test_the_browser_says_that_the_network_is_gone_and_the_page_does_too(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    reader = together.enter_context(visiting(browser, town, "viewer"))
    reader.go(map_of(town))
    expect(flows(reader.page).first).to_be_visible()
    state = reader.page.locator("[data-live-state]")
    reader.context.set_offline(True)
    expect(state).to_contain_text("No connection")
    reader.context.set_offline(False)
    expect(state).to_have_text("", timeout=3000)


def test_where_no_stream_comes_through_the_page_looks_by_itself(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town)
    reader = together.enter_context(visiting(browser, town, "viewer"))
    reader.context.route("**/live/?*", lambda route: route.fulfill(status=503, body=""))
    reader.go(path)
    expect(reader.page.get_by_text("Looking for changes every few seconds")).to_be_visible()
    mapper = comes(together, browser, town, "facilitator", path)
    before = flows(mapper.page).count()
    draw(mapper.page, "Police > Museum: opening hours")
    expect(flows(reader.page)).to_have_count(before + 1, timeout=10_000)


def test_without_a_connection_the_page_says_so_and_comes_back(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    reader = together.enter_context(visiting(browser, town, "viewer", viewport=PROJECTOR))

    def nothing(route: Route) -> None:
        route.abort()

    reader.context.route(NEWS, nothing)
    reader.go(f"{map_of(town)}screen/")
    # A wall that may be old says so too.
    expect(reader.page.get_by_text("No connection")).to_be_visible()
    film(reader.page, "away-wall")
    reader.go(map_of(town))
    state = reader.page.locator("[data-live-state]")
    expect(state).to_contain_text("No connection")
    reader.context.unroute(NEWS, nothing)
    expect(state).to_have_text("", timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_others_on_a_page_keep_nobody_out(
    town: Daylight, browser: Browser, together: ExitStack, scheme: str
) -> None:
    path = map_of(town)
    page = comes(together, browser, town, "facilitator", path, color_scheme=scheme).page
    other = comes(together, browser, town, "owner", f"{path}?view=table")
    other.page.locator("tbody tr[data-element] td[data-field=channel]").first.click()
    other.page.keyboard.type(f"by hand, {scheme}")
    other.page.keyboard.press("Enter")
    expect(told(page)).to_be_visible()
    expect(page.locator(".other__initials")).to_have_count(1)
    page.evaluate(axe_source())
    assert problems(page) == []
    film(page, f"others-{scheme}")


def test_a_form_that_is_opened_while_news_are_on_their_way_stays(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    path = map_of(town, "Manchester")
    owner = comes(together, browser, town, "owner", path)
    staff = comes(together, browser, town, "council_staff", f"{path}?view=table")
    row = staff.page.locator("tbody tr[data-element]").first
    element = row.get_attribute("data-element") or ""
    panel = owner.page.locator("[data-panel]")
    # Before the scripts are there, a line leads to a page of its own.
    owner.page.locator("[data-tools]").wait_for()
    panel.locator(f"a[data-element='{element}']").click()
    expect(panel.get_by_role("link", name="Change", exact=True)).to_be_visible()
    held: list[Route] = []
    owner.page.route(f"**/f/{element}/", lambda route: held.append(route))
    row.locator("td[data-field=channel]").click()
    staff.page.keyboard.type("by owl")
    staff.page.keyboard.press("Enter")
    expect(told(owner.page)).to_be_visible()
    owner.page.wait_for_timeout(500)
    assert len(held) == 1, "what is open is asked for once more"
    panel.get_by_role("link", name="Change", exact=True).click()
    purpose = panel.get_by_label("What for")
    purpose.fill("half a sentence")
    held[0].continue_()
    owner.page.wait_for_timeout(1000)
    expect(purpose).to_have_value("half a sentence")
    # One that could not be had is asked for again.
    owner.page.unroute(f"**/f/{element}/")
    owner.go(path)
    owner.page.locator("[data-tools]").wait_for()
    panel.locator(f"a[data-element='{element}']").click()
    expect(panel).to_contain_text("by owl")
    answers = [503, 503]
    owner.page.route(
        f"**/f/{element}/",
        lambda route: route.fulfill(status=answers.pop(), body="") if answers else route.continue_(),
    )
    row.locator("td[data-field=channel]").click()
    staff.page.keyboard.type("by pigeon")
    staff.page.keyboard.press("Enter")
    expect(panel).to_contain_text("by pigeon", timeout=10_000)
    assert answers == []


def test_signing_in_again_in_another_tab_shares_again(
    town: Daylight, browser: Browser, together: ExitStack
) -> None:
    first, asked = watched(together, browser, town, map_of(town))
    second = first.context.new_page()
    second.goto(f"{town.url}{map_of(town, 'Manchester')}")
    second.wait_for_timeout(800)
    kept = first.context.cookies()
    session = next(one for one in kept if "session" in one["name"])
    first.context.clear_cookies(name=session["name"])
    for page in (first.page, second):
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in (first.page, second):
        expect(page.locator("[data-live-state]")).to_contain_text("Not followed any more")
    first.context.add_cookies([session])
    third = first.context.new_page()
    third.goto(f"{town.url}{map_of(town)}")
    third.wait_for_timeout(1000)
    assert not [url for url in asked if "Infinity" in url]
