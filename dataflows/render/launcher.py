"""The Graphviz inside the pygraphviz wheel, run as a child process of its own that limits itself first.

Started as ``python -I launcher.py``; DOT comes in on standard input, Graphviz's ``plain`` answer leaves on
standard output. Imports nothing of Daylight.
"""

import contextlib
import resource
import sys
from typing import Any

CPU_SECONDS = 20
MEMORY = 1024**3
FILE_SIZE = 1024**2


def limit() -> None:
    """Limit this process and everything it starts."""
    for name, most in (
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_FSIZE", FILE_SIZE),
        ("RLIMIT_CORE", 0),
    ):
        # macOS has RLIMIT_AS but may refuse to set it; the wall clock deadline still holds there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def wheel() -> None:
    """Lay out with the Graphviz that the pygraphviz wheel brings."""
    import pygraphviz  # noqa: PLC0415 (only this way of starting has it)

    graph: Any = pygraphviz.AGraph  # its own code carries no types
    # Several graphs may come one after the other; each ends with a brace on a line of its own.
    for dot in sys.stdin.read().split("\n}\n")[:-1]:
        answer: bytes = graph(string=dot + "\n}\n").draw(format="plain", prog="dot")
        sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    limit()
    wheel()
