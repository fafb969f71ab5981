"""What a process may take: memory and processor for jobs, and no time for looking through what never goes."""

import contextlib
import gc
import os
import resource

# Addresses, not pages in use: Python, Django, their threads and a large map come to about half of this.
MEMORY = 1280 * 2**20
NICENESS = 5


def limit_memory() -> None:
    """Let this process, and what it starts, take no more than `MEMORY`; Python then raises MemoryError."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    # macOS knows the limit and refuses to set it.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def step_back() -> None:
    """Let people's requests go first: on a small machine a drawing and a page want the same processor."""
    os.nice(NICENESS)


def keep_loaded() -> None:
    """Let the garbage collector pass over what is loaded by now: looking through it stops all for 240 ms."""
    gc.collect()
    gc.freeze()
