import datetime as dt
import errno
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from audit4.cli import plan as plan_command
from audit4.cli import words
from audit4.facts.os import OS_RELEASE
from audit4.finding import Severity
from audit4.scan import looking
from audit4.scan.collecting import Collected
from audit4.scan.outcome import Tally
from audit4.scan.targets import Lines
from audit4.store.lock import workspace_lock
from audit4.testing import NOW, evidence
from audit4.transport.base import RawAnswer
from tests.checks.layer1_onsite.literals import sshd_host
from tests.unit.cli.conftest import Run

SYSTEM = "units:\n  - id: so-mau\n    name: Sở Mẫu\n    systems: []\n"


def raising(monkeypatch: pytest.MonkeyPatch, wrong: BaseException) -> None:
    def broken(*_: object) -> None:
        raise wrong

    monkeypatch.setattr(plan_command, "inputs", broken)


def test_no_command_prints_help_and_an_unknown_one_the_nearest(run: Run) -> None:
    said = run("scna")

    assert said.code == 2
    assert "did you mean 'scan'" in said.err


@pytest.mark.usefixtures("workspace")
def test_an_unknown_option_is_2(run: Run) -> None:
    assert run("scan", "--fial-on", "high").code == 2


def test_outside_a_workspace_the_way_out_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said = run("scan")

    assert said.code == 2
    assert "audit4 init" in said.err


def test_a_locked_workspace_is_2_and_names_the_holder(
    workspace: Path, run: Run
) -> None:

    with workspace_lock(
        workspace / ".audit4/lock", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    ):
        said = run("scan")

    assert said.code == 2
    assert f"process {os.getpid()}" in said.err


@pytest.mark.parametrize("narrowed", [(), ("--layer", "1")])
def test_a_scan_of_nothing_is_3_and_stores_nothing(
    workspace: Path, run: Run, narrowed: tuple[str, ...]
) -> None:
    (workspace / "inventory/so-mau.yaml").write_text("units: []\n")

    said = run("scan", "--lang", "en", *narrowed)

    assert said.code == 3
    assert "no host to scan" in said.err
    assert not list((workspace / "reports").iterdir())


def test_units_without_a_host_are_judged_by_what_they_state_and_3(
    workspace: Path, run: Run
) -> None:
    (workspace / "inventory/so-mau.yaml").write_text(SYSTEM, encoding="utf-8")

    said = run("scan")

    assert said.code == 3
    (file,) = workspace.glob("reports/*/results.json")
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert {r["status"] for r in document["results"]} <= {"pending", "not_applicable"}


@pytest.mark.usefixtures("workspace")
def test_a_reason_that_is_none_cannot_be_accepted(run: Run) -> None:
    said = run("scan", "--accept-unknown", "permision")

    assert said.code == 2
    assert "did you mean `permission`" in said.err


@pytest.mark.parametrize(
    ("number", "way_out"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EACCES, "run as the user who owns it"),
        (errno.EROFS, "choose a place"),
        (errno.EIO, "x.yaml"),
    ],
)
@pytest.mark.usefixtures("workspace")
def test_what_the_system_refuses_is_one_line_and_2(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    way_out: str,
) -> None:
    raising(monkeypatch, OSError(number, os.strerror(number), "x.yaml"))

    said = run("plan")

    assert said.code == 2
    assert way_out in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("wrong", [KeyboardInterrupt(), click.exceptions.Abort()])
@pytest.mark.usefixtures("workspace")
def test_an_interrupt_is_130(
    run: Run, monkeypatch: pytest.MonkeyPatch, wrong: BaseException
) -> None:
    raising(monkeypatch, wrong)

    said = run("plan")

    assert said.code == 130
    assert said.err.strip() == "interrupted"


def test_a_reader_that_closes_the_pipe_sees_no_traceback(workspace: Path) -> None:
    command = f"{sys.executable} -m audit4 policy show --format json | head -c 10"

    done = subprocess.run(
        ["sh", "-c", command],
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""


def test_a_folder_that_cannot_be_written_is_one_line_and_2(run: Run) -> None:
    said = run("init", "/proc/audit4")

    assert said.code == 2
    assert "/proc/audit4" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(("lang", "end"), [("vi", "mã thoát 3"), ("en", "exit 3")])
def test_the_last_line_has_both_counts_in_the_language_asked_for(
    lang: str, end: str
) -> None:
    tally = Tally(fail_on=Severity.HIGH, hosts=4, grave=2, blind=5, dark=1)

    line = words.outcome(tally, lang)

    assert line.endswith(end)
    assert all(f"{n} " in line for n in (4, 2, 5, 1))
    assert words.next_step(tally, lang)


@pytest.mark.parametrize(
    ("tally", "code"),
    [
        (Tally(hosts=1), 0),
        (Tally(hosts=1, grave=1), 1),
        (Tally(hosts=1, grave=1, blind=1), 3),
        (Tally(hosts=1, grave=1, dark=1), 3),
        (Tally(hosts=0), 3),
    ],
)
def test_incomplete_wins_over_findings(tally: Tally, code: int) -> None:
    assert tally.code == code


def test_the_database_of_someone_else_is_one_line_and_2(
    workspace: Path, run: Run
) -> None:

    with sqlite3.connect(workspace / ".audit4/audit4.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()

    said = run("findings", "list")

    assert said.code == 2
    assert "not one of audit4" in said.err


@pytest.fixture
def host_with(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A host that is there, with these options of sshd."""
    assert workspace.exists()

    def collected(**options: str) -> None:
        seen = evidence(
            {**sshd_host(**options), OS_RELEASE: "ID=debian\nVERSION_ID=12\n"}
        )
        done = Collected(started=NOW, evidence=seen, answer=RawAnswer(data=b""))
        monkeypatch.setattr(looking, "collect", lambda *_, **__: done)
        monkeypatch.setattr(Lines, "transport", lambda *_: None)

    return collected


SAFE = {"permitrootlogin": "no", "allowgroups": "quan-tri"}


@pytest.mark.parametrize(
    ("options", "words_given", "code"),
    [
        (SAFE, (), 0),
        (SAFE | {"permitrootlogin": "yes", "allowgroups": "root"}, (), 1),
        ({"permitrootlogin": "yes"}, ("--fail-on", "high"), 1),
        ({"permitrootlogin": "yes"}, ("--fail-on", "critical"), 0),
        ({"permitrootlogin": "yes"}, ("--fail-on", "never"), 0),
        (SAFE, ("--fail-on", "low"), 0),
        (SAFE, ("--control", "l1-lockout"), 3),
        (SAFE, ("--control", "l1-lockout", "--fail-on", "critical"), 0),
        (SAFE, ("--control", "l1-lockout", "--accept-unknown", "not_collected"), 0),
        (SAFE, ("--control", "l1-lockout", "--accept-unknown", "permission"), 3),
        ({"permitrootlogin": "yes"}, ("--control", "l1-lockout"), 3),
    ],
)
def test_a_scan_ends_with_the_code_of_what_it_found(
    run: Run,
    host_with: Callable[..., None],
    options: dict[str, str],
    words_given: tuple[str, ...],
    code: int,
) -> None:
    host_with(**options)

    said = run("scan", "--control", "l1-root-login", *words_given)

    assert said.code == code, said.out + said.err
    assert said.out.rstrip().endswith(f"mã thoát {code}")


def test_findings_are_listed_in_the_language_asked_for(
    run: Run, host_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    host_with(permitrootlogin="yes")
    run("scan", "--control", "l1-root-login")
    monkeypatch.setenv("COLUMNS", "80")

    said = run("findings", "list", "--lang", "en")

    assert said.code == 0
    assert "root-login.permit" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())
    assert "0 overdue" in said.err


def test_the_debug_log_has_a_line_for_what_became_of_each_host(
    workspace: Path, run: Run, host_with: Callable[..., None]
) -> None:
    host_with(**SAFE)

    run("scan", "--log", "debug.log", "--control", "l1-root-login")

    log = workspace / "debug.log"
    assert "so-mau/portal/web01 judged" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
