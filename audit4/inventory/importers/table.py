"""Import a table of servers: CSV or XLSX, with Vietnamese or English headings."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audit4.documents import Formula, sheets
from audit4.errors import InputError, Location
from audit4.inventory.files import address, declared_port
from audit4.inventory.importers.draft import Found, Imported, imported, slug

MAX_BYTES = 16 * 1024 * 1024
MAX_ROWS = 50_000

_COLUMNS: Mapping[str, str] = {
    slug(heading): field
    for field, headings in {
        "unit": "unit|agency|đơn vị|cơ quan|cơ quan, đơn vị|tên đơn vị",
        "system": "system|information system|hệ thống|hệ thống thông tin|httt",
        "level": "level|cấp độ|cấp",
        "host": "host|hostname|host name|server|name|máy chủ|tên máy chủ|tên máy",
        "address": "address|ip|ip address|địa chỉ|địa chỉ ip|ip máy chủ",
        "port": "port|ssh port|cổng|cổng ssh",
        "user": "user|username|account|ssh user|người dùng|tài khoản|tên đăng nhập",
        "key": "key|key file|ssh key|private key file|khóa|khoá|tệp khóa|tệp khoá",
        "roles": "role|roles|vai trò|chức năng",
        "zone": "zone|network zone|vùng|vùng mạng|phân vùng mạng",
        "tags": "tag|tags|nhãn|thẻ",
        "ports": "ports|open ports|declared ports|cổng mở|cổng dịch vụ|cổng khai báo",
        "password": "password|pass|passwd|mật khẩu|mat khau",
        "number": "no|no.|stt|số thứ tự|tt|#",
    }.items()
    for heading in headings.split("|")
}
# `-1`, `+84…` and `-` are values; the rest a spreadsheet would run.
_FORMULA = re.compile(r"\s*(=|@|[+-][A-Za-z(@])")
_NEEDED = ("unit", "address")
_DEFAULT_SYSTEM = "Hệ thống chung"


def from_table(path: Path) -> Imported:
    """Inventory text from a `.csv`, `.tsv` or `.xlsx` file.

    Raises:
        InputError: it cannot be read, has no heading for unit or address, or a
            cell holds a formula.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        at = Location(str(path))
        raise InputError(f"cannot be read: {error.strerror}", at) from None
    if len(raw) > MAX_BYTES:
        raise InputError("is larger than 16 MiB", Location(str(path)))
    excel = path.suffix.lower() in {".xlsx", ".xlsm"}
    rows = _excel(raw, path) if excel else _separated(raw, path)
    return _imported(rows, path)


def _separated(raw: bytes, path: Path) -> list[list[str]]:
    text = _decoded(raw, path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    # newline="" keeps line ends within quoted cells, as the csv module asks.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [list(row) for row in reader]
    except csv.Error as error:
        at = Location(str(path), reader.line_num)
        raise InputError(f"is no table: {error}", at) from None
    for n, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if _FORMULA.match(cell):
                _refuse_formula(path, n, column)
    return rows


def _decoded(raw: bytes, path: Path) -> str:
    """UTF-8 or UTF-16 text; Excel's older Vietnamese code page as the last resort."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for name in (encoding, "cp1258"):
        try:
            # Windows-1258 writes tone marks apart; names and ids want them joined.
            return unicodedata.normalize("NFC", raw.decode(name))
        except UnicodeDecodeError:
            continue
    raise InputError("is neither UTF-8, UTF-16 nor Windows-1258", Location(str(path)))


def _excel(raw: bytes, path: Path) -> list[list[str]]:
    (sheet,) = sheets(raw, path, rows=MAX_ROWS + 1, columns=200)
    return [
        [_cell(value, path, n, column) for column, value in enumerate(row, 1)]
        for n, row in enumerate(sheet.rows, 1)
    ]


def _cell(value: object, path: Path, row: int, column: int) -> str:
    if isinstance(value, Formula):
        _refuse_formula(path, row, column)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refuse_formula(path: Path, row: int, column: int) -> None:
    text = "a formula is refused: paste the value instead"
    raise InputError(text, Location(str(path), row, column))


def _imported(rows: Sequence[Sequence[str]], path: Path) -> Imported:
    start, columns = _headings(rows, path)
    notes = _about_columns(rows[start], columns)
    found: list[Found] = []
    last: dict[str, str] = {}
    for n, row in enumerate(rows[start + 1 : start + MAX_ROWS], start + 2):
        cells = {field: row[i].strip() for i, field in columns.items() if i < len(row)}
        if not any(cells.values()):
            continue
        _unmerge(cells, last)
        last = cells
        if host := _host(cells, n, notes):
            found.append(host)
    return imported(found, notes, path.name)


def _unmerge(cells: dict[str, str], last: Mapping[str, str]) -> None:
    """Merged cells read as one value and then empty ones: fill these from above.

    Below a new unit or system nothing of the old one holds.
    """
    for field in ("unit", "system", "level"):
        if not cells.get(field):
            cells[field] = last.get(field, "")
        elif cells[field] != last.get(field):
            last = {}


def _headings(rows: Sequence[Sequence[str]], path: Path) -> tuple[int, dict[int, str]]:
    """The row of headings, which titles may stand above, and field by column."""
    for n, row in enumerate(rows[:20]):
        known = {i: _COLUMNS.get(slug(cell), "") for i, cell in enumerate(row) if cell}
        columns = {i: field for i, field in known.items() if field}
        if set(_NEEDED) <= set(columns.values()):
            return n, columns
    text = "no row with the headings `Đơn vị` (unit) and `Địa chỉ IP` (address)"
    raise InputError(text, Location(str(path), 1, 1))


def _about_columns(row: Sequence[str], columns: dict[int, str]) -> list[str]:
    notes = []
    for i, cell in enumerate(row):
        if cell.strip() and i not in columns:
            notes.append(f"column `{cell.strip()[:60]}` is not taken over")
    for i in [i for i, field in columns.items() if field == "password"]:
        del columns[i]
        notes.append(f"column `{row[i].strip()}`: passwords are never taken over")
    return notes


def _host(cells: Mapping[str, str], n: int, notes: list[str]) -> Found | None:
    place = cells.get("address", "")
    try:
        place = address(place)
    except ValueError as error:
        notes.append(f"row {n} is left out: `{place[:60]}` {error}")
        return None
    fields: dict[str, Any] = {"address": place}
    for field in ("user", "key", "zone"):
        if cells.get(field):
            fields[field] = cells[field]
    for field in ("roles", "tags"):
        if words := _words(cells.get(field, "")):
            fields[field] = [slug(word) for word in words]
    if cells.get("port"):
        fields["port"] = _number(cells["port"], 1, 65535, f"row {n}: port", notes) or 22
    if ports := _ports(_words(cells.get("ports", "")), n, notes):
        fields["ports"] = ports
    digits = re.sub(r"(?i)^(cấp độ|cấp|level)\s*", "", cells.get("level", ""))
    return Found(
        unit=cells["unit"] or "unit",
        system=cells.get("system") or _DEFAULT_SYSTEM,
        host=cells.get("host") or place,
        level=_number(digits, 1, 5, f"row {n}: level", notes) or 1,
        fields=fields,
    )


def _words(cell: str) -> list[str]:
    return [word for word in re.split(r"[,;\n]+\s*", cell.strip()) if word]


def _ports(words: Iterable[str], n: int, notes: list[str]) -> list[str]:
    kept = []
    for word in words:
        try:
            declared_port(word)
            kept.append(word)
        except ValueError as error:
            notes.append(f"row {n}: {error}")
    return kept


def _number(text: str, low: int, high: int, what: str, notes: list[str]) -> int | None:
    if text.isdigit() and low <= int(text) <= high:
        return int(text)
    notes.append(f"{what} `{text[:20]}` is not {low} to {high}")
    return None
