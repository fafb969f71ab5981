"""A real Chromium before a real Daylight: nothing leaves this machine, and nothing waits for a clock."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LAPTOP = {"width": 1440, "height": 900}


@dataclass
class Daylight:
    """A running Daylight and what its seed made."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


@contextmanager
def running(seed: str, folder: Path) -> Iterator[Daylight]:
    """Start Daylight in its own process on its own data, and end it by closing its input."""
    facts_file = _made(seed, folder)
    shutil.copytree(facts_file.parent / "data", folder, dirs_exist_ok=True)
    environment = _environment(folder)
    command = [sys.executable, "-m", "tests.browser.server", "serve", str(facts_file)]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdin
        assert process.stdout
        try:
            first = process.stdout.readline()
            assert first, f"Daylight did not start:\n{(folder / 'server.log').read_text()[-4000:]}"
            facts = json.loads(first)
            ready = process.stdout.readline()
            assert "ready" in ready, ready
            yield Daylight(facts.pop("url"), facts.pop("pages"), facts.pop("sessions"), facts)
        finally:
            process.stdin.close()
            process.wait(timeout=20)
            process.stdout.close()


def _made(seed: str, folder: Path) -> Path:
    """Return what a seed made, beside a data folder with it: made once in a run, whoever needs it first."""
    # Workers that share a run have folders beside each other.
    mine = folder.parent
    home = (mine.parent if mine.name.startswith("popen-") else mine) / f"seed-{seed}"
    home.mkdir(exist_ok=True)
    facts = home / "facts.json"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            shutil.rmtree(home / "data", ignore_errors=True)
            (home / "data").mkdir()
            made = home / "being-made.json"
            subprocess.run(
                [sys.executable, "-m", "tests.browser.server", "make", seed, str(made)],
                cwd=ROOT,
                env=_environment(home / "data"),
                check=True,
            )
            made.rename(facts)
    return facts


def _environment(data: Path) -> dict[str, str]:
    """Return what a Daylight of its own is told, and nothing of the one that tests run in."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
    return {
        **{name: value for name, value in kept.items() if not name.startswith(("DAYLIGHT_", "CELERY_"))},
        "DAYLIGHT_DATA": str(data),
        "DAYLIGHT_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@pytest.fixture(scope="module")
def daylight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daylight]:
    """Daylight with the sample programmes."""
    with running("sample", tmp_path_factory.mktemp("daylight")) as started:
        yield started


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, ended with the module: its event loop would keep Django's own tests from the database."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


class Visit:
    """Somebody's browser window, and whatever it complained about or tried to fetch from elsewhere."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.dialogs: list[str] = []
        context.on("request", self._asked)
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(f"{self.home}/"):
            self.elsewhere.append(request.url)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def go(self, path: str) -> int:
        """Open a page of Daylight and return its status."""
        response = self.page.goto(f"{self.home}{path}")
        assert response, path
        return response.status


Window = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def window(browser: Browser, daylight: Daylight) -> Window:
    """Return a function that opens a window: ``with window("viewer", color_scheme="dark") as visit``."""

    def open_window(role: str = "", **options: Any) -> AbstractContextManager[Visit]:
        return visiting(browser, daylight, role, **options)

    return open_window


@contextmanager
def visiting(browser: Browser, daylight: Daylight, role: str = "", **options: Any) -> Iterator[Visit]:
    """Open a window on Daylight, signed in when a role is given."""
    context = browser.new_context(**{"viewport": LAPTOP, "reduced_motion": "reduce", **options})
    context.set_default_timeout(15_000)
    if role:
        context.add_cookies([{"name": "sessionid", "value": daylight.sessions[role], "url": daylight.url}])
    try:
        visit = Visit(context, daylight.url)
        yield visit
        assert visit.elsewhere == [], "the page asked another site for something"
    finally:
        context.close()
