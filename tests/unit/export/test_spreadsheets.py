import csv
import io
import stat
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit4.evidence import Reason
from audit4.export import csv as csv_files
from audit4.export import tables, xlsx
from audit4.export.cells import plain, runs
from audit4.export.document import document
from audit4.export.tables import Row, Table, Words
from audit4.finding import Basis, Severity, Status, Verdict, failed, passed, unknown
from audit4.record import Finding, FindingState
from audit4.scan.spreadsheets import named
from tests.unit.export.test_document import ALL, AT, report, result

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "＝1",
    "\x00\x1b[31m=1",
    "\u202e=1",
    "\ud800=1",
)
FAILING = result(failed("yes", expected="no", items=["a", "b"]), "r2")
FOLLOWED = Finding(
    subject="so-yte/hso/web1",
    rule="r2",
    control="l1-root-login",
    check="layer1_onsite.sshd_option",
    layer=1,
    severity=Severity.HIGH,
    basis=Basis.MEASURED,
    state=FindingState.IN_PROGRESS,
    first_seen=AT,
    # Late on the first of the month where it is UTC: the second in Vietnam.
    first_failed=datetime(2026, 10, 1, 20, 0, tzinfo=UTC),
    last_seen=AT,
    due=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
    owner="Phòng CNTT",
)


def words(lang: str = "vi") -> Words:
    return Words(
        lang=lang,
        zone="Asia/Ho_Chi_Minh",
        named=named(lang),
        titles={"l1-root-login": "Không đăng nhập bằng root"},
        units={"so-yte": "Sở Y tế"},
        systems={"so-yte/hso": "Hồ sơ"},
        levels={"so-yte/hso": 3},
    )


def rows(*results: Any, lang: str = "vi") -> dict[str, list[Row]]:  # noqa: ANN401
    seen: dict[str, Any] = document(report(*results))
    said, followed = words(lang), {("so-yte/hso/web1", "r2"): FOLLOWED}
    return {
        "findings": [*tables.finding_rows(seen["results"], followed, AT, said)],
        "hosts": [*tables.host_rows(seen["hosts"], seen["results"], said)],
        "controls": [*tables.control_rows(seen["controls"], said)],
        "scores": [*tables.score_rows(seen["scores"], said)],
    }


def book(path: Path, made: dict[str, list[Row]], **how: Any) -> dict[str, Worksheet]:  # noqa: ANN401
    written = xlsx.Book(tables.TABLES, "HẠN CHẾ PHỔ BIẾN", how.pop("lang", "vi"), **how)
    for table in tables.TABLES:
        written.append(table, made.get(table.key, []))
    written.save(path)
    return {s.title: s for s in load_workbook(path).worksheets}


def read(path: Path, table: Table, made: list[Row]) -> list[list[str]]:
    with csv_files.Files({table.key: path}, "vi") as files:
        files.append(table, made)
    return [*csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))]


def column(sheet: Worksheet, heading: str) -> list[Any]:
    headings = [c.value for c in sheet[2]]
    n = headings.index(heading)
    return [row[n].value for row in sheet.iter_rows(min_row=3)]


def test_a_workbook_has_a_sheet_for_each_table_in_vietnamese(tmp_path: Path) -> None:
    sheets = book(tmp_path / "a.xlsx", rows(*ALL))

    assert list(sheets) == ["Phát hiện", "Máy chủ", "Tiêu chí", "Điểm"]
    assert [c.value for c in sheets["Phát hiện"][2]][:3] == [
        "Mức độ",
        "Kết quả",
        "Mã đơn vị",
    ]


def test_a_workbook_speaks_english_when_asked(tmp_path: Path) -> None:
    sheets = book(tmp_path / "a.xlsx", rows(*ALL, lang="en"), lang="en")

    assert list(sheets) == ["Findings", "Hosts", "Controls", "Scores"]
    assert "Not met" in column(sheets["Findings"], "Status")


def test_headings_stay_in_sight_and_have_filters_over_all_rows(tmp_path: Path) -> None:
    sheets = book(tmp_path / "a.xlsx", rows(*ALL))

    for sheet in sheets.values():
        assert sheet.freeze_panes == "A3"
        assert sheet.auto_filter.ref == f"A2:{sheet.dimensions.split(':')[1]}"
        assert (sheet.print_title_rows, sheet.page_setup.paperSize) == ("$1:$2", 9)


def test_every_sheet_is_marked_as_restricted_on_screen_and_paper(
    tmp_path: Path,
) -> None:
    for sheet in book(tmp_path / "a.xlsx", rows(*ALL)).values():
        assert sheet["A1"].value == "HẠN CHẾ PHỔ BIẾN"
        footer = sheet.oddFooter
        assert footer
        assert footer.left.text == "HẠN CHẾ PHỔ BIẾN"


def test_a_workbook_is_for_its_owners_eyes(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", rows(*ALL))

    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_is_to_do_is_listed_and_what_is_met_or_exempt_is_not() -> None:
    found = rows(*ALL)["findings"]

    assert [r["rule"] for r in found] == ["r2", "r3", "r5"]


def test_the_worst_failure_stands_on_top() -> None:
    low = replace(FAILING, rule="a1", severity=Severity.LOW)
    critical = replace(FAILING, rule="z9", severity=Severity.CRITICAL)
    dark = replace(ALL[2], rule="a0", severity=Severity.CRITICAL)

    found = rows(low, FAILING, critical, dark)["findings"]

    assert [r["rule"] for r in found] == ["z9", "r2", "a1", "a0"]


def test_severity_is_a_word_before_it_is_a_colour(tmp_path: Path) -> None:
    sheet = book(tmp_path / "a.xlsx", rows(FAILING))["Phát hiện"]

    assert sheet["A3"].value == "Cao"
    assert sheet["A3"].fill.fgColor.rgb != "00000000"


def test_a_finding_says_since_when_and_until_when_in_the_readers_days(
    tmp_path: Path,
) -> None:
    sheet = book(tmp_path / "a.xlsx", rows(FAILING))["Phát hiện"]

    (since,) = column(sheet, "Chưa đạt từ ngày")
    assert since.date() == date(2026, 10, 2)
    assert column(sheet, "Quá hạn") == ["Có"]
    assert column(sheet, "Tình trạng khắc phục") == ["Đang khắc phục"]


def test_what_could_not_be_checked_says_why() -> None:
    (found,) = rows(result(unknown(Reason.PERMISSION, "x"), "r3"))["findings"]

    assert found["reason"] == named("vi")["reason"]["permission"]
    assert found["reason"] != "permission"


def test_the_numbers_are_those_of_the_results_document(tmp_path: Path) -> None:
    seen: dict[str, Any] = document(report(*ALL))

    sheets = book(tmp_path / "a.xlsx", rows(*ALL))

    for heading, key in (("Điểm thấp nhất", "low"), ("Độ bao phủ", "coverage")):
        assert column(sheets["Điểm"], heading) == [s[key] for s in seen["scores"]]
    for heading, status in (("Số chưa đạt", "fail"), ("Số đạt", "pass")):
        counts = [c["counts"][status] for c in seen["controls"]]
        assert column(sheets["Tiêu chí"], heading) == counts
    of_host = [r for r in seen["results"] if r["host"] == "web1"]
    failing = sum(r["status"] == "fail" for r in of_host)
    assert column(sheets["Máy chủ"], "Số chưa đạt") == [failing]


def test_a_score_that_nobody_has_stays_empty(tmp_path: Path) -> None:
    pending = result(Verdict(status=Status.PENDING), "r5", None)

    sheet = book(tmp_path / "a.xlsx", rows(pending))["Điểm"]

    assert set(column(sheet, "Điểm thấp nhất")) == {None}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, text: str) -> None:
    bad = result(failed(text, expected=text, items=[text]), "r2")

    sheet = book(tmp_path / "a.xlsx", rows(bad))["Phát hiện"]

    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "d"}
    (cell,) = [row[11] for row in sheet.iter_rows(min_row=3)]
    assert cell.value == plain(text)
    assert bool(cell.quotePrefix) is runs(plain(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_in_csv_begins_like_a_formula(tmp_path: Path, text: str) -> None:
    bad = result(failed(text, expected=text, items=[text]), "r2")

    written = read(tmp_path / "f.csv", tables.FINDINGS, rows(bad)["findings"])

    assert not [c for row in written for c in row if c and c[0] in "=+-@\t\r＝＋－＠"]
    assert len(written) == 2


@given(st.text(st.characters(), max_size=40))
def test_any_text_becomes_one_line_that_can_be_seen(text: str) -> None:
    shown = plain(text)

    assert shown.isprintable()
    assert not runs("'" + shown)


def test_a_megabyte_is_cut_and_says_so() -> None:
    shown = plain("x" * 1_000_000)

    assert len(shown) < 2_100
    assert shown.endswith("… (+998000)")


def test_csv_is_what_excel_reads_as_vietnamese(tmp_path: Path) -> None:
    written = read(tmp_path / "f.csv", tables.HOSTS, rows(*ALL)["hosts"])

    assert (tmp_path / "f.csv").read_bytes().startswith("\ufeffMã đơn vị,".encode())
    assert written[1][:5] == ["so-yte", "Sở Y tế", "hso", "Hồ sơ", "3"]
    assert stat.S_IMODE((tmp_path / "f.csv").stat().st_mode) == 0o600


def test_csv_dates_and_numbers_are_for_any_program(tmp_path: Path) -> None:
    written = read(tmp_path / "f.csv", tables.FINDINGS, rows(FAILING)["findings"])

    line = dict(zip(*written, strict=True))
    assert (line["Chưa đạt từ ngày"], line["Lớp"]) == ("2026-10-02", "1")
    assert line["Mức độ"] == "Cao"


def test_csv_files_are_written_all_or_none(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("before", encoding="utf-8")

    def broken() -> Any:  # noqa: ANN401
        yield rows(FAILING)["findings"][0]
        raise LookupError

    with (
        pytest.raises(LookupError),
        csv_files.Files({"findings": path}, "vi") as files,
    ):
        files.append(tables.FINDINGS, broken())

    assert path.read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["f.csv"]


def test_rows_beyond_what_a_sheet_holds_stand_on_a_further_one(tmp_path: Path) -> None:
    found = [replace(FAILING, rule=f"r{n}") for n in range(5)]

    sheets = book(tmp_path / "a.xlsx", rows(*found), most=4)

    parts = [s for name, s in sheets.items() if name.startswith("Phát hiện")]
    written = [v for s in parts for v in column(s, "Mã quy tắc")]
    assert written == ["r0", "r1", "r2", "r3", "r4"]
    assert [s.title for s in parts][:2] == ["Phát hiện", "Phát hiện (2)"]


def test_a_scan_without_findings_still_has_its_headings(tmp_path: Path) -> None:
    sheets = book(tmp_path / "a.xlsx", rows(result(passed("no"))))

    assert sheets["Phát hiện"].max_row == 2
    assert sheets["Phát hiện"]["A2"].value == "Mức độ"
