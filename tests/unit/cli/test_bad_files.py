from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run, Said
from tests.unit.test_bad_input import INVENTORIES, STATED, WAIVED, WORKSPACES, of

STATED_WELL = STATED.replace("yes", '"yes"')
WAIVED_WELL = WAIVED.replace("login.root", "root-login.permit")
HEAD = """\
name: rieng
version: "1"
as_of: 2026-01-01
title: {vi: Riêng, en: Own}
"""
POLICIES = [
    (f"extends: four-layr\n{HEAD}", "1:10", "did you mean `four-layer`"),
    ("name: x\nextnds: four-layer\n", "2:1", "did you mean `extends`"),
    ("- four-layer\n", "1:1", "must be a mapping"),
    ("extends: four-layer\n\tname: x\n", "2:1", "is not valid YAML"),
]
STATEMENTS = of(
    STATED,
    ("l1-regulation", "l1-regulaton", "2:14", "did you mean `l1-regulation`"),
    ("answer: yes", "answer: maybe", "3:13", "must be"),
    ("on: 2026-02-01", "on: 1/2/2026", "6:9", "must be a date"),
    ("    on: 2026-02-01\n", "", "2:5", "`on` is missing"),
    ("attested_by", "attestd_by", "5:5", "did you mean `attested_by`"),
)
WAIVERS = of(
    WAIVED_WELL,
    ("root-login.permit", "root-login.permits", "4:11", "root-login.permit`"),
    ("kind: accept", "kind: ignore", "3:11", "must be 'accept' or 'equivalent'"),
    ("scope: so-mau", "scope: so-mou", "5:12", "did you mean `so-mau`"),
    ("until: 2026-12-31", "until: 2027-02-02", "2:5", "longer than 365 days"),
    ("approver: Lãnh đạo", "approver: Phòng CNTT", "2:5", "must not be the `owner`"),
)


def assert_one_error(said: Said, place: str, words: str) -> None:
    assert said.code == 2, said
    assert "Traceback" not in said.err
    lines = said.err.splitlines()
    told = [line for line in lines if place in line and words in line]
    assert len(told) == 1, said.err
    assert not said.out


def broken(cases: Sequence[tuple[str, str, str]], file: str) -> list[tuple[str, ...]]:
    return [(file, *case) for case in cases]


@pytest.mark.parametrize(
    ("file", "text", "at", "words"),
    [
        *broken(INVENTORIES, "inventory/so-mau.yaml"),
        *broken(STATEMENTS, "attestations/so-mau.yaml"),
        *broken(WAIVERS, "waivers.yaml"),
        *broken(WORKSPACES, "audit4.yaml"),
    ],
)
def test_a_malformed_file_is_one_line_with_its_place_and_exit_2(
    workspace: Path, run: Run, file: str, text: str, at: str, words: str
) -> None:
    (workspace / file).write_text(text, encoding="utf-8")

    said = run("inventory", "check")

    assert_one_error(said, f"{file}:{at}: ", words)


@pytest.mark.parametrize(("text", "at", "words"), POLICIES)
def test_a_malformed_policy_is_one_line_with_its_place_and_exit_2(
    workspace: Path, run: Run, text: str, at: str, words: str
) -> None:
    (workspace / "policies/rieng.yaml").write_text(text, encoding="utf-8")

    said = run("policy", "lint", "policies/rieng.yaml")

    assert_one_error(said, f"policies/rieng.yaml:{at}: ", words)


@pytest.mark.parametrize(
    "command", [("scan",), ("plan",), ("doctor",), ("hosts", "list")]
)
def test_every_command_that_reads_the_inventory_tells_its_error(
    workspace: Path, run: Run, command: tuple[str, ...]
) -> None:
    (workspace / "inventory/so-mau.yaml").write_text("units: {}\n")

    said = run(*command)

    assert_one_error(said, "inventory/so-mau.yaml:1:8: ", "must be a list")


def test_a_database_that_is_none_is_one_line_and_exit_2(
    workspace: Path, run: Run
) -> None:
    (workspace / ".audit4/audit4.db").write_bytes(b"not a database " * 100)

    said = run("findings", "list")

    assert_one_error(said, "audit4.db", "is not a database")


def test_a_table_of_servers_that_cannot_be_read_is_one_line_and_exit_2(
    workspace: Path, run: Run
) -> None:
    file = workspace / "servers.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")

    said = run("inventory", "import", file)

    assert said.code == 2, said
    assert "servers.xlsx" in said.err
    assert "Traceback" not in said.err
