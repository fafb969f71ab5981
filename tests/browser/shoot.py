"""Takes a picture of every page, wide and narrow, by day and by night: `bin/screenshots [FOLDER]`."""

import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

django.setup()  # the tests' own helpers expect it

from tests.browser.conftest import ARGUMENTS, ROOT, Daylight, Visit, running, visiting  # noqa: E402
from tests.browser.test_pages import settle  # noqa: E402
from tests.conftest import find_chromium  # noqa: E402

SIZES = {"1440": (1440, 900), "1920": (1920, 1080), "360": (360, 740)}
LIGHTS = ("light", "dark")
ROLE = "council_staff"


def shoot(folder: Path) -> int:
    """Write the pictures and return how many there are."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Pictures of pages need Chromium or Chrome on this machine.")
    taken = 0
    with (
        tempfile.TemporaryDirectory() as data,
        running("sample", Path(data) / "run") as daylight,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for size, (width, height) in SIZES.items():
            for light in LIGHTS:
                viewport = {"width": width, "height": height}
                with visiting(browser, daylight, ROLE, viewport=viewport, color_scheme=light) as visit:
                    taken += _pages(visit, daylight, folder / f"{size}-{light}")
        browser.close()
    return taken


def _pages(visit: Visit, daylight: Daylight, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in daylight.pages.items():
        settle(visit, path)
        visit.page.screenshot(path=folder / f"{name.replace(' ', '-')}.png", full_page=True)
    settle(visit, daylight.pages["version"])
    if visit.page.locator("[data-canvas]").is_visible():
        visit.page.locator(f"[id='{daylight.facts['flow']}'] > a").focus()
        visit.page.keyboard.press("Enter")
        visit.page.locator("[data-close]").wait_for()
        visit.page.screenshot(path=folder / "version-with-panel.png")
    return len(list(folder.glob("*.png")))


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    sys.stdout.write(f"{shoot(where)} pictures in {where}\n")
