"""Makes Daylight's own Python environment, then runs a command in it. Standard library only."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("DAYLIGHT_VENV") or ROOT / ".venv").absolute()
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"

# Settings of the person's shell that would lead an installation, or a demo, astray.
ASTRAY = {
    "PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT",
    "PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_REQUIRE_VIRTUALENV", "VIRTUAL_ENV",
}  # fmt: skip
REQUIRED = {
    "DAYLIGHT_REQUIRE_BROWSER", "DAYLIGHT_REQUIRE_ENGINES",
    "DAYLIGHT_REQUIRE_OFFICE", "DAYLIGHT_REQUIRE_SERVICES",
}  # fmt: skip
KEPT_FOR_TESTS = {"DAYLIGHT_VENV", *REQUIRED}

# Daylight's own commands; Django's (migrate, check, shell…) find the database as it is.
NEEDS_TABLES = {
    "create_programme",
    "export_map",
    "import_flows",
    "load_sample",
    "set_member",
    "verify_versions",
}

# What pip and uv say, and what it means; the first that fits is told.
REASONS = (
    (("no space left", "disk quota"), "the disk is full"),
    (("do not match the hashes", "hash mismatch"), "a package was not the one that was pinned"),
    (
        (
            "connection",
            "resolve",
            "dns",
            "timed out",
            "network",
            "proxy",
            "could not find a version",
            "no matching",
        ),
        "no package index could be reached (is this machine online?)",
    ),
    (("permission denied", "read-only file system"), "a folder cannot be written to"),
)


class RefusalError(Exception):
    """Why Daylight cannot start, in one sentence."""


def say(sentence: str) -> None:
    print(f"Daylight: {sentence}", file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Return this process's environment without what would lead pip astray."""
    kept = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    # Said by variable, because a person's pip.conf may say otherwise and a variable wins over it.
    return kept | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the environment's lock: two commands started together must not both install into it."""
    try:
        VENV.mkdir(parents=True, exist_ok=True)
        lock = (VENV / ".lock").open("w")
    except OSError as error:
        raise RefusalError(
            f"cannot make its Python environment in {VENV}: {error.strerror}. "
            "Set DAYLIGHT_VENV to a folder that can be written to."
        ) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_logged(command: list[str]) -> str | None:
    """Run a command, keep what it says in the log; return that when it failed, else None."""
    try:
        done = subprocess.run(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if said := done.stdout + done.stderr:
            with LOG.open("a", encoding="utf-8") as log:
                log.write(f"$ {' '.join(command)}\n{said}")
    except OSError as error:
        return str(error)
    return (said or "unknown") if done.returncode else None


def explain(output: str) -> str:
    """Return the reason for a failed installation as part of a sentence."""
    said = output.lower()
    for signs, reason in REASONS:
        if any(sign in said for sign in signs):
            return reason
    return "the installation failed"


def make_venv() -> None:
    """Make the virtual environment when there is none, or none that runs."""
    if PYTHON.exists() and not run_logged(
        [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    ):
        return
    say("making its own Python environment. This happens once and takes about a minute.")
    for stamp in VENV.glob(".stamp-*"):
        stamp.unlink()
    # Without pip: uv does not need it, and `ensurepip` brings it where there is no uv.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if failed := run_logged([base, "-m", "venv", "--without-pip", str(VENV)]):
        if "No module named" in failed:
            raise RefusalError(_NO_VENV.format(python=base))
        raise RefusalError(f"cannot make its Python environment in {VENV}: {explain(failed)}. Details: {LOG}")


_NO_VENV = (
    "this Python ({python}) comes without the venv and ensurepip modules: "
    "install them (on Debian and Ubuntu: apt install python3-venv) and start again."
)


def installers() -> Iterator[list[str]]:
    """Offer ways to install, quickest first: uv when it is there, else pip."""
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--python", str(PYTHON)]
    if run_logged([str(PYTHON), "-m", "pip", "--version"]) and run_logged([str(PYTHON), "-m", "ensurepip"]):
        raise RefusalError(_NO_VENV.format(python=sys.executable))
    yield [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--no-warn-script-location",
        "--retries",
        "2",
        "--timeout",
        "20",
    ]


def install(name: str, *options: str) -> str | None:
    """Install one lock file unless its stamp says it is installed; return the reason of a failure."""
    lock = (ROOT / name).read_bytes()
    stamp = VENV / f".stamp-{name}"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return None
    failed: str | None = "unknown"
    for installer in installers():
        failed = run_logged([*installer, "--require-hashes", *options, "-r", str(ROOT / name)])
        if not failed:
            stamp.write_text(wanted)
            return None
    return explain(failed or "")


def prepare(*locks: str) -> None:
    """Bring the environment up to date with the lock files."""
    with one_at_a_time():
        make_venv()
        for name in locks:
            if reason := install(name):
                raise RefusalError(f"cannot install what it needs: {reason}. Details: {LOG}")
        if reason := install("requirements-engine.lock", "--only-binary", ":all:"):
            say(
                f"goes on without the drawing engine's wheel ({reason}): "
                "a Graphviz on this machine does as well."
            )


def first_database(arguments: tuple[str, ...]) -> None:
    """Make the tables of a new embedded database, so that `bin/manage` works before `bin/run` ever has."""
    if "DATABASE_URL" in os.environ or os.environ.get("DAYLIGHT_MODE") == "production":
        return
    path = ROOT / (os.environ.get("DAYLIGHT_DATA") or "data") / "daylight.sqlite3"
    if not set(arguments[:1]) & NEEDS_TABLES or has_tables(path):
        return
    for command in (["migrate", "-v0"], ["createcachetable"]):
        done = subprocess.run([PYTHON, ROOT / "manage.py", *command], cwd=ROOT, env=environment())
        if done.returncode:
            raise RefusalError("the database could not be made")


def has_tables(path: Path) -> bool:
    """Say whether the SQLite file is there and was migrated at least once."""
    if not path.exists() or not path.stat().st_size:
        return False
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'")
        return bool(tables.fetchone()[0])


def hand_over(arguments: list[str], *, without: Iterable[str] = ()) -> None:
    """Become the command: signals then reach it directly."""
    variables = {name: value for name, value in environment().items() if name not in without}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *arguments], variables)


def foreign_to_tests() -> set[str]:
    """Return the variables of a person's own Daylight, which tests must not inherit."""
    own = {name for name in os.environ if name.startswith("DAYLIGHT_") and name not in KEPT_FOR_TESTS}
    return own | {"DJANGO_SETTINGS_MODULE"}


def main(command: str, *arguments: str) -> None:
    if command == "run":
        prepare("requirements.lock")
        hand_over(["-m", "config.embedded", *arguments])
    elif command == "test":
        prepare("requirements.lock", "requirements-dev.lock")
        own_workers = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
        workers = [] if own_workers else ["-n", "auto"]
        hand_over(["-m", "pytest", *workers, *arguments], without=foreign_to_tests())
    else:
        prepare("requirements.lock")
        first_database(arguments)
        hand_over(["manage.py", *arguments])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except RefusalError as refusal:
        say(str(refusal))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
