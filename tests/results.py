"""Figures that tests count: printed, and kept as a file where ``DAYLIGHT_RESULTS`` names a folder."""

import json
import os
import platform
from pathlib import Path


def keep_result(name: str, **figures: object) -> None:
    """Print the figures of one test as a line of JSON, with what kind of machine they were counted on."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    line = json.dumps({"name": name, **figures, "machine": machine}, ensure_ascii=False)
    print(line)  # noqa: T201 - shown by `pytest -rP`
    if folder := os.environ.get("DAYLIGHT_RESULTS"):
        path = Path(folder) / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(line + "\n", encoding="utf-8")
