"""How long after an edit is acknowledged its picture stands in somebody else's browser.

``python -m bench.live_picture`` opens a map of about sixty flows in two browsers, types in one and looks
when the other has drawn it. With ``--apart`` only the second is a browser, as where people have machines of
their own: what the first would ask for is asked for, and not drawn. ``--shape production`` is gunicorn, two
live processes and a worker on PostgreSQL and Redis, behind a small proxy that sends `/live/` where it
belongs. The last line holds the percentiles in milliseconds: from the acknowledgement in the first browser
to the picture in the second.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

from playwright.async_api import Browser, Page, async_playwright

from bench.live import percentiles
from bench.live_clients import TOKEN, headers_for
from bench.live_servers import Servers, embedded, production

ROUNDS: Final = 40
FLOWS: Final = 60 - ROUNDS // 2
WARM: Final = 5
# Nobody types two lines within it.
PAUSE_MS: Final = 1000
STAMP: Final = """([name]) => {
  window.stamps = [];
  document.addEventListener(name, () => window.stamps.push(performance.timeOrigin + performance.now()));
}"""


class Proxy:
    """What stands before Daylight: speaks for one person, and knows where streams are served."""

    def __init__(self, servers: Servers, headers: dict[str, str]) -> None:
        self._servers = servers
        self._headers = headers

    async def start(self) -> str:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        own = {name.lower() for name in self._headers} | {"connection", "origin"}
        kept = [line for line in head[1:-2] if line.partition(":")[0].lower() not in own]
        said = [head[0], *kept, *(f"{name}: {value}" for name, value in self._headers.items())]
        said += [f"Origin: https://{self._servers.host}", "Connection: close", "", ""]
        path = head[0].split(" ")[1]
        port = self._servers.streams[0] if path.startswith("/live/") else self._servers.pages
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", port)
        upstream.write("\r\n".join(said).encode("latin-1"))
        passing = [_pass(reader, upstream), _pass(upstream_reader, writer)]
        tasks = [asyncio.create_task(each) for each in passing]
        _done, open_ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in open_:
            task.cancel()
        for end in (upstream, writer):
            end.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def opened(browser: Browser, servers: Servers, world: dict[str, Any], person: int, event: str) -> Page:
    """Open the map as somebody, and let the page note when an event happens."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    key = world["sessions"][person]
    if servers.secure:
        home = await Proxy(servers, headers_for(world, key, host=servers.host, secure=True)).start()
    else:
        home = f"http://{servers.host}"
        cookies = {world["cookie"]: key, "csrftoken": TOKEN}
        await context.add_cookies([{"name": name, "value": of, "url": home} for name, of in cookies.items()])
    page = await context.new_page()
    await page.goto(f"{home}/m/{world['maps'][0]['id']}/")
    await page.locator("[data-tools]:not([hidden])").wait_for()
    await page.wait_for_timeout(1500)
    await page.evaluate(STAMP, [event])
    return page


def typing(page: Page, *, apart: bool) -> Callable[[str], Awaitable[float]]:
    """Return what draws a line and says when it was acknowledged, in milliseconds since 1970."""
    url = page.url
    asking: set[asyncio.Task[Any]] = set()

    async def type_it(line: str) -> float:
        await page.fill("#capture-line", line)
        known = len(await page.evaluate("window.stamps"))
        await page.press("#capture-line", "Enter")
        for _look in range(200):
            stamps: list[float] = await page.evaluate("window.stamps")
            if len(stamps) > known:
                return stamps[-1]
            await page.wait_for_timeout(25)
        raise SystemExit("nobody acknowledged a line")

    async def send_it(line: str) -> float:
        client, headers = page.context.request, {"HX-Request": "true", "X-CSRFToken": TOKEN}
        answer = await client.post(
            f"{url}capture/", form={"edit": str(uuid4()), "line": line}, headers=headers
        )
        acknowledged = time.time() * 1000
        assert answer.status == 200, answer.status
        # Nobody waits for it here.
        asking.add(asyncio.create_task(client.get(url, headers=headers)))
        return acknowledged

    return send_it if apart else type_it


async def measured(servers: Servers, *, apart: bool) -> dict[str, float]:
    """Type and look, one flow at a time."""
    world = servers.world(rooms=1, people=2, flows=FLOWS)
    late: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        mapper = await opened(browser, servers, world, 0, "daylight:changed")
        reader = await opened(browser, servers, world, 1, "daylight:drawn")
        type_it = typing(mapper, apart=apart)
        if apart:
            await mapper.goto("about:blank")
        for number in range(WARM + ROUNDS):
            there = 2 + number % 15
            told = await type_it(f"Organisation number 1 > Organisation number {there}: thing {number}")
            await reader.wait_for_timeout(PAUSE_MS)
            drawn = await reader.evaluate("window.stamps")
            assert len(drawn) == number + 1, (len(drawn), number)
            if number >= WARM:
                late.append((drawn[-1] - told) / 1000)
        await browser.close()
    return percentiles(late)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=("embedded", "production"), default="embedded")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    start = {"embedded": embedded, "production": production}[options.shape]
    with tempfile.TemporaryDirectory(prefix="daylight-live-") as folder, start(folder) as servers:
        found = asyncio.run(measured(servers, apart=options.apart))
    said = {"shape": options.shape, "apart": options.apart, "rounds": ROUNDS, "ms": found}
    print(json.dumps({"name": "live-picture", **said}))


if __name__ == "__main__":
    main()
