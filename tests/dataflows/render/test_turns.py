"""Turns are taken across threads and processes, and end with whoever held them."""

import subprocess
import sys
from pathlib import Path

import pytest

from dataflows.render.errors import NoTurn
from dataflows.render.turns import turn

HOLD = """
import sys
from pathlib import Path
from dataflows.render.turns import turn
with turn([Path(sys.argv[1])], within=5):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "one", tmp_path / "two"]
    for place in made:
        place.touch()
    return made


def test_so_many_at_once_and_no_more(places):
    with turn(places, within=0), turn(places, within=0), pytest.raises(NoTurn), turn(places, within=0.1):
        pytest.fail("There were three.")
    with turn(places, within=0), turn(places, within=0):
        pass


def test_what_fails_lets_its_place_go(places):
    for _time in range(5):
        with pytest.raises(ZeroDivisionError), turn(places[:1], within=0):
            raise ZeroDivisionError


def test_a_process_that_is_killed_lets_its_place_go(places):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(places[0])], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(NoTurn), turn(places[:1], within=0):
            pytest.fail("Both held it.")
    finally:
        other.kill()
        other.communicate()
    with turn(places[:1], within=5):
        pass
