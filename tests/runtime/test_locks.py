"""The lock files: exact, hashed, in step with what they are made from, and silent about whoever made them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("requirements", "requirements-engine", "requirements-dev")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(path: Path) -> dict[str, str]:
    """Return name and version of every pin in a file, names in the index's spelling."""
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in PIN.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_what_is_locked(name: str):
    wanted, locked = pins(ROOT / f"{name}.in"), pins(ROOT / f"{name}.lock")
    asked = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if line and line[0] not in "#-"]
    assert len(asked) == len(wanted), "every line pins exactly one version"
    assert wanted.items() <= locked.items()
    assert all("#" in line for line in asked), "every line says why it is there"


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_hashes_and_nothing_else_is_said(name: str):
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[A-Za-z0-9._-]+==\S+.*\\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+$", entry), (
            entry
        )
    assert "://" not in text


def test_tests_run_on_the_very_pins_that_are_shipped():
    shipped, tested = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")
    assert {name: tested[name] for name in shipped.keys() & tested.keys()} == {
        name: shipped[name] for name in shipped.keys() & tested.keys()
    }
