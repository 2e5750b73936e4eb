"""A workspace, and the command line run as a shell would run it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit4 import cli
from tests.unit.test_bad_input import UNIT


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return folder


@pytest.fixture
def run(
    home: Path,  # noqa: ARG001 - no command may meet the real one
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    def command(*words: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["audit4", *map(str, words)])
        capsys.readouterr()
        code = cli.run()
        return Said(code, *capsys.readouterr())

    return command


@pytest.fixture
def workspace(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "workspace"
    assert run("init", root).code == 0
    for example in (root / "inventory").iterdir():
        example.unlink()
    (root / "inventory/so-mau.yaml").write_text(UNIT, encoding="utf-8")
    monkeypatch.chdir(root)
    return root
