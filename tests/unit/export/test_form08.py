import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit4.export.form08 import (
    Approval,
    Assessed,
    Count,
    Form,
    FormRow,
    Plan,
    counts,
    workbook,
)

KNOWN = FormRow(
    name="Cổng dịch vụ công",
    owner="UBND tỉnh",
    operator="Sở Mẫu",
    level=3,
    approval=Approval.APPROVED,
    decision="15/QĐ-UBND, 10/01/2026",
    regulation="5/QĐ, 02/02/2026",
    plan=Plan.FULLY,
    assessed=Assessed.BOTH,
)
BLANK = FormRow(name="Kế toán", level=2)


def sheet(*rows: FormRow, **about: Any) -> Worksheet:  # noqa: ANN401
    form = Form(reporter="Sở Mẫu", owner="", day=date(2026, 12, 14), rows=rows)
    book = load_workbook(io.BytesIO(workbook(replace(form, **about))))
    return book["Mẫu số 08"]


def test_the_form_has_its_twelve_columns_in_order() -> None:
    made = sheet(KNOWN)

    assert [made.cell(17, n).value for n in range(1, 13)] == [
        f"({n})" for n in range(1, 13)
    ]
    assert made["B16"].value == "Tên hệ thống thông tin"
    assert made["L16"].value == "Kiểm tra, đánh giá an ninh mạng"
    assert made.cell(17, 13).value is None


def test_a_system_stands_in_one_row_in_the_words_of_the_form() -> None:
    made = sheet(BLANK, KNOWN)

    assert [c.value for c in made[19]] == [
        2,
        "Cổng dịch vụ công",
        "UBND tỉnh",
        "Sở Mẫu",
        3,
        "Đã được phê duyệt",
        "15/QĐ-UBND, 10/01/2026",
        "5/QĐ, 02/02/2026",
        None,
        "Đã triển khai đầy đủ",
        None,
        "Trước khi đưa vào sử dụng; Định kỳ",
    ]


def test_what_nobody_knows_is_an_empty_yellow_cell() -> None:
    made = sheet(BLANK)

    assert [c.value for c in made[18]] == [1, "Kế toán", None, None, 2, *[None] * 7]
    assert {made.cell(18, n).fill.fgColor.rgb for n in (3, 6, 12)} == {"FFFFF8DC"}


def test_the_counts_above_are_those_of_the_rows_below() -> None:
    regular = replace(KNOWN, assessed=Assessed.REGULARLY)
    never = replace(KNOWN, assessed=Assessed.NOT)

    made = sheet(KNOWN, regular, never)

    assert [made.cell(row, 7).value for row in range(8, 15)] == [3, 3, 3, 3, 3, 2, None]
    assert made["L20"].fill.fgColor.rgb != "FFFFF8DC"


def test_what_hangs_on_an_unknown_system_is_a_lower_bound_beside_an_empty_cell() -> (
    None
):
    made = sheet(KNOWN, BLANK)

    assert [made.cell(row, 7).value for row in range(8, 15)] == [2, 2, *[None] * 5]
    assert made["G12"].fill.fgColor.rgb == "FFFFF8DC"
    assert made["H12"].value == "(ít nhất 1 theo số liệu hiện có)"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Approval.DRAFT, [1, 1, 1]),
        (Approval.HANDED_IN, [2, 1, 1]),
        (Approval.APPRAISED, [2, 2, 1]),
        (Approval.APPROVED, [2, 2, 2]),
    ],
)
def test_a_dossier_on_its_way_counts_as_far_as_it_has_come(
    state: Approval, expected: list[int]
) -> None:
    found = counts([KNOWN, replace(BLANK, approval=state)])

    assert [c.known for c in found[2:5]] == expected
    assert all(c.exact for c in found[2:5])


@pytest.mark.parametrize("assessed", [None, Assessed.BEFORE])
def test_an_assessment_that_nobody_states_is_not_counted_as_missing(
    assessed: Assessed | None,
) -> None:
    found = counts([KNOWN, replace(KNOWN, assessed=assessed)])

    assert found[5] == Count(1, exact=False)


def test_a_periodic_assessment_counts_only_for_an_approved_system() -> None:
    assert counts([replace(BLANK, assessed=Assessed.REGULARLY)])[5].known == 0


def test_the_paper_is_laid_out_as_an_official_one() -> None:
    made = sheet(KNOWN)

    assert made["A3"].value == "SỞ MẪU"
    assert made["E2"].value == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert "14/12/2026" in str(made["A7"].value)
    assert (made.page_setup.orientation, made.page_setup.paperSize) == ("landscape", 9)
    assert made.print_title_rows == "$16:$17"


def test_the_words_of_the_form_are_chosen_from_lists() -> None:
    made = sheet(KNOWN, BLANK)

    lists = {str(v.sqref): v.formula1 for v in made.data_validations.dataValidation}
    assert set(lists) == {"F18:F19", "J18:J19", "L18:L19"}
    assert lists["J18:J19"] == (
        '"Chưa triển khai,Đã triển khai một số hạng mục,Đã triển khai đầy đủ"'
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "\x00=1", "\u202e+1", "-" * 10**6]
)
def test_names_are_never_formulas(text: str) -> None:
    row = FormRow(name=text, owner=text, operator=text, decision=text)

    made = sheet(row, reporter=text, owner=text)

    assert {c.data_type for line in made.iter_rows() for c in line} <= {"s", "n"}


def test_clauses_without_primary_text_are_named_beside_the_sources() -> None:
    form = Form(
        reporter="",
        owner="",
        day=date(2026, 12, 14),
        rows=(KNOWN,),
        to_verify=("l3-pre-operation",),
    )

    notes = load_workbook(io.BytesIO(workbook(form)))["Nguồn số liệu"]

    said = [str(row[0].value) for row in notes.iter_rows()]
    assert "Căn cứ cần đối chiếu với văn bản gốc: l3-pre-operation." in said
    assert said[0].startswith("Ô nền vàng để trống")
