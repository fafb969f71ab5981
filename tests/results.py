"""Figures that tests count: printed, and kept as a file of JSON where ``TEST_RESULTS`` names a folder."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path


def machine() -> dict[str, object]:
    """Return what every figure depends on."""
    return {
        "cores": os.cpu_count(),
        "busy": f"load {os.getloadavg()[1]:.0f}",
        "system": platform.system(),
        "python": platform.python_version(),
    }


def keep_result(name: str, figures: Mapping[str, object], **more_of_machine: object) -> None:
    """Print the figures of one test as a line of JSON, and keep them where somebody wants to."""
    whole = {**figures, "machine": machine() | more_of_machine}
    print(json.dumps({"name": name, **whole}, ensure_ascii=False))  # noqa: T201 - shown by `pytest -rP`
    if folder := os.environ.get("TEST_RESULTS"):
        path = Path(folder) / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
