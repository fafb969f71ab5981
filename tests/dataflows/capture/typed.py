"""Corpora of typed lines with what each means; nothing here knows how lines are read."""

import csv
from dataclasses import dataclass
from pathlib import Path

from dataflows.capture.known import Known, plain
from dataflows.capture.said import Said
from dataflows.language.phrases import channel_phrase, frequency_phrase

HERE = Path(__file__).parent
NORTHMOOR = HERE.parents[2] / "sample" / "northmoor"
MHCLG = "Ministry of Housing, Communities and Local Government"


@dataclass(frozen=True)
class Typed:
    """A line as it was typed, and what it means."""

    line: str
    meaning: str


def corpus(name: str) -> list[Typed]:
    rows = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if row.strip() and not row.startswith("#")]
    return [Typed(line, meaning) for line, meaning in pairs]


def northmoor() -> Known:
    """Return what Northmoor's register knows."""
    ends = [("MHCLG", MHCLG), (MHCLG, MHCLG)]
    for row in _rows("organisations.csv"):
        ends += [(called, row["name"]) for called in (row["name"], row["short_name"]) if called]
    for row in _rows("storage.csv"):
        name = f"{row['organisation']}: {row['name']}"
        ends.append((name, name))
    return Known.of(ends=ends, data=[row["name"] for row in _rows("data_types.csv")])


def _rows(name: str) -> list[dict[str, str]]:
    with (NORTHMOOR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meant(text: str) -> object:
    """Return a meaning as it is compared: "nothing", a storage, or flows."""
    if text == "nothing":
        return text
    if text.startswith("= "):
        return tuple(plain(part) for part in text[2:].rsplit(" in ", 1))
    return [_flow_meant(one) for one in text.split(" && ")]


def _flow_meant(text: str) -> tuple[object, ...]:
    ends, *more = text.split(" | ")
    source, target = ends.split(" > ", 1)
    target, data = target.rsplit(": ", 1) if ": " in target else (target, "")
    told = {word: next((one[len(word) + 1 :] for one in more if one.startswith(f"{word} ")), "") for word in
            ("by", "how often", "why")}  # fmt: skip
    return (
        plain(source),
        plain(target),
        tuple(plain(one) for one in data.split("; ") if one),
        channel_phrase(told["by"]) if told["by"] else "",
        frequency_phrase(told["how often"]) if told["how often"] else "",
        _bare(told["why"]),
        "?" in more,
        "informal" in more,
    )


def understood(said: Said) -> object:
    """Return what was read, as it is compared."""
    if said.problem:
        return "nothing"
    if said.storage:
        return (plain(said.storage.name), plain(said.storage.within))
    return [
        (
            plain(flow.source),
            plain(flow.target),
            tuple(plain(one) for one in flow.details.data),
            channel_phrase(flow.details.channel) if flow.details.channel else "",
            frequency_phrase(flow.details.frequency) if flow.details.frequency else "",
            _bare(flow.details.purpose),
            said.marks.not_sure,
            said.marks.informal,
        )
        for flow in said.flows
    ]


def _bare(purpose: str) -> str:
    """Return a purpose without what says that it is one: kept or not, it means the same."""
    purpose = plain(purpose).rstrip(".")
    for opening in ("in order to ", "so as to ", "to ", "for "):
        purpose = purpose.removeprefix(opening)
    return purpose
