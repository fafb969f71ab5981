"""How much memory a process may take that does jobs: a greedy job fails, and the machine goes on."""

import contextlib
import resource

# Addresses, not pages in use: Python, Django, their threads and a large map come to about half of this.
MEMORY = 1280 * 2**20


def limit_memory() -> None:
    """Let this process, and what it starts, take no more than `MEMORY`; Python then raises MemoryError."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    # macOS knows the limit and refuses to set it.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
