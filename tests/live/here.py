"""A world that is followed on real servers, and what is asked about them."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bench.live_clients import Editor, Listener, head_of, headers_for, request
from bench.live_servers import Servers

Facts = dict[str, Any]
PEOPLE = 60


class Here:
    """Servers, and a world that is followed on them."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.world = servers.world(rooms=1, people=PEOPLE, flows=20)
        self.map = self.world["maps"][0]
        self.dice = random.Random(8)
        self.held: list[Any] = []
        self.shape = "production" if servers.secure else "embedded"

    def headers(self, person: int) -> dict[str, str]:
        key = self.world["sessions"][person]
        return headers_for(self.world, key, host=self.servers.host, secure=self.servers.secure)

    def listener(self, number: int, **more: Any) -> Listener:
        port = self.servers.streams[number % len(self.servers.streams)]
        headers = self.headers(number % PEOPLE)
        if "local" in more:
            # Behind a proxy the address is what that says.
            headers["X-Forwarded-For"] = more["local"].replace("127", "10")
        return Listener(more.pop("port", port), headers, self.map["id"], self.map["seq"], **more)

    def editor(self) -> Editor:
        editor = Editor(self.servers.pages, self.headers(0), self.map["id"], self.map["flows"])
        self.held.append(editor)
        return editor

    async def opened(self, port: int, person: int, local: str) -> int:
        """Ask for a stream from an address, and read no more of it than its head; return its status."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**12, local_addr=(local, 0))
        self.held.append(writer)
        headers = {**self.headers(person), "X-Forwarded-For": local.replace("127", "10")}
        writer.write(request("GET", f"/live/?m={self.map['id']}~{self.map['seq']}", headers))
        status, said = await head_of(reader)
        assert status == 200 or said["retry-after"]
        return status

    def run(self, act: Callable[[], Coroutine[Any, Any, Facts]]) -> Facts:
        """Do something with connections, and hang up whatever came of it."""

        async def tidily() -> Facts:
            try:
                return await act()
            finally:
                self.hang_up()
                await asyncio.sleep(0.1)

        return asyncio.run(tidily())

    async def warm(self) -> None:
        """Let every thread of the servers with streams have had a request: the first costs memory."""
        for port in self.servers.streams:
            await asyncio.gather(*(self.opened(port, number, "127.0.0.1") for number in range(48)))
            self.hang_up()

    def hang_up(self) -> None:
        for each in self.held:
            each.close() if isinstance(each, Editor) else each.transport.abort()
        self.held.clear()

    def connections(self) -> int:
        """Return how many connections the servers with streams have."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ports = {f"{port:04X}" for port in self.servers.streams}
        open_or_half = {"01", "08"}
        return sum(line[1].endswith(tuple(ports)) and line[3] in open_or_half for line in lines)

    def memory(self) -> float:
        return sum(size for name, size in self.servers.memory().items() if name in self.servers.streaming)
