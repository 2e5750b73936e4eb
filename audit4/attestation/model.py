"""Statements, and what they make of a control."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from audit4.finding import (
    Exempt,
    Status,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
)


class Proof(StrEnum):
    """What became of the file that a statement names."""

    NONE = "none"
    OK = "ok"
    MISSING = "missing"
    ALTERED = "altered"


class Wanted(Protocol):
    """The implicit rule of an attested control, as a policy binds it."""

    @property
    def id(self) -> str:
        """Id of the control."""

    @property
    def months(self) -> int | None:
        """For how many months a statement counts; None as long as it says."""

    @property
    def counts_from(self) -> str:
        """`on` or `document`: the day from which they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One statement of a unit, with the state of its file when it was read."""

    unit: str
    system: str | None
    control: str
    answer: str
    statement: str
    number: str | None
    date: dt.date | None
    file: str | None
    proof: Proof
    attested_by: str
    on: dt.date
    valid_until: dt.date | None

    def due(self, wanted: Wanted) -> dt.date | None:
        """The last day on which it counts; None if nothing ends it."""
        start = self.date if wanted.counts_from == "document" else self.on
        ends = [self.valid_until] if self.valid_until else []
        if wanted.months is not None and start is not None:
            ends.append(add_months(start, wanted.months))
        return min(ends, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestations:
    """The statements of all units."""

    items: tuple[Attestation, ...] = ()

    def find(self, control: str, unit: str, system: str | None) -> Attestation | None:
        """A system's own statement, else its unit's."""
        mine = [a for a in self.items if a.unit == unit and a.control == control]
        own = [a for a in mine if a.system == system]
        return next(iter(own or [a for a in mine if a.system is None]), None)

    def verdict(
        self, wanted: Wanted, *, unit: str, system: str | None, today: dt.date
    ) -> Verdict:
        """What a unit's statement makes of a control; basis `attested`.

        `today` is the day of the scan in the workspace's time zone.
        """
        found = self.find(wanted.id, unit, system)
        if found is None:
            return _pending("Đơn vị chưa kê khai", "The unit has stated nothing")
        return _verdict(found, wanted, today)

    def snapshot(self) -> list[dict[str, Any]]:
        """All statements as JSON data, from which `restore` makes them again."""
        return [
            {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in a.items()}
            for a in map(asdict, self.items)
        ]


def restore(content: Iterable[Mapping[str, Any]]) -> Attestations:
    """The statements that a snapshot holds."""
    return Attestations(items=tuple(_restored(dict(item)) for item in content))


def _restored(item: dict[str, Any]) -> Attestation:
    for key in ("date", "on", "valid_until"):
        item[key] = dt.date.fromisoformat(item[key]) if item[key] else None
    return Attestation(**{**item, "proof": Proof(item["proof"])})


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _verdict(found: Attestation, wanted: Wanted, today: dt.date) -> Verdict:
    shown = f"{found.number} {found.date}" if found.number and found.date else ""
    if found.answer == "no":
        said = found.statement or "no"
        return failed(
            said, expected="yes", message=_stated(found, "chưa đạt", "not met")
        )
    if doubt := _doubt(found, wanted, today):
        return doubt
    if found.answer == "not_applicable":
        reason = Text(
            f"Đơn vị khai không áp dụng: {found.statement}",
            f"The unit states that it does not apply: {found.statement}",
        )
        return not_applicable(Exempt.ATTESTED, reason)
    return passed(shown, message=_stated(found, "đạt", "met"))


def _stated(found: Attestation, vi: str, en: str) -> Text:
    return Text(
        f"Đơn vị xác nhận {vi} ({found.attested_by}, {found.on})",
        f"The unit states: {en} ({found.attested_by}, {found.on})",
    )


def _doubt(found: Attestation, wanted: Wanted, today: dt.date) -> Verdict | None:
    """Why a statement does not count (yet, or any more); None if it does."""
    due = found.due(wanted)
    if found.on > today or (found.date and found.date > today):
        return _pending("Ngày trong tương lai", "Dated in the future")
    if due and due < today:
        return _pending(f"Đã hết hạn từ {due}", f"Expired after {due}")
    return _unproven(found)


def _unproven(found: Attestation) -> Verdict | None:
    """What its document lacks; None if it proves the statement."""
    if found.answer == "yes" and not found.number:
        return _pending("Văn bản không có số", "Its document has no number")
    if found.answer == "yes" and not found.date:
        return _pending("Văn bản không có ngày", "Its document has no date")
    if found.proof is Proof.MISSING:
        return _pending(f"Thiếu tệp {found.file}", f"File {found.file} is missing")
    if found.proof is Proof.ALTERED:
        return _pending(
            f"Tệp {found.file} khác mã băm đã khai",
            f"File {found.file} does not have the stated digest",
        )
    return None


def _pending(vi: str, en: str) -> Verdict:
    return Verdict(
        status=Status.PENDING,
        expected="document",
        message=Text(f"Chờ xác nhận của đơn vị: {vi}", f"Attestation wanted: {en}"),
    )
