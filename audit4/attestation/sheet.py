"""The spreadsheet in which a unit answers: drop-downs, locked ids, plain words."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit4.attestation.asked import OPEN, Asked, State
from audit4.attestation.columns import COLUMNS, ROWS, UNIT, base_of, cells_of
from audit4.attestation.wording import ANSWERS, say, scope, standing, steps, validity
from audit4.documents.columns import Column
from audit4.finding import Text

_HEADINGS = 4
_TITLE = Text("Bản kê khai có minh chứng", "What the unit states, with proof")
_HELP = Text(
    "Chỉ điền các cột nền vàng. Chọn Trả lời; ghi số, ngày văn bản làm minh chứng; tệp "
    "là đường dẫn trong thư mục attestations/. Để trống dòng chưa có văn bản. Trả lời "
    "Không áp dụng phải có lý do. Nộp lại bằng: audit4 attest import TỆP.xlsx",
    "Fill in the yellow columns only. Choose an answer; give number and date of the "
    "paper that proves it; a file is a path in the folder attestations/. Leave a row "
    "empty where there is no paper yet. Not applicable needs a reason. Hand it in by: "
    "audit4 attest import FILE.xlsx",
)
_WRONG_DATE = Text("Nhập ngày dạng 31/01/2026", "Enter a date, such as 31 January 2026")
_WRONG_ANSWER = Text("Chọn một giá trị trong danh sách", "Choose from the list")
_YELLOW, _GREY, _BLUE, _RED = "FFFFF8DC", "FFF2F2F2", "FF1F3864", "FFFCE4E4"
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


def workbook(units: Mapping[str, Iterable[Asked]], lang: str) -> bytes:
    """An XLSX workbook, one sheet a unit; what is stated already stands in it."""
    # openpyxl takes 0.3 s to import; only workbooks need it.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    styles = _Styles.make()
    for unit, asked in units.items():
        sheet = book.create_sheet(_sheet_name(unit, names))
        _fill(sheet, unit, sorted(asked, key=_order), lang, styles)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _order(asked: Asked) -> tuple[int, bool, str]:
    return asked.layer, asked.system is not None, asked.system or ""


def _sheet_name(unit: str, taken: set[str]) -> str:
    """A name that Excel allows; the unit's id itself stands in the sheet."""
    name = base = _NO_SHEET_NAME.sub("-", unit)[:_LONGEST_NAME]
    n = 2
    while name.lower() in taken:
        name, n = f"{base[: _LONGEST_NAME - 4]}-{n}", n + 1
    taken.add(name.lower())
    return name


def _fill(
    sheet: Any,  # noqa: ANN401
    unit: str,
    asked: list[Asked],
    lang: str,
    styles: "_Styles",
) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    name = asked[0].unit_name if asked else unit
    _put(sheet.cell(1, 1), f"{say(_TITLE, lang)}: {name}").font = Font(bold=True, sz=14)
    _put(sheet.cell(2, 1), say(UNIT, lang)).font = Font(bold=True)
    _put(sheet.cell(2, 2), unit)
    _put(sheet.cell(3, 1), say(_HELP, lang))
    for n, column in enumerate(COLUMNS, 1):
        cell = _put(sheet.cell(_HEADINGS, n), say(column.heading, lang))
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = styles.fills[_BLUE]
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row, one in enumerate(asked[: ROWS - _HEADINGS], _HEADINGS + 1):
        values = _values(one, lang)
        for n, column in enumerate(COLUMNS, 1):
            cell = _write(sheet.cell(row, n), column, values[column.key])
            styles.put(cell, column, one)
    _set_up(sheet, len(asked), lang)


def _values(asked: Asked, lang: str) -> dict[str, str]:
    cells = cells_of(asked.stated)
    answer = cells["answer"]
    return {
        **cells,
        "answer": say(ANSWERS[answer], lang) if answer else "",
        "control": asked.control,
        "system": asked.system or "",
        "scope": scope(asked, lang),
        "title": say(asked.title, lang),
        "how": "\n".join(steps(asked.how, lang)),
        "validity": validity(asked, lang),
        "standing": standing(asked, lang),
        "base": base_of(cells),
    }


def _write(cell: Any, column: Column, value: str) -> Any:  # noqa: ANN401
    if column.kind == "date":
        cell.number_format = "dd/mm/yyyy"
        if value:
            cell.value = dt.date.fromisoformat(value)
        return cell
    return _put(cell, value) if value else cell


def _put(cell: Any, value: str) -> Any:  # noqa: ANN401
    """Text as text: what begins with = would be a formula otherwise."""
    kept = (c if c.isprintable() or c == "\n" else " " for c in value)
    cell.value = "".join(kept)
    cell.data_type = "s"
    return cell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styles:
    """Made once: a workbook of a province has a hundred thousand cells."""

    wrapped: Any
    locked: Any
    open: Any
    fills: Mapping[str, Any]

    @classmethod
    def make(cls) -> "_Styles":
        from openpyxl.styles import Alignment, PatternFill, Protection  # noqa: PLC0415

        return cls(
            wrapped=Alignment(wrap_text=True, vertical="top"),
            locked=Protection(locked=True),
            open=Protection(locked=False),
            fills={
                colour: PatternFill("solid", fgColor=colour)
                for colour in (_YELLOW, _GREY, _RED, _BLUE)
            },
        )

    def put(self, cell: Any, column: Column, asked: Asked) -> None:  # noqa: ANN401
        """Dress a cell below the headings."""
        cell.alignment = self.wrapped
        cell.protection = self.open if column.input else self.locked
        if column.kind == "text":
            cell.number_format = "@"
        urgent = column.key == "standing" and asked.state in OPEN | {State.NOT_MET}
        colour = _YELLOW if column.input else _RED if urgent else _GREY
        cell.fill = self.fills[colour]


def _set_up(sheet: Any, rows: int, lang: str) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    last = max(_HEADINGS + 1, min(rows, ROWS) + _HEADINGS)
    for n, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.key == "base"
        if column.kind != "text":
            cells = f"{letter}{_HEADINGS + 1}:{letter}{last}"
            sheet.add_data_validation(_validation(column, cells, lang))
    sheet.freeze_panes = sheet.cell(_HEADINGS + 1, 5)
    sheet.auto_filter.ref = f"A{_HEADINGS}:{get_column_letter(len(COLUMNS))}{last}"
    protection = sheet.protection
    protection.sheet = True
    # False is Excel's way to say that it stays allowed on a protected sheet.
    protection.formatColumns = protection.formatRows = protection.autoFilter = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEADINGS}:{_HEADINGS}"


def _validation(column: Column, cells: str, lang: str) -> Any:  # noqa: ANN401
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    if column.kind == "answer":
        words = ",".join(say(word, lang) for word in ANSWERS.values())
        made = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        made.error = say(_WRONG_ANSWER, lang)
    else:
        # 36526 is 1 January 2000 in Excel's count of days.
        made = DataValidation(
            type="date", operator="greaterThan", formula1="36526", allow_blank=True
        )
        made.error = say(_WRONG_DATE, lang)
    made.showErrorMessage = True
    made.add(cells)
    return made
