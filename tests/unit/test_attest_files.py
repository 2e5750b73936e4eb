import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from audit4 import attestation
from audit4.attestation import Adoption, Asked, Attestations, State
from audit4.documents import parse
from audit4.errors import InputError
from audit4.finding import Severity, Text

UNIT = "so-mau"
REGULATION = Asked(
    unit=UNIT,
    unit_name="Sở Mẫu",
    system=None,
    system_name="",
    level=3,
    control="l1-regulation",
    layer=1,
    severity=Severity.MEDIUM,
    title=Text("Quy chế", "Regulation"),
    how=Text("1. Ban hành. 2. Ghi số.", "1. Issue it. 2. Record it."),
    months=12,
    counts_from="on",
    suggested=False,
    grounds=("TCVN 11930:2017 7.1.1",),
    state=State.MISSING,
    why=None,
    due=None,
    stated=None,
)
SCAN = replace(
    REGULATION,
    control="l3-vuln-scan",
    layer=3,
    system="portal",
    system_name="Cổng",
    counts_from="document",
)
ASKED = (REGULATION, SCAN)
ANSWER = {
    "answer": "Có",
    "number": "5/QĐ",
    "date": dt.date(2026, 1, 10),
    "attested_by": "Văn phòng",
    "on": dt.date(2026, 2, 1),
}
COLUMN = {
    "control": 1,
    "system": 2,
    "answer": 8,
    "statement": 9,
    "number": 10,
    "date": 11,
    "file": 12,
    "attested_by": 13,
    "on": 14,
    "valid_until": 15,
    "base": 16,
}
FILE = """\
# Kê khai của Sở Mẫu, Văn phòng giữ
attestations:
  # đã in và lưu hồ sơ
  - control: l1-regulation
    answer: yes
    document: {number: 1/QĐ, date: 2025-01-10}   # bản gốc ở tủ số 2
    attested_by: Văn phòng
    on: 2025-02-01

  # quét lần 1
  - control: l3-vuln-scan
    system: portal
    answer: no
    attested_by: Văn phòng
    on: 2025-02-01
"""

Fill = Callable[[Any], None]


def stated(folder: Path) -> Attestations:
    return attestation.load(
        folder,
        systems={UNIT: ["portal"]},
        controls=["l1-regulation", "l3-vuln-scan"],
    )


def asked(folder: Path) -> tuple[Asked, ...]:
    said = stated(folder)
    return tuple(
        replace(a, stated=said.find(a.control, a.unit, a.system)) for a in ASKED
    )


def sheet_of(
    folder: Path,
    *changes: tuple[int, dict[str, object]],
    lang: str = "vi",
    also: Fill | None = None,
) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(attestation.workbook({UNIT: asked(folder)}, lang))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row, values in changes:
        for key, value in values.items():
            sheet.cell(row, COLUMN[key]).value = value  # type: ignore[assignment]
    if also:
        also(book)
    book.save(path)
    return path


def taken(folder: Path, path: Path, *, overwrite: bool = False) -> Adoption:
    return attestation.adopt(
        attestation.read_rows(path).rows,
        folder,
        asked=ASKED,
        stated=stated(folder),
        today=dt.date(2026, 11, 22),
        overwrite=overwrite,
    )


def adopt(folder: Path, *changes: tuple[int, dict[str, object]]) -> Adoption:
    return taken(folder, sheet_of(folder, *changes))


def wrong(folder: Path, *changes: tuple[int, dict[str, object]]) -> str:
    with pytest.raises(InputError) as raised:
        adopt(folder, *changes)
    return str(raised.value)


def test_a_template_as_it_stands_states_nothing(tmp_path: Path) -> None:
    text = attestation.template(ASKED, "vi")
    (tmp_path / f"{UNIT}.yaml").write_text(text, encoding="utf-8")

    assert stated(tmp_path).items == ()
    assert text.count("\n  #- control") == 2


def test_a_block_without_its_marks_is_a_statement(tmp_path: Path) -> None:
    text = attestation.template([SCAN], "en")
    text = re.sub(r"(?m)^  #(?!#)", "  ", text).replace("answer:  ", "answer: yes")
    text = text.replace('number: ""', 'number: "7/BC"').replace(
        "date:", "date: 2026-01-02"
    )
    text = text.replace('by: ""', "by: IT").replace("    on:", "    on: 2026-01-03")
    (tmp_path / f"{UNIT}.yaml").write_text(text, encoding="utf-8")

    (one,) = stated(tmp_path).items

    assert (one.control, one.system, one.number) == ("l3-vuln-scan", "portal", "7/BC")


def test_a_template_asks_no_more_for_what_is_in_force() -> None:
    met = replace(REGULATION, state=State.MET, due=dt.date(2027, 1, 1))

    text = attestation.template([met, SCAN], "vi")

    assert "#- control: l1-regulation" not in text
    assert "l1-regulation · Toàn đơn vị: Đã có, còn giá trị (2027-01-01)" in text
    assert "#- control: l1-regulation" in attestation.template([met], "vi", every=True)


def test_no_name_breaks_out_of_the_comment_it_stands_in(tmp_path: Path) -> None:
    name = "Sở\nattestations: [x]\n\u2028- control: y"
    hostile = replace(SCAN, unit_name=name, system_name=name)
    (tmp_path / f"{UNIT}.yaml").write_text(
        attestation.template([hostile], "vi"), encoding="utf-8"
    )

    assert stated(tmp_path).items == ()


def test_a_sheet_has_drop_downs_locked_ids_and_frozen_headings(tmp_path: Path) -> None:
    sheet = load_workbook(sheet_of(tmp_path)).worksheets[0]

    validations = sheet.data_validations.dataValidation

    assert [v.type for v in validations] == ["list", "date", "date", "date"]
    assert validations[0].formula1 == '"Có,Không,Không áp dụng"'
    assert sheet.protection.sheet
    assert sheet.cell(5, COLUMN["control"]).protection.locked
    assert not sheet.cell(5, COLUMN["answer"]).protection.locked
    assert sheet.freeze_panes == "E5"
    assert sheet.column_dimensions["P"].hidden


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    hostile = replace(REGULATION, unit_name="=1+1", title=Text("=cmd|x", "=cmd|x"))
    book = attestation.workbook({UNIT: [hostile]}, "vi")

    cells = [c for row in load_workbook(io.BytesIO(book)).worksheets[0] for c in row]

    assert {c.data_type for c in cells if c.value == "=cmd|x"} == {"s"}
    assert not [c for c in cells if c.data_type == "f"]


def test_ids_too_long_for_a_sheets_name_are_told_apart() -> None:
    units = {"u" * 40: [REGULATION], "u" * 41: [REGULATION], "a-b": [REGULATION]}

    book = load_workbook(io.BytesIO(attestation.workbook(units, "vi")))

    assert len(set(book.sheetnames)) == 3
    assert [sheet["B2"].value for sheet in book.worksheets] == list(units)


def test_a_sheet_that_nobody_filled_in_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / f"{UNIT}.yaml").write_text(FILE, encoding="utf-8")

    made = adopt(tmp_path)

    assert (made.files, made.unchanged, made.notes) == ({}, 2, ())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_answer_becomes_a_statement(tmp_path: Path, lang: str) -> None:
    answer = ANSWER | {"answer": "Có" if lang == "vi" else "Yes"}
    made = taken(tmp_path, sheet_of(tmp_path, (5, answer), lang=lang))

    (text,) = made.files.values()
    (change,) = made.changes

    assert (change.control, change.what, change.note) == ("l1-regulation", "new", "")
    assert parse(text, "").data["attestations"] == [
        {
            "control": "l1-regulation",
            "answer": "yes",
            "document": {"number": "5/QĐ", "date": "2026-01-10"},
            "attested_by": "Văn phòng",
            "on": "2026-02-01",
        }
    ]


def test_dates_are_read_as_vietnamese_write_them(tmp_path: Path) -> None:
    made = adopt(tmp_path, (5, ANSWER | {"date": "9/1/2026", "on": "2026-2-1"}))

    (text,) = made.files.values()

    assert "date: 2026-01-09" in text
    assert "on: 2026-02-01" in text


def test_the_digest_of_a_file_is_taken_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "qd5.pdf").write_bytes(b"paper")

    (text,) = adopt(tmp_path, (5, ANSWER | {"file": "qd5.pdf"})).files.values()
    (tmp_path / f"{UNIT}.yaml").write_text(text, encoding="utf-8")

    assert stated(tmp_path).items[0].proof is attestation.Proof.OK
    assert "sha256" in text


def test_a_file_that_is_not_there_yet_is_said(tmp_path: Path) -> None:
    made = adopt(tmp_path, (5, ANSWER | {"file": "qd5.pdf"}))

    assert made.changes[0].note == "file attestations/qd5.pdf is not there yet"


def test_a_file_that_was_altered_keeps_its_stated_digest(tmp_path: Path) -> None:
    paper = tmp_path / "qd5.pdf"
    paper.write_bytes(b"paper")
    (text,) = adopt(tmp_path, (5, ANSWER | {"file": "qd5.pdf"})).files.values()
    (tmp_path / f"{UNIT}.yaml").write_text(text, encoding="utf-8")
    paper.write_bytes(b"another")

    (text,) = adopt(tmp_path, (5, {"statement": "Đã sửa"})).files.values()
    (tmp_path / f"{UNIT}.yaml").write_text(text, encoding="utf-8")

    assert stated(tmp_path).items[0].proof is attestation.Proof.ALTERED


def test_comments_and_other_statements_stay_as_they_were(tmp_path: Path) -> None:
    (tmp_path / f"{UNIT}.yaml").write_text(FILE, encoding="utf-8")

    made = adopt(tmp_path, (6, ANSWER | {"answer": "Có"}))
    (text,) = made.files.values()

    assert text.startswith(FILE[: FILE.index("  - control: l3")])
    assert made.changes[0].what == "changed"
    assert made.notes == ()
    assert parse(text, "").data["attestations"][1]["answer"] == "yes"


@pytest.mark.parametrize("empty", ["attestations: []\n", "# nothing\nattestations:\n"])
def test_a_file_without_statements_gets_its_first(tmp_path: Path, empty: str) -> None:
    (tmp_path / f"{UNIT}.yaml").write_text(empty, encoding="utf-8")

    (text,) = adopt(tmp_path, (5, ANSWER)).files.values()

    assert len(parse(text, "").data["attestations"]) == 1


def test_a_file_in_one_line_is_written_anew_and_that_is_said(tmp_path: Path) -> None:
    old = '{attestations: [{control: l3-vuln-scan, system: portal, answer: "no", '
    old += 'attested_by: "A", on: "2025-01-01"}]} # giữ\n'
    (tmp_path / f"{UNIT}.yaml").write_text(old, encoding="utf-8")

    made = adopt(tmp_path, (5, ANSWER))
    (text,) = made.files.values()

    assert [a["answer"] for a in parse(text, "").data["attestations"]] == ["no", "yes"]
    assert "without its comments" in made.notes[0]


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        ({"answer": "Chắc là có"}, "H5", "is no answer"),
        ({"answer": None}, "H5", "the answer is missing"),
        ({"attested_by": None}, "M5", "is missing"),
        ({"on": None}, "N5", "is missing"),
        ({"on": "31/02/2026"}, "N5", "is no date: write 31/01/2026"),
        ({"on": dt.date(2062, 2, 1)}, "N5", "2062-02-01 is yet to come"),
        ({"date": "tháng 5"}, "K5", "is no date"),
        ({"number": dt.date(2026, 5, 11)}, "J5", "took it for a date"),
        ({"number": "=1+1"}, "J5", "a formula is refused"),
        ({"statement": "x" * 5000}, "I5", "longer than 4000"),
        ({"statement": "a\u202eb"}, "I5", "cannot be printed"),
        ({"answer": "Không áp dụng"}, "I5", "needs the reason"),
        ({"file": "../../etc/shadow"}, "L5", "must lie in the folder"),
        ({"file": "/etc/shadow"}, "L5", "must lie in the folder"),
        ({"valid_until": dt.date(2020, 1, 1)}, "O5", "lies before"),
        ({"control": "l1-regulaton"}, "A5", "did you mean `l1-regulation`"),
        ({"control": None}, "A5", "the control's id is gone"),
        ({"system": "portal"}, "A5", "is not asked of so-mau/portal"),
    ],
)
def test_a_wrong_cell_is_named_with_the_way_out(
    tmp_path: Path, change: dict[str, object], cell: str, words: str
) -> None:
    said = wrong(tmp_path, (5, ANSWER | change))

    assert f"a.xlsx: {UNIT}!{cell}: " in said
    assert words in said
    assert len(said.splitlines()) == 1


def test_all_wrong_cells_are_told_at_once(tmp_path: Path) -> None:
    said = wrong(tmp_path, (5, ANSWER | {"on": "x"}), (6, ANSWER | {"date": "y"}))

    assert [line.split("!")[1].split(":")[0] for line in said.splitlines()] == [
        "N5",
        "K6",
    ]


def test_a_unit_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    def rename(book: Any) -> None:  # noqa: ANN401
        book.worksheets[0]["B2"] = "so-mao"

    with pytest.raises(InputError, match=r"no unit `so-mao`.*did you mean `so-mau`"):
        taken(tmp_path, sheet_of(tmp_path, (5, ANSWER), also=rename))


def test_a_statement_given_twice_is_refused(tmp_path: Path) -> None:
    same = ANSWER | {"control": "l1-regulation", "system": None}

    assert f"see {UNIT}!5" in wrong(tmp_path, (5, ANSWER), (6, same))


def test_what_was_changed_since_the_export_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / f"{UNIT}.yaml"
    file.write_text(FILE, encoding="utf-8")
    path = sheet_of(tmp_path, (5, ANSWER))
    file.write_text(FILE.replace("1/QĐ", "2/QĐ"), encoding="utf-8")

    with pytest.raises(InputError, match=r"so-mau!N5: .* changed since .*--overwrite"):
        taken(tmp_path, path)

    assert taken(tmp_path, path, overwrite=True).changes[0].what == "changed"


def test_a_newer_statement_is_not_replaced_by_an_older_day(tmp_path: Path) -> None:
    (tmp_path / f"{UNIT}.yaml").write_text(FILE, encoding="utf-8")

    said = wrong(tmp_path, (5, {"on": dt.date(2024, 1, 1)}))

    assert "is of 2025-02-01, newer than this row" in said


def test_a_row_left_alone_keeps_what_was_changed_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / f"{UNIT}.yaml"
    file.write_text(FILE, encoding="utf-8")
    path = sheet_of(tmp_path)
    file.write_text(FILE.replace("1/QĐ", "2/QĐ"), encoding="utf-8")

    assert taken(tmp_path, path).files == {}


def test_an_emptied_row_keeps_its_statement_and_says_so(tmp_path: Path) -> None:
    (tmp_path / f"{UNIT}.yaml").write_text(FILE, encoding="utf-8")
    nothing = dict.fromkeys(["answer", "number", "date", "attested_by", "on"])

    made = adopt(tmp_path, (5, nothing))

    assert made.files == {}
    assert "was emptied; the statement is kept" in made.notes[0]


def test_a_sheet_of_ones_own_is_left_out_and_said(tmp_path: Path) -> None:
    def add(book: Any) -> None:  # noqa: ANN401
        book.create_sheet("ghi chú")["A1"] = "việc cần làm"

    handed = attestation.read_rows(sheet_of(tmp_path, also=add))

    assert handed.notes == ("sheet `ghi chú` has no headings: left out",)


def test_a_workbook_of_something_else_says_where_to_start(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    Workbook().save(path)

    with pytest.raises(InputError, match="headings of `audit4 attest export`"):
        attestation.read_rows(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (130 * 1024 * 1024))

    with pytest.raises(InputError, match="unpacks to more than 128 MiB"):
        attestation.read_rows(path)


def test_entities_that_grow_are_no_workbook(tmp_path: Path) -> None:
    path = sheet_of(tmp_path)
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]>'.encode()
    parts[name] = head + parts[name].replace(b"<sheetData>", b"<sheetData>&e11;")
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)

    with pytest.raises(InputError, match="no Excel workbook"):
        attestation.read_rows(path)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=8
    )
)
def test_a_damaged_workbook_never_crashes_the_reader(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    raw = bytearray(attestation.workbook({UNIT: ASKED}, "vi"))
    for place, value in damage:
        raw[place % len(raw)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(raw)

    with suppress(InputError):
        attestation.read_rows(path)
