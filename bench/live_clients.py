"""Those who listen and those who edit, as raw HTTP over asyncio: what they hear, and how late."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

TOKEN: Final = "b" * 32


@dataclass
class Listener:
    """One stream of one map: when each edit came, and what was lost or came twice by the log's numbers."""

    port: int
    headers: Mapping[str, str]
    map_id: str
    since: int
    edits: dict[str, float] = field(default_factory=dict)
    pictures: list[tuple[int, float]] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    statuses: list[int] = field(default_factory=list)
    reconnects: int = 0
    local: str = "127.0.0.1"
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    writer: asyncio.StreamWriter | None = None

    async def run(self) -> None:
        """Listen until cancelled; come back after every end, from where it was."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._once()
            self.reconnects += 1
            await asyncio.sleep(0.2)

    async def _once(self) -> None:
        reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=2**20, local_addr=(self.local, 0)
        )
        try:
            path = f"/live/?m={self.map_id}~{self.since}"
            self.writer.write(request("GET", path, self.headers))
            status, _headers = await head_of(reader)
            self.statuses.append(status)
            if status != 200:
                return
            async for name, data in events_of(reader):
                self._heard(name, data)
        finally:
            self.writer.close()

    def _heard(self, name: str, data: Any) -> None:
        now = time.perf_counter()
        if name == "hello":
            self.is_ready.set()
        if name == "pictures":
            drawn = data["pictures"].get("whole", [0, 0])
            self.pictures.append((drawn[0], now))
        if name == "changes":
            if data["first"] > self.since + 1:
                self.lost += data["first"] - self.since - 1
            if data["first"] <= self.since:
                self.twice += 1
            self.since = max(self.since, data["seq"])
            self.edits.setdefault(data["edit"], now)

    def cut(self) -> bool:
        """Break the connection, as a network does; say whether there was one."""
        if self.writer is None or self.writer.transport.is_closing():
            return False
        self.writer.transport.abort()
        return True


@dataclass
class Editor:
    """One person who changes facts of a map's flows over one connection."""

    port: int
    headers: Mapping[str, str]
    map_id: str
    flows: Sequence[str]
    sent: dict[str, tuple[float, float]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    number: int = 0
    _pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def edit(self) -> str:
        """Change one fact; keep when it was sent and when it was acknowledged."""
        self.number += 1
        pk, flow = str(uuid4()), self.flows[self.number % len(self.flows)]
        change = {"do": "set", "element": flow, "field": "channel", "value": f"way {pk[:8]}"}
        body = json.dumps({"id": pk, "seen": 10**12, "edits": [change]}).encode()
        # From when it should have been sent: whoever has to wait for the answer before has waited.
        began = time.perf_counter()
        async with self._turn:
            status, said = await self._post(f"/api/v1/maps/{self.map_id}/edits/", body)
            if status in (200, 201):
                self.sent[pk] = (began, time.perf_counter())
            else:
                self.refused.append(f"{status} {said[:200]!r}")
        return pk

    def close(self) -> None:
        """Hang up."""
        if self._pipe is not None:
            self._pipe[1].transport.abort()
            self._pipe = None

    async def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        if self._pipe is None:
            self._pipe = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._pipe
        try:
            writer.write(request("POST", path, self.headers, body))
            status, headers = await head_of(reader)
            said = await reader.readexactly(int(headers.get("content-length", "0")))
        except (OSError, asyncio.IncompleteReadError):
            self._pipe = None
            return 0, b"no connection"
        if headers.get("connection", "").lower() == "close":
            writer.close()
            self._pipe = None
        return status, said


def headers_for(world: Mapping[str, Any], session: str, *, host: str, secure: bool) -> dict[str, str]:
    """Return what a browser of somebody signed in sends with every request."""
    csrf = "__Host-csrftoken" if secure else "csrftoken"
    headers = {
        "Host": host,
        "Cookie": f"{world['cookie']}={session}; {csrf}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Referer": f"{'https' if secure else 'http'}://{host}/",
    }
    return headers | ({"X-Forwarded-Proto": "https"} if secure else {})


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    more = {"Content-Type": "application/json", "Content-Length": str(len(body))} if body else {}
    lines = [f"{name}: {value}" for name, value in (headers | more).items()]  # type: ignore[operator]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body


async def head_of(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Return a response's status and headers, with small names."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value for name, _colon, value in pairs}


async def events_of(reader: asyncio.StreamReader) -> AsyncIterator[tuple[str, Any]]:
    """Yield the events of a stream that comes in chunks, until it ends."""
    text = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        text += await reader.readexactly(size)
        await reader.readexactly(2)
        *whole, text = text.split(b"\n\n")
        for each in whole:
            lines = dict(line.split(": ", 1) for line in each.decode().splitlines())
            if "event" in lines:
                yield lines["event"], json.loads(lines["data"])
