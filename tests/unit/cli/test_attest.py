import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit4.cli.common import inputs
from audit4.workspace import Workspace
from tests.unit.cli.conftest import Run

# In force for a year: reckoned from the real day, as the commands do.
LATELY = datetime.now(tz=UTC).date() - timedelta(days=10)
STATEMENT = {
    8: "Có",
    10: "5/QĐ",
    11: f"{LATELY:%d/%m/%Y}",
    13: "Văn phòng",
    14: LATELY.isoformat(),
}


def fill(path: Path, cells: dict[int, str] = STATEMENT, row: int = 5) -> None:
    book = load_workbook(path)
    for column, value in cells.items():
        book.worksheets[0].cell(row, column).value = value
    book.save(path)


def test_a_template_can_be_saved_as_it_is(workspace: Path, run: Run) -> None:
    file = workspace / "attestations/so-mau.yaml"

    said = run("attest", "template", "so-mau", "--output", file)

    assert (said.code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
    assert run("inventory", "check").code == 0
    assert run("attest", "template", "so-mau", "--output", file).code == 2


def test_a_template_asks_for_what_the_level_asks(workspace: Path, run: Run) -> None:
    level3 = run("attest", "template", "so-mau").out
    file = workspace / "inventory/so-mau.yaml"
    file.write_text(file.read_text().replace("level: 3", "level: 2"))

    level2 = run("attest", "template", "so-mau").out

    assert "control: l3-pentest" in level3
    assert "control: l3-pentest" not in level2
    assert "control: l3-vuln-scan" in level2


def test_a_sheet_goes_out_and_comes_back(workspace: Path, run: Run) -> None:
    file = workspace / "a.xlsx"
    assert run("attest", "export", "so-mau", file).code == 0
    fill(file)

    tried = run("attest", "import", file, "--dry-run")
    none_yet = (workspace / "attestations/so-mau.yaml").exists()
    done = run("attest", "import", file)

    assert (tried.code, none_yet, done.code) == (0, False, 0)
    stated = inputs(Workspace.open(workspace)).attestations
    (one,) = stated.items
    assert (one.control, one.number) == ("l1-specialist-unit", "5/QĐ")
    assert "0 kê khai mới hoặc thay đổi" in run("attest", "import", file).out


def test_a_wrong_cell_ends_the_import_and_writes_nothing(
    workspace: Path, run: Run
) -> None:
    file = workspace / "a.xlsx"
    run("attest", "export", "--all", file)
    fill(file)
    fill(file, {**STATEMENT, 14: "hôm qua"}, row=6)

    said = run("attest", "import", file)

    assert said.code == 2
    assert "so-mau!N6: `hôm qua` is no date" in said.err
    assert not (workspace / "attestations/so-mau.yaml").exists()


def test_status_shows_what_is_due_and_why(workspace: Path, run: Run) -> None:
    file = workspace / "a.xlsx"
    run("attest", "export", "so-mau", file)
    fill(file)
    run("attest", "import", file)

    rows = json.loads(run("attest", "status", "--all", "--format", "json").out)
    due = json.loads(run("attest", "status", "so-mau", "--format", "json").out)

    states = {(r["control"], r["system"]): r["state"] for r in rows}
    assert states["l1-specialist-unit", None] == "met"
    assert states["l3-pentest", "portal"] == "missing"
    assert "l1-specialist-unit" not in {r["control"] for r in due}
    assert "l3-pentest" in run("attest", "status").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("template", "so-mao"), "did you mean `so-mau`"),
        (("template", "so-mau/portal"), "is no unit"),
        (("export", "a.xlsx"), "name units, or all of them by --all"),
        (("export", "--all", "a.csv"), "must end with .xlsx"),
        (("status", "x"), "nothing in the inventory is `x`"),
        (("import", "audit4.yaml"), "is no Excel workbook"),
    ],
)
def test_a_wrong_word_is_one_line_and_exit_2(
    workspace: Path,  # noqa: ARG001 - the commands run in it
    run: Run,
    words: tuple[str, ...],
    said: str,
) -> None:
    ended = run("attest", *words)

    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("subject", "asked", "elsewhere"),
    [
        ("so-mau", "l1-regulation", "l3-pentest"),
        ("so-mau/portal", "l3-pentest", "l1-regulation"),
        ("so-mau/portal/web01", "root-login.permit", "l3-pentest"),
    ],
)
def test_a_subject_is_told_what_is_judged_on_it(
    workspace: Path,  # noqa: ARG001 - the commands run in it
    run: Run,
    subject: str,
    asked: str,
    elsewhere: str,
) -> None:
    rows = json.loads(run("policy", "explain", subject, "--format", "json").out)

    rules = {row["rule"] for row in rows}
    assert asked in rules
    assert elsewhere not in rules


def test_an_export_never_replaces_a_file(workspace: Path, run: Run) -> None:
    (workspace / "a.xlsx").write_text("mine")

    ended = run("attest", "export", "--all", "a.xlsx")

    assert ended.code == 2
    assert (workspace / "a.xlsx").read_text() == "mine"
