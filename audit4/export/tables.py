"""The four tables of a spreadsheet: findings, hosts, controls, scores.

Each row is made from a row of the results document, so that both say the same; what
is added are words in the reader's language and how a finding is being followed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from audit4.documents.columns import Column
from audit4.export.cells import Cell, Marked
from audit4.finding import Severity, Status, Text
from audit4.record import Finding

RESTRICTED = Text(
    "HẠN CHẾ PHỔ BIẾN: nêu điểm yếu của hệ thống đang vận hành",
    "RESTRICTED: lists weaknesses of systems in operation",
)
# What somebody has to do something about: mend it, make it visible, or state it.
TO_DO = (Status.FAIL.value, Status.UNKNOWN.value, Status.PENDING.value)

Document = Mapping[str, Any]
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: the sheet of a workbook, or a CSV file named by its key."""

    key: str
    name: Text
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands in cells for codes and ids.

    `named` holds words by kind (severity, status, basis, state, reason, band,
    privilege) and code, `titles` those of rules and controls by id, `units` and
    `systems` names by subject.
    """

    lang: str
    zone: str
    named: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str, code: str | None) -> str:
        """The word for a code; the code itself where there is none."""
        return self.named.get(kind, {}).get(code, code) if code else ""

    def marked(self, kind: str, code: str) -> Marked:
        """The same, shown by colour as well."""
        return Marked(self.of(kind, code), code)

    def say(self, text: Text) -> str:
        """A text in the language of the spreadsheet."""
        return text.vi if self.lang == "vi" else text.en

    def yes(self, value: object) -> str:
        """A word for yes; nothing for no."""
        return self.say(_YES) if value else ""

    def day(self, at: dt.datetime | None) -> dt.date | None:
        """The day of a time where the reader is."""
        return at.astimezone(ZoneInfo(self.zone)).date() if at else None


_YES = Text("Có", "Yes")
_ALL = Text("Tổng hợp", "Overall")
_HOST = {
    "judged": Text("Đã đánh giá", "Judged"),
    "cut_short": Text("Đánh giá dở dang", "Cut short"),
    "not_judged": Text("Chưa đánh giá được", "Not judged"),
}

_PLACE = (
    Column(key="unit", heading=Text("Mã đơn vị", "Unit"), width=18),
    Column(key="unit_name", heading=Text("Cơ quan, đơn vị", "Unit's name"), width=26),
    Column(key="system", heading=Text("Mã hệ thống", "System"), width=16),
    Column(
        key="system_name",
        heading=Text("Hệ thống thông tin", "System's name"),
        width=26,
    ),
    Column(key="level", heading=Text("Cấp độ", "Level"), width=9),
)
_LAYER = Column(key="layer", heading=Text("Lớp", "Layer"), width=10)
_HOST_ID = Column(key="host", heading=Text("Máy chủ", "Host"), width=18)
_STATUS = Column(key="status", heading=Text("Kết quả", "Status"), width=20)
_CONTROL = Column(key="control_title", heading=Text("Tiêu chí", "Control"), width=40)
_CONTROL_ID = Column(key="control", heading=Text("Mã tiêu chí", "Control id"), width=22)
_COUNTS = (
    Column(key="fail", heading=Text("Số chưa đạt", "Not met")),
    Column(key="unknown", heading=Text("Số không kiểm tra được", "Not checked")),
    Column(key="pending", heading=Text("Số chờ xác nhận", "Pending")),
    Column(key="pass", heading=Text("Số đạt", "Met")),
    Column(key="not_applicable", heading=Text("Số không áp dụng", "Not applicable")),
)

FINDINGS = Table(
    key="findings",
    name=Text("Phát hiện", "Findings"),
    columns=(
        Column(key="severity", heading=Text("Mức độ", "Severity"), width=14),
        _STATUS,
        *_PLACE,
        _HOST_ID,
        _LAYER,
        _CONTROL,
        Column(key="rule_title", heading=Text("Nội dung kiểm tra", "Rule"), width=44),
        Column(key="actual", heading=Text("Hiện trạng", "Actual"), width=44),
        Column(key="expected", heading=Text("Yêu cầu", "Expected"), width=32),
        Column(key="items", heading=Text("Mục chưa đạt", "Items"), width=44),
        Column(key="message", heading=Text("Diễn giải", "In words"), width=44),
        Column(
            key="reason",
            heading=Text("Lý do không kiểm tra được", "Why not checked"),
            width=28,
        ),
        Column(key="basis", heading=Text("Cơ sở", "Basis"), width=22),
        Column(
            key="state",
            heading=Text("Tình trạng khắc phục", "Remediation state"),
            width=20,
        ),
        Column(key="since", heading=Text("Chưa đạt từ ngày", "Failing since")),
        Column(key="due", heading=Text("Hạn khắc phục", "Due")),
        Column(key="overdue", heading=Text("Quá hạn", "Overdue"), width=10),
        Column(
            key="owner",
            heading=Text("Đơn vị, cá nhân chịu trách nhiệm", "Owner of the fix"),
            width=24,
        ),
        Column(key="waiver", heading=Text("Ngoại lệ", "Waiver"), width=16),
        _CONTROL_ID,
        Column(key="rule", heading=Text("Mã quy tắc", "Rule id"), width=30),
    ),
)
HOSTS = Table(
    key="hosts",
    name=Text("Máy chủ", "Hosts"),
    columns=(
        *_PLACE,
        _HOST_ID,
        Column(key="state", heading=Text("Trạng thái", "State"), width=20),
        Column(key="os", heading=Text("Hệ điều hành", "Operating system"), width=20),
        Column(key="reason", heading=Text("Lý do", "Reason"), width=32),
        Column(key="detail", heading=Text("Chi tiết", "Detail"), width=40),
        Column(key="privilege", heading=Text("Quyền", "Privilege"), width=18),
        *_COUNTS,
    ),
)
CONTROLS = Table(
    key="controls",
    name=Text("Tiêu chí", "Controls"),
    columns=(*_PLACE, _LAYER, _CONTROL, _STATUS, *_COUNTS, _CONTROL_ID),
)
SCORES = Table(
    key="scores",
    name=Text("Điểm", "Scores"),
    columns=(
        *_PLACE,
        _LAYER,
        Column(key="low", heading=Text("Điểm thấp nhất", "Low"), form="0.0"),
        Column(key="high", heading=Text("Điểm cao nhất", "High"), form="0.0"),
        Column(key="band", heading=Text("Xếp loại", "Band"), width=16),
        Column(key="coverage", heading=Text("Độ bao phủ", "Coverage"), form="0.0%"),
        Column(key="judged", heading=Text("Số đã đánh giá", "Judged")),
        Column(key="applicable", heading=Text("Số áp dụng", "Applicable")),
        Column(
            key="attested",
            heading=Text("Điểm dựa vào tự khai báo", "Points attested"),
            form="0.0",
        ),
        Column(
            key="capped",
            heading=Text("Bị giới hạn ở C do lỗi nghiêm trọng", "Capped at C"),
        ),
        Column(key="provisional", heading=Text("Tạm tính", "Provisional")),
    ),
)
TABLES = (FINDINGS, HOSTS, CONTROLS, SCORES)


def finding_rows(
    results: Iterable[Document],
    followed: Mapping[tuple[str, str], Finding],
    now: dt.datetime,
    words: Words,
) -> Iterator[Row]:
    """All results that are neither met nor exempt: failures first, the worst on top.

    Among equals the document's order stays. `followed` are findings by subject and
    rule; `now` is when the scan began.
    """
    for row in sorted((r for r in results if r["status"] in TO_DO), key=_urgency):
        life = followed.get((row["subject"], row["rule"]))
        yield {**_finding(row, words), **_followed(life, now, words)}


def _urgency(row: Document) -> tuple[int, int]:
    return TO_DO.index(row["status"]), -Severity(row["severity"]).weight


def _finding(row: Document, words: Words) -> Row:
    return {
        **_place(row, words),
        "severity": words.marked("severity", row["severity"]),
        "status": words.marked("status", row["status"]),
        "host": row["host"],
        "layer": row["layer"],
        "control": row["control"],
        "control_title": words.titles.get(row["control"], row["control"]),
        "rule": row["rule"],
        "rule_title": words.titles.get(row["rule"])
        or words.titles.get(row["control"], row["rule"]),
        "actual": row["actual"],
        "expected": row["expected"],
        "items": "; ".join(row["items"]),
        "message": row["message"][words.lang],
        "reason": words.of("reason", row["reason"]),
        "basis": words.of("basis", row["basis"]),
        "waiver": row["waiver"],
    }


def _followed(life: Finding | None, now: dt.datetime, words: Words) -> Row:
    if life is None:
        return dict.fromkeys(("state", "since", "due", "overdue", "owner"))
    return {
        "state": words.of("state", life.state.value),
        "since": words.day(life.first_failed),
        "due": words.day(life.due),
        "overdue": words.yes(life.overdue(now)),
        "owner": life.owner,
    }


def host_rows(
    hosts: Iterable[Document], results: Iterable[Document], words: Words
) -> Iterator[Row]:
    """All hosts, with how many results of each status they have."""
    counts: dict[str, Counter[str]] = {}
    for row in results:
        counts.setdefault(row["subject"], Counter())[row["status"]] += 1
    for host in hosts:
        counted = counts.get(host["subject"], Counter())
        system = host["os"]
        yield {
            **_place(host, words),
            "level": host["level"],
            "host": host["host"],
            "state": words.say(_HOST[host["state"]]),
            "os": " ".join(v for v in (system["id"], system["version"]) if v),
            "reason": words.of("reason", host["reason"]),
            "detail": host["detail"],
            "privilege": words.of("privilege", host["privilege"]),
            **{s.value: counted[s.value] for s in Status},
        }


def control_rows(controls: Iterable[Document], words: Words) -> Iterator[Row]:
    """All controls of all systems with the counts behind their status."""
    for row in controls:
        yield {
            **_place(row, words),
            "layer": row["layer"],
            "control": row["control"],
            "control_title": words.titles.get(row["control"], row["control"]),
            "status": words.marked("status", row["status"]),
            **row["counts"],
        }


def score_rows(scores: Iterable[Document], words: Words) -> Iterator[Row]:
    """All scores; one without a layer is the mean over the layers."""
    for row in scores:
        band = row["band"]
        yield {
            **_place(row, words),
            "layer": row["layer"] or words.say(_ALL),
            **{k: row[k] for k in ("low", "high", "coverage", "judged", "applicable")},
            "attested": row["attested"],
            "band": f"{band} – {words.of('band', band)}" if band else "",
            "capped": words.yes(row["capped"]),
            "provisional": words.yes(row["provisional"]),
        }


def _place(row: Document, words: Words) -> Row:
    unit, system = row["unit"], row["system"]
    subject = f"{unit}/{system}" if system else unit
    return {
        "unit": unit,
        "unit_name": words.units.get(unit, ""),
        "system": system,
        "system_name": words.systems.get(subject, ""),
        "level": words.levels.get(subject),
    }
