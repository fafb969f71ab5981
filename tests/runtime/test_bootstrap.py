"""`bin/run` before there is an environment: each thing in the way is one sentence."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bootstrap(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return subprocess.run(
        [ROOT / "bin" / "bootstrap", *command],
        cwd="/",
        env=kept | {"DAYLIGHT_PYTHON": sys.executable} | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_no_python(tmp_path: Path):
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    done = bootstrap("run", PATH=str(tmp_path), DAYLIGHT_PYTHON="", DAYLIGHT_VENV=str(tmp_path / "venv"))
    assert done.returncode == 1
    assert done.stderr.startswith("Daylight needs Python 3.11 or newer")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_that_is_too_old_or_broken_is_passed_over(tmp_path: Path):
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    for name in ("python3", "python3.12", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "python3.11").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (tmp_path / "python3.11").chmod(0o755)
    (tmp_path / "file").write_text("in the way")
    done = bootstrap(
        "run", PATH=str(tmp_path), DAYLIGHT_PYTHON="", DAYLIGHT_VENV=str(tmp_path / "file" / "venv")
    )
    assert "cannot make its Python environment" in done.stderr, "python3.11 was found and has taken over"


def test_a_folder_that_cannot_be_written_to(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    done = bootstrap("run", DAYLIGHT_VENV=str(tmp_path / "file" / "venv"))
    assert done.returncode == 1
    assert done.stderr.startswith("Daylight: cannot make its Python environment in ")
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An index that does not answer, for pip and for uv, and a fresh environment."""
    folder = tmp_path_factory.mktemp("bootstrap")
    return {
        "DAYLIGHT_VENV": str(folder / "venv"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple/",
        "PIP_RETRIES": "0",
        "UV_INDEX_URL": "http://127.0.0.1:9/simple/",
        "UV_NO_CACHE": "1",
        "UV_HTTP_RETRIES": "0",
    }


def test_no_package_index(nowhere: dict[str, str]):
    done = bootstrap("run", **nowhere)
    assert done.returncode == 1
    *_progress, sentence = done.stderr.splitlines()
    assert sentence.startswith("Daylight: cannot install what it needs: no package index could be reached")
    assert "Traceback" not in done.stderr


@pytest.fixture
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bin" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_a_python_without_ensurepip(module: ModuleType, monkeypatch: pytest.MonkeyPatch):
    """Debian's Python without python3-venv."""
    monkeypatch.setattr(module, "run_logged", lambda command: f"No module named {command[-1]}")
    monkeypatch.setattr(module.shutil, "which", lambda _name: None)
    with pytest.raises(module.RefusalError, match="apt install python3-venv"):
        list(module.installers())


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was pinned"),
        ("Failed to establish a new connection: [Errno 111]", "no package index"),
        ("error: dns error: failed to lookup address information", "no package index"),
        ("[Errno 13] Permission denied: '/x'", "cannot be written to"),
        ("something else", "the installation failed"),
    ],
)
def test_what_an_installer_says_becomes_a_reason(module: ModuleType, said: str, reason: str):
    assert reason in module.explain(said)


def test_an_unchanged_lock_is_not_installed_again(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    installed: list[list[str]] = []
    monkeypatch.setattr(module, "installers", lambda: iter([["pip"]]))
    monkeypatch.setattr(module, "run_logged", installed.append)
    lock = tmp_path / "requirements.lock"

    lock.write_text("one")
    assert module.install("requirements.lock") is None
    assert module.install("requirements.lock") is None
    assert len(installed) == 1
    assert "--require-hashes" in installed[0]
    lock.write_text("two")
    module.install("requirements.lock")
    assert len(installed) == 2


def test_uv_that_fails_is_followed_by_pip(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "installers", lambda: iter([["uv"], ["pip"]]))
    monkeypatch.setattr(module, "run_logged", lambda command: "dns error" if command[0] == "uv" else None)
    (tmp_path / "requirements.lock").write_text("one")
    assert module.install("requirements.lock") is None


def test_manage_makes_the_tables_of_a_new_database_once(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("DAYLIGHT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DAYLIGHT_MODE", raising=False)
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    module.first_database(("check",))
    assert not (tmp_path / "daylight.sqlite3").exists()
    module.first_database(("import_flows", "x.csv"))
    assert module.has_tables(tmp_path / "daylight.sqlite3")
    monkeypatch.setattr(module.subprocess, "run", None)
    module.first_database(("import_flows", "x.csv"))
