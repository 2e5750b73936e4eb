"""The yearly form on the levels of information systems: Mẫu số 08, decree 331/2026.

Laid out as an official paper, in Vietnamese alone. What nobody has stated is an empty
yellow cell to be filled in by hand; nothing is guessed. Columns and counts are the
form's, the wording of headings is ours.
"""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any

from audit4.export.cells import lines, put

_TOP = 17
_LINE, _WIDER = 16.0, 0.85
_COLUMNS = (
    ("TT", 6),
    ("Tên hệ thống thông tin", 32),
    ("Chủ quản hệ thống thông tin", 26),
    ("Đơn vị vận hành", 26),
    ("Cấp độ đề xuất", 10),
    ("Tình trạng phê duyệt cấp độ", 20),
    ("Số, ngày quyết định phê duyệt", 20),
    ("Quy chế bảo đảm an ninh mạng", 20),
    ("Dự kiến thời gian phê duyệt", 14),
    ("Tình trạng triển khai phương án bảo đảm an ninh mạng", 24),
    ("Dự kiến thời gian hoàn thành triển khai", 14),
    ("Kiểm tra, đánh giá an ninh mạng", 24),
)
_COUNTS = (
    "Tổng số hệ thống thông tin",
    "Số hệ thống đã được phân loại, xác định cấp độ",
    "Số hệ thống đã xây dựng Hồ sơ đề xuất cấp độ",
    "Số hệ thống đã được thẩm định Hồ sơ đề xuất cấp độ",
    "Số hệ thống đã được phê duyệt cấp độ",
    "Số hệ thống đã được phê duyệt và được kiểm tra, đánh giá định kỳ",
    "Dự kiến thời gian hoàn thành",
)
_NOTES = """\
Ô nền vàng để trống: chưa có số liệu, đơn vị tự điền. Phần mềm không suy đoán.
Cột 2–5: danh mục hệ thống (inventory/).
Cột 6–7: quyết định ghi trong danh mục hệ thống; nếu không có thì theo kê khai tiêu chí
 l1-level-dossier. Hai nguồn trái nhau thì để trống.
Cột 8: l1-regulation. Cột 10: l1-plan-deployed, chỉ ghi khi kê khai là đạt.
Cột 12: l3-pre-operation (trước khi đưa vào sử dụng), l3-last-assessment (định kỳ).
Chỉ dùng kê khai có số, ngày văn bản và còn giá trị tại ngày lập báo cáo.
Cột 9, 11 và thời gian dự kiến hoàn thành: không có nguồn số liệu, đơn vị tự điền.
Số tổng hợp chỉ ghi khi biết tình trạng của mọi hệ thống; nếu không thì ghi số ít nhất.
Bố cục theo Mẫu số 08 của Nghị định 331/2026/NĐ-CP; đối chiếu câu chữ với bản gốc trước
 khi ký, gửi.
"""
_YELLOW = "FFFFF8DC"
_FONT = "Times New Roman"
_MOST_LISTED = 9


class Approval(StrEnum):
    """The words that the form has for how far a level has come."""

    DRAFT = "Đang dự thảo"
    HANDED_IN = "Đã gửi thẩm định"
    APPRAISED = "Đã thẩm định"
    APPROVED = "Đã được phê duyệt"


class Plan(StrEnum):
    """The words that the form has for how far a security plan has come."""

    NOT_YET = "Chưa triển khai"
    PARTLY = "Đã triển khai một số hạng mục"
    FULLY = "Đã triển khai đầy đủ"


class Assessed(StrEnum):
    """The words that the form has for when a system was assessed; blank for never."""

    BEFORE = "Trước khi đưa vào sử dụng"
    REGULARLY = "Định kỳ"
    BOTH = "Trước khi đưa vào sử dụng; Định kỳ"
    NOT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A system in columns 2 to 12 of the form, in their order; empty = not known."""

    name: str
    owner: str = ""
    operator: str = ""
    level: int | None = None
    approval: Approval | None = None
    decision: str = ""
    regulation: str = ""
    approval_expected: str = ""
    plan: Plan | None = None
    plan_expected: str = ""
    assessed: Assessed | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A count above the table; not `exact` where a system it hangs on is unknown."""

    known: int
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form: who reports to whom, as of which day, one row a system.

    `to_verify` are controls whose clauses rest on no primary text.
    """

    reporter: str
    owner: str
    day: dt.date
    rows: tuple[FormRow, ...]
    to_verify: tuple[str, ...] = ()


def counts(rows: Iterable[FormRow]) -> tuple[Count, ...]:
    """The form's counts, in its order, as far as the rows tell them.

    A system of which nothing is stated may well have a dossier, so a number that left
    it out is a lower bound. What is approved was drafted and appraised before.
    """
    every = tuple(rows)
    states = [r.approval for r in every]
    settled = all(states)
    ready = {Approval.APPRAISED, Approval.APPROVED}
    regular = {Assessed.REGULARLY, Assessed.BOTH}
    said = [r.assessed for r in every if r.approval is Approval.APPROVED]
    whole = settled and all(a in regular | {Assessed.NOT} for a in said)
    return (
        Count(len(every)),
        Count(sum(r.level is not None for r in every)),
        Count(sum(s not in {None, Approval.DRAFT} for s in states), settled),
        Count(sum(s in ready for s in states), settled),
        Count(len(said), settled),
        Count(sum(a in regular for a in said), whole),
    )


def workbook(form: Form) -> bytes:
    """The form as an XLSX workbook; a second sheet says where its cells come from."""
    # openpyxl takes 0.3 s to import; only workbooks need it.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Mẫu số 08"
    _head(sheet, form)
    _table(sheet, form.rows)
    _sign(sheet, _TOP + len(form.rows) + 3)
    _set_up(sheet, len(form.rows))
    _notes(book.create_sheet("Nguồn số liệu"), form)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Any, form: Form) -> None:  # noqa: ANN401
    last = len(_COLUMNS)
    _line(sheet, 1, last - 1, last, "Mẫu số 08")
    _line(sheet, 2, 1, 4, form.owner.upper())
    _line(sheet, 2, 5, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _line(sheet, 3, 1, 4, form.reporter.upper(), bold=True)
    _line(sheet, 3, 5, last, "Độc lập - Tự do - Hạnh phúc", bold=True)
    _line(sheet, 4, 1, 4, "Số: ……/BC-……")
    _line(sheet, 4, 5, last, "……, ngày …… tháng …… năm ……")
    title = "BÁO CÁO BẢO ĐẢM AN NINH MẠNG HỆ THỐNG THÔNG TIN THEO CẤP ĐỘ"
    _line(sheet, 6, 1, last, title, bold=True)
    grounds = "Nghị định số 331/2026/NĐ-CP ngày 19/8/2026 của Chính phủ"
    day = f"{form.day:%d/%m/%Y}"
    _line(sheet, 7, 1, last, f"(Mẫu số 08, {grounds}; số liệu tại ngày {day})")
    for row, label in enumerate(_COUNTS, 8):
        _line(sheet, row, 1, 6, f"{row - 7}. {label}:", centred=False)
    # Nobody states the last of them, the day of completion.
    for row, count in enumerate((*counts(form.rows), Count(0, exact=False)), 8):
        _count(sheet, row, count)


def _count(sheet: Any, row: int, count: Count) -> None:  # noqa: ANN401
    """The number where it is known; else what it is at least, beside a cell to fill."""
    _fill(sheet.cell(row, 7), count.known if count.exact else None)
    if count.known and not count.exact:
        text = f"(ít nhất {count.known} theo số liệu hiện có)"
        _line(sheet, row, 8, len(_COLUMNS), text, centred=False)


def _table(sheet: Any, rows: Iterable[FormRow]) -> None:  # noqa: ANN401
    for n, (heading, _) in enumerate(_COLUMNS, 1):
        _boxed(put(sheet.cell(_TOP - 1, n), heading), bold=True, centred=True)
        _boxed(put(sheet.cell(_TOP, n), f"({n})"), centred=True)
    for number, row in enumerate(rows, 1):
        for n, value in enumerate((number, *astuple(row)), 1):
            cell = _fill(sheet.cell(_TOP + number, n), value)
            _boxed(cell, centred=not isinstance(value, str))
        # Widths count the characters of a smaller font than the form has.
        widths = [int(width * _WIDER) for _, width in _COLUMNS]
        said = ("" if v is None else v for v in (number, *astuple(row)))
        tall = max(map(lines, said, widths))
        sheet.row_dimensions[_TOP + number].height = tall * _LINE


def _fill(cell: Any, value: str | int | None) -> Any:  # noqa: ANN401
    """A value; a yellow cell where there is none."""
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    cell.font = Font(name=_FONT, sz=12)
    if isinstance(value, int):
        cell.value = value
    elif value:
        put(cell, value)
    elif not isinstance(value, Assessed):
        cell.fill = PatternFill("solid", fgColor=_YELLOW)
    return cell


def _line(
    sheet: Any,  # noqa: ANN401
    row: int,
    first: int,
    last: int,
    text: str,
    *,
    bold: bool = False,
    centred: bool = True,
) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    cell = sheet.cell(row, first)
    if text:
        put(cell, text)
    cell.font = Font(name=_FONT, sz=12, bold=bold)
    side = "center" if centred else "left"
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _boxed(cell: Any, *, bold: bool = False, centred: bool = False) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    side = Side(style="thin")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.font = Font(name=_FONT, sz=12, bold=bold)
    cell.alignment = Alignment(
        horizontal="center" if centred else "left",
        vertical="center" if bold else "top",
        wrap_text=True,
    )


def _sign(sheet: Any, row: int) -> None:  # noqa: ANN401
    last = len(_COLUMNS)
    _line(sheet, row, 1, 4, "Nơi nhận:", bold=True, centred=False)
    _line(sheet, row, last - 3, last, "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", bold=True)
    _line(sheet, row + 1, last - 3, last, "(Ký, ghi rõ họ tên, chức vụ và đóng dấu)")


def _set_up(sheet: Any, rows: int) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for n, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.row_dimensions[_TOP - 1].height = 66
    bottom = _TOP + max(rows, 1)
    for letter, words in (("F", Approval), ("J", Plan), ("L", Assessed)):
        cells = f"{letter}{_TOP + 1}:{letter}{bottom}"
        sheet.add_data_validation(_choice(words, cells))
    sheet.freeze_panes = f"C{_TOP + 1}"
    sheet.print_title_rows = f"{_TOP - 1}:{_TOP}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "&P/&N"


def _choice(words: Iterable[str], cells: str) -> Any:  # noqa: ANN401
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    made = DataValidation(type="list", formula1=f'"{",".join(filter(None, words))}"')
    made.error = "Chọn một giá trị trong danh sách"
    made.showErrorMessage = True
    made.add(cells)
    return made


def _notes(sheet: Any, form: Form) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment  # noqa: PLC0415

    said = _NOTES.replace("\n ", " ").splitlines()
    if form.to_verify:
        listed = ", ".join(form.to_verify[:_MOST_LISTED])
        said.append(f"Căn cứ cần đối chiếu với văn bản gốc: {listed}.")
    sheet.column_dimensions["A"].width = 110
    for row, text in enumerate(said, 1):
        cell = put(sheet.cell(row, 1), text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
