import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest

from audit4 import documents, waivers
from audit4.waivers import Known, State, Waivers

VIETNAM = timezone(timedelta(hours=7))
KNOWN = Known(
    rules=["login.root", "login.web"],
    controls=["l1-login"],
    subjects=["so-mau", "so-mau/portal", "so-mau/portal/web01"],
    tags=["dmz"],
)
ONE = """\
  - id: {id}
    kind: {kind}
    {what}
    scope: {scope}
    reason: Phần mềm cũ
    owner: Phòng CNTT
    approver: Lãnh đạo Sở
    document: {{number: 15/CV, date: 2026-01-02}}
    from: 2026-02-01
    until: {until}
"""


def one(
    name: str = "w1",
    *,
    kind: str = "accept",
    what: str = "rule: login.root",
    scope: str = "so-mau",
    until: str = "2026-12-31",
) -> str:
    return ONE.format(id=name, kind=kind, what=what, scope=scope, until=until)


def load(folder: Path, *items: str) -> Waivers:
    path = folder / "waivers.yaml"
    path.write_text("waivers:\n" + "".join(items), encoding="utf-8")
    return waivers.load(path, known=KNOWN, zone=VIETNAM)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


NOW = at(2026, 11, 22)


def chosen(
    found: Waivers,
    rule: str = "login.root",
    subject: str = "so-mau/portal/web01",
    now: datetime = NOW,
) -> str | None:
    waiver = found.for_result(rule, "l1-login", subject, ["dmz"], now)
    return waiver.id if waiver else None


@pytest.mark.parametrize("scope", ["so-mau", "so-mau/portal", "tag:dmz"])
def test_a_scope_covers_all_below_it(tmp_path: Path, scope: str) -> None:
    assert chosen(load(tmp_path, one(scope=scope))) == "w1"


def test_a_scope_is_no_prefix_of_a_name(tmp_path: Path) -> None:
    found = load(tmp_path, one())

    assert chosen(found, subject="so-mau-2/portal/web01") is None


def test_a_waiver_of_a_rule_is_not_of_another(tmp_path: Path) -> None:
    assert chosen(load(tmp_path, one()), rule="login.web") is None


def test_a_waiver_of_a_control_is_of_all_its_rules(tmp_path: Path) -> None:
    found = load(tmp_path, one(what="control: l1-login"))

    assert chosen(found, rule="login.web") == "w1"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(2026, 1, 31, 16, 59, 59), State.FUTURE),
        (at(2026, 1, 31, 17, 0), State.ACTIVE),
        (at(2026, 12, 31, 16, 59, 59), State.ACTIVE),
        (at(2026, 12, 31, 17, 0), State.EXPIRED),
    ],
)
def test_days_begin_and_end_in_the_workspaces_zone(
    tmp_path: Path, now: datetime, state: State
) -> None:
    found = load(tmp_path, one())

    assert [w.id for w in found.in_state(state, now)] == ["w1"]
    assert (chosen(found, now=now) == "w1") is (state is State.ACTIVE)


def test_an_equivalent_measure_and_a_narrow_scope_come_first(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        one("wide"),
        one("narrow", scope="so-mau/portal"),
        one("same", kind="equivalent"),
    )

    assert chosen(found) == "same"
    assert chosen(load(tmp_path, one("wide"), one("n", scope="so-mau/portal"))) == "n"


def test_exactly_a_year_is_not_too_long(tmp_path: Path) -> None:
    assert len(load(tmp_path, one(until="2027-02-01")).items) == 1


def test_a_snapshot_makes_the_same_waivers(tmp_path: Path) -> None:
    found = load(tmp_path, one())

    kept = json.loads(json.dumps(found.snapshot()))

    assert waivers.restore(kept, VIETNAM) == found


def test_no_file_means_no_waiver(tmp_path: Path) -> None:
    assert waivers.load(tmp_path / "x", known=KNOWN, zone=UTC) == Waivers()


def test_the_schema_accepts_what_loads() -> None:
    data = documents.parse("waivers:\n" + one(), "w.yaml").data

    jsonschema.Draft202012Validator(waivers.schema()).validate(data)
