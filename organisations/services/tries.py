"""Counting tries that failed, by address and minute: whoever guesses is answered ever less."""

import time
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW: Final = 60


def count_try(request: HttpRequest, what: str) -> tuple[int, int]:
    """Return how many tries at ``what`` came from this address in this minute, with this one; seconds left.

    The minute is in the key: counting up gives an entry of Django's cache its full life again.
    """
    window, seconds = divmod(int(time.time()), WINDOW)
    key = f"{what}:{window}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        tries = int(cache.incr(key))
    except ValueError:  # it ended between the two
        tries = 1
    return tries, WINDOW - seconds
