"""The columns of a spreadsheet of statements, and one statement as its cells."""

import datetime as dt
from collections.abc import Mapping

from audit4.attestation.model import Attestation
from audit4.digest import digest_of
from audit4.documents.columns import Column
from audit4.finding import Text

UNIT = Text("Mã đơn vị", "Unit id")
ROWS = 2_000
CELL = 4_000


COLUMNS = (
    Column(key="control", heading=Text("Mã tiêu chí", "Control"), width=20),
    Column(key="system", heading=Text("Mã hệ thống", "System"), width=18),
    Column(key="scope", heading=Text("Phạm vi", "About"), width=24),
    Column(key="title", heading=Text("Tiêu chí", "Requirement"), width=34),
    Column(
        key="how",
        heading=Text("Cần làm gì, minh chứng nào", "What to do, which proof"),
        width=70,
    ),
    Column(key="validity", heading=Text("Giá trị trong", "Counts for"), width=22),
    Column(key="standing", heading=Text("Tình trạng", "State"), width=24),
    Column(
        key="answer",
        heading=Text("Trả lời", "Answer"),
        width=15,
        input=True,
        kind="answer",
    ),
    Column(
        key="statement",
        heading=Text("Diễn giải, lý do", "Statement or reason"),
        width=40,
        input=True,
    ),
    Column(
        key="number",
        heading=Text("Số văn bản", "Document number"),
        width=18,
        input=True,
    ),
    Column(
        key="date",
        heading=Text("Ngày văn bản", "Document date"),
        width=14,
        input=True,
        kind="date",
    ),
    Column(
        key="file",
        heading=Text("Tệp minh chứng", "Evidence file"),
        width=28,
        input=True,
    ),
    Column(
        key="attested_by",
        heading=Text("Người xác nhận", "Attested by"),
        width=24,
        input=True,
    ),
    Column(
        key="on",
        heading=Text("Ngày xác nhận", "Attested on"),
        width=14,
        input=True,
        kind="date",
    ),
    Column(
        key="valid_until",
        heading=Text("Có giá trị đến", "Valid until"),
        width=14,
        input=True,
        kind="date",
    ),
    Column(key="base", heading=Text("Mã đối chiếu", "Reference"), width=12),
)
INPUTS = tuple(column.key for column in COLUMNS if column.input)


def cells_of(stated: Attestation | None) -> dict[str, str]:
    """A statement as the text of its input columns; all empty where there is none."""
    if stated is None:
        return dict.fromkeys(INPUTS, "")
    return {key: _text(getattr(stated, key)) for key in INPUTS}


def base_of(cells: Mapping[str, str]) -> str:
    """What tells whether a statement has changed since a sheet was made of it."""
    kept = [cells[key] for key in INPUTS]
    return digest_of(kept)[:16] if any(kept) else "-"


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join(str(value or "").split())
