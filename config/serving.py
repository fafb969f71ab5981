"""uvicorn as Daylight runs it: streams end at once when it stops, and whoever takes nothing is let go."""

import contextlib
import resource
import socket
from types import FrameType
from typing import Final

import uvicorn

from live.hub import hub

# Open requests get this long to end; with the threads' second it stays below the promised five.
GRACE: Final = 3
# What was sent to somebody who takes nothing is given up after this many milliseconds, connection and all.
TAKEN_WITHIN: Final = 30_000


class Server(uvicorn.Server):
    """A server that sends its listeners home first: nobody else need wait for them."""

    def __init__(self) -> None:
        super().__init__(
            uvicorn.Config(
                "config.asgi:application",
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.stop()
        super().handle_exit(sig, frame)


def prepare_listener(listener: socket.socket) -> None:
    """Make a listening socket, and this process, fit for many streams."""
    # Linux only; what is accepted here has it too.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TAKEN_WITHIN)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536) if hard > 0 else 65_536, hard))
