"""Take the rows of a spreadsheet over into the units' files: all of them or none."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit4.attestation.asked import Asked
from audit4.attestation.columns import base_of, cells_of
from audit4.attestation.loading import AttestationsFile, escapes
from audit4.attestation.model import Attestation, Attestations
from audit4.attestation.reading import Row
from audit4.attestation.splicing import spliced
from audit4.documents import nearest, parse, raise_all, read, validate
from audit4.errors import InputError

_EMPTY = "attestations:\n"
_NEEDED = ("attested_by", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One statement that is new or other than before; `note` is what it still lacks."""

    unit: str
    control: str
    system: str | None
    what: str
    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What an import would do: the new text of each file, and each change in it."""

    files: Mapping[Path, str]
    changes: tuple[Change, ...]
    unchanged: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Taken:
    row: Row
    item: dict[str, Any]
    change: Change


def adopt(
    rows: Iterable[Row],
    folder: Path,
    *,
    asked: Iterable[Asked],
    stated: Attestations,
    today: dt.date,
    overwrite: bool = False,
) -> Adoption:
    """What becomes of the units' files in `folder`; nothing is written.

    A row that was left as it was exported changes nothing. One that was filled in
    while the statement itself was changed elsewhere is refused, unless `overwrite`.

    `today` is a day in the workspace's time zone.

    Raises:
        InputError: a row is of no unit or control here, lacks what a statement
            needs, is of a day to come, or would replace a newer one: all at once.
    """
    adopter = _Adopter(folder, asked, stated, today=today, overwrite=overwrite)
    for row in rows:
        adopter.take(row)
    raise_all(adopter.errors)
    notes = list(adopter.notes)
    files: dict[Path, str] = {}
    for unit, taken in adopter.taken.items():
        path = _file_of(folder, unit)
        files[path], lost = _text_of(path, taken)
        if lost:
            notes.append(f"{path.name}: was written anew, without its comments")
    return Adoption(
        files=files,
        changes=tuple(t.change for taken in adopter.taken.values() for t in taken),
        unchanged=adopter.unchanged,
        notes=tuple(notes),
    )


class _Adopter:
    """Sorts rows into changes, errors and what is left alone."""

    def __init__(
        self,
        folder: Path,
        asked: Iterable[Asked],
        stated: Attestations,
        *,
        today: dt.date,
        overwrite: bool,
    ) -> None:
        self.today = today.isoformat()
        self.folder = folder
        self.asked = {(a.unit, a.control, a.system): a for a in asked}
        self.units = {a.unit for a in self.asked.values()}
        self.controls = {a.control for a in self.asked.values()}
        self.stated = {(a.unit, a.control, a.system): a for a in stated.items}
        self.overwrite = overwrite
        self.errors: list[InputError] = []
        self.notes: list[str] = []
        self.taken: dict[str, list[_Taken]] = {}
        self.seen: dict[tuple[str, str, str | None], Row] = {}
        self.unchanged = 0

    def take(self, row: Row) -> None:
        key = (row.unit, row.control, row.system)
        now = self.stated.get(key) or self._whole_units(row)
        mine = cells_of(now)
        untouched = row.base == base_of(row.cells) or (row.empty and not row.base)
        if untouched or dict(row.cells) == mine:
            self.unchanged += 1
        elif row.empty:
            self.unchanged += 1
            said = f"{row.sheet}!{row.number}: was emptied; the statement is kept"
            self.notes.append(f"{said}: take it out of the file by hand")
        elif problem := self.problem(row, now):
            self.errors.append(problem)
        else:
            self.accept(row, self.stated.get(key))
        self.seen[key] = row

    def _whole_units(self, row: Row) -> Attestation | None:
        """The unit's statement stands in its systems' rows where they have none."""
        return self.stated.get((row.unit, row.control, None))

    def problem(self, row: Row, now: Attestation | None) -> InputError | None:
        """Why a row cannot be taken; None if it can."""
        key = (row.unit, row.control, row.system)
        if row.unit not in self.units:
            text = f"no unit `{row.unit}` in the inventory"
            return row.wrong("control", text + nearest(row.unit, self.units))
        if key not in self.asked:
            about = f"{row.unit}/{row.system}" if row.system else row.unit
            text = f"`{row.control}` is not asked of {about}: clear the row's answers"
            hint = (
                ""
                if row.control in self.controls
                else nearest(row.control, self.controls)
            )
            return row.wrong("control", text + hint)
        if first := self.seen.get(key):
            text = f"is stated twice: see {first.sheet}!{first.number}"
            return row.wrong("control", text)
        return _lacking(row, self.today) or self.newer(row, now)

    def newer(self, row: Row, now: Attestation | None) -> InputError | None:
        """A statement that was changed since the sheet was made is not replaced."""
        if now is None or self.overwrite:
            return None
        if row.base == base_of(cells_of(now)) and row.cells["on"] >= now.on.isoformat():
            return None
        why = "was changed since this sheet was made"
        if row.cells["on"] < now.on.isoformat():
            why = f"is of {now.on}, newer than this row"
        text = f"the statement in attestations/{row.unit}.yaml {why}"
        return row.wrong("on", f"{text}: export again, or import with --overwrite")

    def accept(self, row: Row, now: Attestation | None) -> None:
        item, note = _item(row, self.folder)
        change = Change(
            unit=row.unit,
            control=row.control,
            system=row.system,
            what="changed" if now else "new",
            answer=row.cells["answer"],
            note=note,
        )
        self.taken.setdefault(row.unit, []).append(_Taken(row, item, change))


def _lacking(row: Row, today: str) -> InputError | None:
    """What a statement cannot do without."""
    cells = row.cells
    if not cells["answer"]:
        return row.wrong("answer", "the answer is missing: choose one")
    for key in _NEEDED:
        if not cells[key]:
            return row.wrong(key, "is missing: every statement needs it")
    if cells["answer"] == "not_applicable" and not cells["statement"]:
        return row.wrong("statement", "`not applicable` needs the reason")
    return _impossible(row, today)


def _impossible(row: Row, today: str) -> InputError | None:
    """What no statement may say."""
    cells = row.cells
    for key in ("date", "on"):
        if cells[key] > today:
            return row.wrong(key, f"{cells[key]} is yet to come: is the year right?")
    if cells["file"] and escapes(cells["file"]):
        return row.wrong("file", "must lie in the folder attestations/ or below")
    if cells["valid_until"] and cells["valid_until"] < cells["on"]:
        return row.wrong("valid_until", "lies before the day of the statement")
    return None


def _item(row: Row, folder: Path) -> tuple[dict[str, Any], str]:
    """The statement as YAML data, and what it still lacks to count."""
    cells = row.cells
    paper = {key: cells[key] for key in ("number", "date", "file") if cells[key]}
    lacks = ""
    if cells["file"]:
        digest = _digest(folder, cells["file"])
        if digest:
            paper["sha256"] = digest
        else:
            lacks = f"file attestations/{cells['file']} is not there yet"
    if cells["answer"] == "yes" and not (cells["number"] and cells["date"]):
        lacks = "number or date of its document is missing"
    item = {
        "control": row.control,
        "system": row.system,
        "answer": cells["answer"],
        "statement": cells["statement"],
        "document": paper,
        "attested_by": cells["attested_by"],
        "on": cells["on"],
        "valid_until": cells["valid_until"],
    }
    return {key: value for key, value in item.items() if value}, lacks


def _digest(folder: Path, file: str) -> str:
    path = folder / file
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file():
            return ""
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""


def _file_of(folder: Path, unit: str) -> Path:
    other = folder / f"{unit}.yml"
    return other if other.is_file() else folder / f"{unit}.yaml"


def _text_of(path: Path, taken: Sequence[_Taken]) -> tuple[str, bool]:
    """The file with these statements, and whether its comments were lost."""
    if path.exists():
        text, document = path.read_text(encoding="utf-8"), read(path)
    else:
        text, document = _EMPTY, parse(_EMPTY, str(path))
    items = list((document.data or {}).get("attestations") or [])
    places = {_subject(item): n for n, item in enumerate(items)}
    replaced: dict[int, dict[str, Any]] = {}
    added: list[dict[str, Any]] = []
    for one in taken:
        n = places.get(_subject(one.item))
        if n is None:
            added.append(one.item)
        else:
            replaced[n] = _with_digest(one.item, items[n])
    made, lost = spliced(text, document, replaced, added)
    _verify(made, path)
    return made, lost


def _subject(item: Mapping[str, Any]) -> tuple[str, str | None]:
    return item["control"], item.get("system")


def _with_digest(item: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """A digest that was stated for a file stays: a changed file must show."""
    paper, before = item.get("document") or {}, old.get("document") or {}
    digest = before.get("sha256")
    if digest and paper.get("file") == before.get("file"):
        return {**item, "document": {**paper, "sha256": digest}}
    return item


def _verify(text: str, path: Path) -> None:
    validate(AttestationsFile, parse(text, str(path)))
