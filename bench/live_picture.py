"""How long after an edit is acknowledged its picture stands in somebody else's browser.

``python -m bench.live_picture`` opens a map of about sixty flows in two browsers, types in one and looks
when the other has drawn it. ``--shape production`` is gunicorn, two live processes and a worker on PostgreSQL
and Redis, behind a small proxy that sends `/live/` where it belongs. The last line holds the percentiles in
milliseconds: from the acknowledgement in the first browser to the picture in the second.
"""

import argparse
import asyncio
import json
import tempfile
from typing import Any, Final

from playwright.async_api import Browser, Page, async_playwright

from bench.live import percentiles
from bench.live_clients import headers_for
from bench.live_servers import Servers, embedded, production

ROUNDS: Final = 40
FLOWS: Final = 60 - ROUNDS // 2
WARM: Final = 5
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
        await context.add_cookies([{"name": world["cookie"], "value": key, "url": home}])
    page = await context.new_page()
    await page.goto(f"{home}/m/{world['maps'][0]['id']}/")
    await page.locator("[data-tools]:not([hidden])").wait_for()
    await page.wait_for_timeout(1500)
    await page.evaluate(STAMP, [event])
    return page


async def measured(servers: Servers) -> dict[str, float]:
    """Type and look, one flow at a time."""
    world = servers.world(rooms=1, people=2, flows=FLOWS)
    late: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        mapper = await opened(browser, servers, world, 0, "daylight:changed")
        reader = await opened(browser, servers, world, 1, "daylight:drawn")
        for number in range(WARM + ROUNDS):
            there = 2 + number % 15
            await mapper.fill(
                "#capture-line", f"Organisation number 1 > Organisation number {there}: thing {number}"
            )
            await mapper.press("#capture-line", "Enter")
            await reader.wait_for_timeout(50)
            for _look in range(200):
                if await reader.evaluate("window.stamps.length") > number:
                    break
                await reader.wait_for_timeout(25)
            told, drawn = await mapper.evaluate("window.stamps"), await reader.evaluate("window.stamps")
            assert len(drawn) == len(told) == number + 1, (len(told), len(drawn), number)
            if number >= WARM:
                late.append((drawn[-1] - told[-1]) / 1000)
            await reader.wait_for_timeout(300)
        await browser.close()
    return percentiles(late)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=("embedded", "production"), default="embedded")
    options = parser.parse_args()
    start = {"embedded": embedded, "production": production}[options.shape]
    with tempfile.TemporaryDirectory(prefix="daylight-live-") as folder, start(folder) as servers:
        found = asyncio.run(measured(servers))
    print(json.dumps({"name": "live-picture", "shape": options.shape, "rounds": ROUNDS, "ms": found}))


if __name__ == "__main__":
    main()
