import csv
import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.cli.conftest import Run

LATELY = datetime.now(tz=UTC).date() - timedelta(days=10)
UNITS = """\
units:
  - id: so-mau
    name: Sở Mẫu
    owner: UBND tỉnh
    operator: Trung tâm CNTT
    systems:
      - {id: portal, name: Cổng, level: 3, decision: {number: 15/QĐ, date: 2026-01-10}}
      - {id: mail, name: Thư, level: 2}
  - id: xa-mau
    name: Xã Mẫu
    systems: [{id: lan, name: "=1+1", level: 1}]
"""
STATED = """\
attestations:
  - {{control: l1-regulation, answer: yes, document: {{number: 5/QĐ, date: {day}}},
      attested_by: Văn phòng, on: {day}}}
  - {{control: l1-plan-deployed, system: portal, answer: no, attested_by: An, on: {day},
      statement: "=HYPERLINK(1)"}}
  - {{control: l3-last-assessment, system: portal, answer: yes,
      document: {{number: 7/BC, date: {day}}}, attested_by: An, on: {day}}}
"""


@pytest.fixture
def province(workspace: Path) -> Path:
    (workspace / "inventory/so-mau.yaml").write_text(UNITS, encoding="utf-8")
    stated = STATED.format(day=LATELY)
    (workspace / "attestations/so-mau.yaml").write_text(stated, encoding="utf-8")
    return workspace


@pytest.fixture
def scanned(province: Path, run: Run) -> Path:
    # Nothing can be reached, so it is incomplete; what is stated is judged.
    assert run("scan").code == 3
    (folder,) = (province / "reports").iterdir()
    return folder


def sheet(path: Path, name: str) -> list[list[Any]]:
    book = load_workbook(path)
    return [[c.value for c in row] for row in book[name].iter_rows(min_row=2)]


def lines(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def test_workbooks_stand_beside_the_reports(scanned: Path, run: Run) -> None:
    before = (scanned / "results.json").read_bytes()

    said = run("export", "xlsx")

    assert said.code == 0, said
    names = {"index.xlsx", "unit-so-mau.xlsx", "unit-xa-mau.xlsx"}
    assert {p.name for p in scanned.glob("*.xlsx")} == names
    assert {Path(line).name for line in said.out.split()} == names
    assert stat.S_IMODE((scanned / "index.xlsx").stat().st_mode) == 0o600
    assert (scanned / "results.json").read_bytes() == before


def test_the_province_has_all_that_its_units_have_and_results_json(
    scanned: Path, run: Run
) -> None:
    run("export", "xlsx")
    document = json.loads((scanned / "results.json").read_text(encoding="utf-8"))

    headings, *every = sheet(scanned / "index.xlsx", "Phát hiện")

    to_do = [r for r in document["results"] if r["status"] in {"fail", "pending"}]
    rules = headings.index("Mã quy tắc")
    assert sorted(r[rules] for r in every) == sorted(r["rule"] for r in to_do)
    assert every == [
        row
        for unit in ("so-mau", "xa-mau")
        for row in sheet(scanned / f"unit-{unit}.xlsx", "Phát hiện")[1:]
    ]
    lows = [row[6] for row in sheet(scanned / "index.xlsx", "Điểm")[1:]]
    assert lows == [s["low"] for s in document["scores"]]


def test_what_a_unit_states_is_never_run(scanned: Path, run: Run) -> None:
    run("export", "xlsx")
    run("export", "csv")

    cells = [
        c for row in load_workbook(scanned / "index.xlsx")["Phát hiện"] for c in row
    ]
    assert "f" not in {c.data_type for c in cells}
    assert "=HYPERLINK(1)" in {c.value for c in cells}
    (failing,) = [r for r in lines(scanned / "findings.csv") if r["Hiện trạng"]]
    assert failing["Hiện trạng"] == "'=HYPERLINK(1)"


def test_csv_has_a_file_for_each_table(scanned: Path, run: Run) -> None:
    said = run("export", "csv", "--lang", "en")

    assert said.code == 0
    names = ["findings.csv", "hosts.csv", "controls.csv", "scores.csv"]
    assert [Path(line).name for line in said.out.split()] == names
    assert {r["Unit"] for r in lines(scanned / "scores.csv")} == {"so-mau", "xa-mau"}
    # A table without rows still has its headings.
    assert (scanned / "hosts.csv").read_text("utf-8-sig").startswith("Unit,")


def test_one_unit_alone_leaves_the_others_files_alone(
    scanned: Path, run: Run, tmp_path: Path
) -> None:
    assert (
        run("export", "xlsx", "--unit", "xa-mau", "--output", tmp_path / "o").code == 0
    )
    assert (
        run("export", "csv", "--unit", "xa-mau", "--output", tmp_path / "o").code == 0
    )

    written = {p.name for p in (tmp_path / "o").iterdir()}
    tables = ("findings", "hosts", "controls", "scores")
    assert written == {
        "unit-xa-mau.xlsx",
        *(f"unit-xa-mau-{t}.csv" for t in tables),
    }
    assert not [*scanned.glob("*.xlsx"), *scanned.glob("*.csv")]


@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("xlsx", "--unit", "so-mua"), "so-mau"),
        (("csv", "--unit", "so-mau/portal"), "is no unit"),
        (("xlsx", "--scan", "none"), "none"),
        (("xlsx", "--judgement", "9"), "9"),
        (("xlsx", "--lang", "fr"), "fr"),
        (("ods",), "ods"),
        (("form-08",), "FILE"),
        (("form-08", "a.csv"), ".xlsx"),
        (("form-08", "a.xlsx", "--unit", "so-mua"), "so-mau"),
        (("form-08", "none/a.xlsx"), "none/a.xlsx"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_2(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    said = run("export", *words)

    assert said.code == 2
    assert says in said.err
    assert "Traceback" not in said.err


@pytest.mark.usefixtures("province")
def test_without_a_scan_the_way_out_is_said_and_2(run: Run) -> None:
    said = run("export", "xlsx")

    assert said.code == 2
    assert "audit4 scan" in said.err


def test_the_yearly_form_says_what_is_stated_and_no_more(
    province: Path, run: Run
) -> None:
    said = run("export", "form-08", "a.xlsx")

    assert said.code == 0, said
    made = load_workbook(province / "a.xlsx")["Mẫu số 08"]
    rows = [[c.value for c in row] for row in made.iter_rows(min_row=18, max_row=20)]
    regulation = f"5/QĐ, {LATELY:%d/%m/%Y}"
    assert rows == [
        [
            1,
            "Cổng",
            "UBND tỉnh",
            "Trung tâm CNTT",
            3,
            "Đã được phê duyệt",
            "15/QĐ, 10/01/2026",
            regulation,
            None,
            None,
            None,
            "Định kỳ",
        ],
        [
            2,
            "Thư",
            "UBND tỉnh",
            "Trung tâm CNTT",
            2,
            None,
            None,
            regulation,
            *[None] * 4,
        ],
        [3, "=1+1", None, None, 1, *[None] * 7],
    ]
    assert [made.cell(n, 7).value for n in range(8, 15)] == [3, 3, *[None] * 5]
    assert made["H12"].value == "(ít nhất 1 theo số liệu hiện có)"
    assert made["B20"].data_type == "s"


def test_a_unit_that_denies_what_the_inventory_says_leaves_it_open(
    province: Path, run: Run
) -> None:
    file = province / "attestations/so-mau.yaml"
    denied = (
        "  - {control: l1-level-dossier, system: portal, answer: no,"
        f" statement: hết hiệu lực, attested_by: An, on: {LATELY}}}\n"
    )
    file.write_text(file.read_text(encoding="utf-8") + denied, encoding="utf-8")

    run("export", "form-08", "a.xlsx", "--unit", "so-mau")

    made = load_workbook(province / "a.xlsx")["Mẫu số 08"]
    assert (made["F18"].value, made["G18"].value) == (None, None)
    assert made["A3"].value == "SỞ MẪU"


def test_never_assessed_is_told_from_not_stated(province: Path, run: Run) -> None:
    file = province / "attestations/so-mau.yaml"
    denied = (
        "  - {control: l3-last-assessment, system: mail, answer: no,"
        f" statement: chưa làm, attested_by: An, on: {LATELY}}}\n"
    )
    file.write_text(file.read_text(encoding="utf-8") + denied, encoding="utf-8")

    run("export", "form-08", "a.xlsx")

    made = load_workbook(province / "a.xlsx")["Mẫu số 08"]
    assert [made[c].value for c in ("L19", "L20")] == [None, None]
    assert [made[c].fill.fill_type for c in ("L19", "L20")] == [None, "solid"]


def test_a_statement_without_its_paper_is_not_reported(
    province: Path, run: Run
) -> None:
    file = province / "attestations/so-mau.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("number: 7/BC, ", ""), encoding="utf-8")

    run("export", "form-08", "a.xlsx")

    made = load_workbook(province / "a.xlsx")["Mẫu số 08"]
    assert made["L18"].value is None


def test_a_form_that_somebody_may_have_filled_in_is_not_overwritten(
    province: Path, run: Run
) -> None:
    file = province / "a.xlsx"
    file.write_bytes(b"by hand")

    said = run("export", "form-08", file)

    assert said.code == 2
    assert "is there already" in said.err
    assert file.read_bytes() == b"by hand"
