import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from audit4.cli import doctor
from audit4.cli.output import clean, show
from audit4.scan.targets import Lines
from audit4.transport.base import Failure, RawAnswer
from audit4.transport.kinds import Kind
from tests.unit.cli.conftest import Run

SUBJECT = "so-thong-tin-va-truyen-thong/cong-dich-vu-cong/may-chu-ung-dung-01"
ROWS = [
    {
        "subject": SUBJECT,
        "rule": "session-timeout.shell-readonly",
        "severity": "high",
        "says": "Máy chủ phải tự kết thúc phiên không hoạt động. " * 4,
    }
]
COLUMNS = ("subject", "rule", "severity", "says")


def lines(text: str) -> list[str]:
    return text.splitlines()


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_table_fits_and_never_folds_a_name(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    show(ROWS, "table", columns=COLUMNS)

    printed = capsys.readouterr().out
    assert SUBJECT in printed
    assert "session-timeout.shell-readonly" in printed
    assert max(map(len, lines(printed))) <= max(width, len(SUBJECT) + 2)


def test_a_table_in_a_pipe_keeps_a_row_on_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    short = [{"subject": SUBJECT, "rule": "r", "severity": "high", "says": "một câu"}]

    show(short * 3, "table", columns=COLUMNS)

    found = [line for line in lines(capsys.readouterr().out) if SUBJECT in line]
    assert len(found) == 3
    assert all("một câu" in line for line in found)


def test_json_holds_all_that_is_known_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(ROWS, "json", columns=("subject",))

    assert json.loads(capsys.readouterr().out) == ROWS


def test_an_empty_list_says_so_and_is_an_empty_list_in_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([], "table", columns=COLUMNS, empty="không có")
    show([], "json", columns=COLUMNS)

    assert capsys.readouterr().out == "không có\n[]\n"


def test_what_a_host_said_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in clean("\x1b]0;x\x07 \u202etxt.exe\r\n")


def on_a_terminal(words: Sequence[str], cwd: Path, **environ: str) -> str:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        process = subprocess.Popen(
            [sys.executable, "-m", "audit4", *words],
            cwd=cwd,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environ},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        printed = b""
        while True:
            try:
                some = screen.read(4096)
            except OSError:  # the other end is closed
                break
            printed += some
        process.wait()
    return printed.decode()


@pytest.mark.parametrize(
    "words", [("policy", "show", "l1-root-login"), ("policy", "show", "l1-nothing")]
)
def test_colour_is_for_terminals_and_not_where_it_is_unwanted(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    coloured = on_a_terminal(words, tmp_path)
    plain = on_a_terminal(words, tmp_path, NO_COLOR="1")

    assert "\x1b[" in coloured
    assert "\x1b[3" not in plain


class Refusing:
    def collect(self, *_: object) -> RawAnswer:
        raise Failure(Kind.SUDO_NEEDS_PASSWORD, "kiemtra@10.0.0.1")


@pytest.mark.parametrize("width", ["80", "200"])
def test_doctor_climbs_to_the_rung_that_broke_and_says_the_fix_below_it(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    assert workspace.exists()
    monkeypatch.setattr(Lines, "transport", lambda *_: Refusing())
    monkeypatch.setenv("COLUMNS", width)

    said = run("doctor", "web01", "--lang", "en")

    assert said.code == 1
    found = lines(said.out)
    broken = next(n for n, line in enumerate(found) if "✗ sudo" in line)
    assert "sudo_needs_password" in found[broken]
    assert found[broken + 1].lstrip().startswith("→ sudo wants a password")
    assert all("✓" in line for line in found[broken - 3 : broken])
    # Above stand the paths of this workspace, as long as they are.
    assert all(len(line) <= int(width) for line in found[broken - 4 :])
    assert "\n0 of 1 hosts" in said.out


def test_doctor_speaks_the_language_of_the_workspace(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workspace.exists()
    monkeypatch.setattr(Lines, "transport", lambda *_: Refusing())

    said = run("doctor")

    assert "→ sudo đòi mật khẩu" in said.out
    assert "0/1 máy chủ" in said.out


def test_doctor_gives_programs_every_rung(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workspace.exists()
    monkeypatch.setattr(Lines, "transport", lambda *_: Refusing())

    rows: list[dict[str, Any]] = json.loads(run("doctor", "--format", "json").out)

    assert {r["state"] for r in rows} == {"pass", "fail"}
    assert {r["rung"] for r in rows} <= set(doctor._RUNGS)  # noqa: SLF001
    assert all(r["fix"] for r in rows if r["state"] == "fail")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(run: Run, shell: str) -> None:
    said = run("completion", shell)

    assert said.code == 0
    assert "_AUDIT4_COMPLETE" in said.out


def test_completion_offers_commands_and_options(tmp_path: Path) -> None:
    def offered(*typed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", "from audit4.cli import main; main()"],
            cwd=tmp_path,
            env={
                **os.environ,
                "_AUDIT4_COMPLETE": "bash_complete",
                "COMP_WORDS": " ".join(("audit4", *typed)),
                "COMP_CWORD": str(len(typed)),
            },
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    assert "scan" in offered("sc")
    assert "--resume" in offered("scan", "--re")
