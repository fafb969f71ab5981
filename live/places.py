"""How many streams there may be: for each person, address and room, and in one process."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import UUID

# A browser has one stream. Eight are several browsers, and some that have gone and are not missed yet.
OF_PERSON: Final = 8
# A whole workshop, phones and laptops, sits behind one address of a council's.
OF_ADDRESS: Final = 250
OF_ROOM: Final = 300
OF_PROCESS: Final = 1_000


class NoPlaceError(Exception):
    """Every place is taken; ``is_own`` says that whoever asks, or their address, holds them."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__("no place")
        self.is_own = is_own


class Places:
    """The places of one process. Not for several threads."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()

    @property
    def count(self) -> int:
        """Return how many streams there are."""
        return self._taken["process", ""]

    @contextmanager
    def taken(self, *, person: UUID, address: str, rooms: Sequence[UUID]) -> Iterator[None]:
        """Hold a place for as long as the block runs.

        Raises
        ------
        NoPlaceError
            There is none; nothing is held.
        """
        mine = [(("person", str(person)), OF_PERSON), (("address", address), OF_ADDRESS)]
        shared = [(("process", ""), OF_PROCESS), *((("room", str(room)), OF_ROOM) for room in rooms)]
        for places, is_own in ((mine, True), (shared, False)):
            if any(self._taken[place] >= most for place, most in places):
                raise NoPlaceError(is_own=is_own)
        held = [place for place, _most in (*mine, *shared)]
        self._taken.update(held)
        try:
            yield
        finally:
            self._taken.subtract(held)
            # Zeros would be kept for every address that ever came.
            self._taken += Counter()
