"""Times `bin/run` in a clean copy of the last commit: first start, second start, and both ways to stop it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST, AGAIN, STOP = 120, 5, 5


def main(copy: Path) -> int:
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], check=True)
    slow = []
    for name, limit, number in (("first", FIRST, signal.SIGINT), ("second", AGAIN, signal.SIGTERM)):
        up, down, code = start_and_stop(copy, number)
        print(
            f"{name} start answers in {up:.1f} s (at most {limit}), stops in {down:.1f} s (at most {STOP}), exit {code}"
        )
        if up > limit or down > STOP or code != 0:
            slow.append(name)
    return 1 if slow else 0


def start_and_stop(copy: Path, number: int) -> tuple[float, float, int]:
    """Return seconds until the first page answered, seconds until the end, and the exit code."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DAYLIGHT_")}
    began = time.monotonic()
    process = subprocess.Popen(
        [copy / "bin" / "run", "--port", "0", "--no-browser"],
        cwd="/",
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        for line in process.stdout or ():
            print(f"    {line}", end="")
            if found := re.search(r"Daylight is ready: (\S+)", line):
                with urllib.request.urlopen(found.group(1), timeout=10) as page:
                    page.read()
                break
        else:
            return float("inf"), 0.0, process.wait(10)
        up = time.monotonic() - began
        asked = time.monotonic()
        process.send_signal(number)
        code = process.wait(30)
        return up, time.monotonic() - asked, code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
