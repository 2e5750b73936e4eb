from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit4.evidence import EarlierFinding
from audit4.finding import Basis, Result, passed
from audit4.record import (
    Change,
    FindingState,
    HostReport,
    HostState,
    PolicyInfo,
    ScanInfo,
)
from audit4.store.store import Store
from audit4.tracking import differences, earlier_findings, track
from tests.unit.test_lifecycle import DARK, DAY, FAIL, WEB, context, row

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "audit4.db") as made:
        yield made


def scan(store: Store, day: int, *rows: Result, **changes: object) -> None:
    info = ScanInfo(
        id=f"s{day}",
        round="q",
        started=AT + day * DAY,
        tool="t",
        edition="1",
        plan_digest="",
        policy=PolicyInfo(name="p", version="1", sha256=""),
    )
    store.begin_scan(info, {})
    for name in dict.fromkeys(r.host for r in rows if r.host):
        report = HostReport(
            unit="u",
            system="s",
            host=name,
            level=1,
            address="",
            state=HostState.JUDGED,
        )
        store.save_host(info.id, report, None, [r for r in rows if r.host == name])
    store.save_results(info.id, [r for r in rows if not r.host])
    what = context(day, **{"subjects": {WEB, "u/s/web2", "u"}, **changes})
    store.finish_scan(
        info.id, info.started + timedelta(hours=1), None, track(store, what)
    )


def changes(store: Store, until: str, since: str | None = None) -> dict[str, Change]:
    found = differences(store, until, since)
    return {f"{d.finding.subject} {d.finding.rule}": d.change for d in found}


def test_a_finding_lives_through_the_store(store: Store) -> None:
    scan(store, 0, row(FAIL))
    scan(store, 1, row(DARK))
    scan(store, 2, row(passed()))
    scan(store, 3, row(FAIL))

    (found,) = store.findings()
    kinds = [event.kind for _, event in store.history()]

    assert found.state is FindingState.REOPENED
    assert found.first_seen == AT
    assert kinds == ["new", "unverified", "resolved", "reopened"]


def test_each_scan_can_be_compared_with_the_one_before(store: Store) -> None:
    scan(store, 0, row(FAIL), row(FAIL, "r2"), rules={"r1", "r2"})
    scan(store, 1, row(passed()), row(FAIL, "r2"), rules={"r1", "r2"})
    scan(store, 2, row(FAIL), row(DARK, "r2"), rules={"r1", "r2"})

    assert changes(store, "s0") == {f"{WEB} r1": "new", f"{WEB} r2": "new"}
    assert changes(store, "s1", "s0") == {
        f"{WEB} r1": "resolved",
        f"{WEB} r2": "persisting",
    }
    assert changes(store, "s2", "s1") == {
        f"{WEB} r1": "reopened",
        f"{WEB} r2": "unverified",
    }


def test_two_scans_far_apart_can_be_compared(store: Store) -> None:
    scan(store, 0, row(FAIL))
    scan(store, 1, row(passed()))
    scan(store, 2, row(FAIL))

    assert changes(store, "s2", "s0") == {f"{WEB} r1": "persisting"}


def test_accepted_incomparable_and_closed_are_told_apart(store: Store) -> None:
    rules = {"r1", "r2", "r3"}
    first = [row(FAIL, rule) for rule in rules]
    scan(store, 0, *first, rules=rules)
    scan(
        store,
        1,
        row(FAIL, "r1", waiver="w"),
        row(passed(), "r2", parameters="other"),
        rules={"r1", "r2"},
        waivers={"w"},
    )

    assert changes(store, "s1", "s0") == {
        f"{WEB} r1": "accepted",
        f"{WEB} r2": "incomparable",
        f"{WEB} r3": "closed",
    }


def test_what_came_and_went_between_two_scans_is_left_out(store: Store) -> None:
    scan(store, 0, row(passed()))
    scan(store, 1, row(FAIL))
    scan(store, 2, row(passed()))

    assert changes(store, "s2", "s0") == {}


def test_a_first_failure_under_other_parameters_is_incomparable(store: Store) -> None:
    scan(store, 0, row(passed(), parameters="a"))
    scan(store, 1, row(FAIL, parameters="b"))

    assert changes(store, "s1", "s0") == {f"{WEB} r1": "incomparable"}


def test_findings_of_hosts_that_a_scan_left_out_stay_open(store: Store) -> None:
    scan(store, 0, row(FAIL), row(FAIL, host="web2"))
    scan(store, 1, row(FAIL), looked_at={WEB})

    assert changes(store, "s1", "s0")["u/s/web2 r1"] == "persisting"


def test_a_retired_host_is_closed_and_its_neighbour_is_not(store: Store) -> None:
    scan(store, 0, row(FAIL), row(FAIL, host="web2"))
    scan(store, 1, row(FAIL), subjects={WEB})

    assert changes(store, "s1", "s0") == {
        f"{WEB} r1": "persisting",
        "u/s/web2 r1": "closed",
    }


def test_a_replaced_rule_keeps_its_history(store: Store) -> None:
    scan(store, 0, row(FAIL))
    scan(store, 1, row(FAIL, "r2"), rules={"r2"}, replaces={"r1": "r2"})

    (found,) = store.findings()
    assert (found.rule, found.first_failed) == ("r2", AT)
    assert changes(store, "s1", "s0") == {f"{WEB} r2": "persisting"}


def test_before_the_first_round_nothing_is_known(store: Store) -> None:
    assert earlier_findings(store, WEB) is None


def test_the_earlier_findings_are_the_unmended_ones(store: Store) -> None:
    rules = {"r1", "r2", "r3"}
    scan(store, 0, row(FAIL), row(FAIL, "r2"), row(passed(), "r3"), rules=rules)
    scan(store, 1, row(FAIL), row(passed(), "r2"), row(passed(), "r3"), rules=rules)

    due = AT + 30 * DAY
    expected = EarlierFinding(rule="r1", severity="high", state="open", due=due)

    assert earlier_findings(store, WEB) == (expected,)
    assert earlier_findings(store, "u/s") == (expected,)
    assert earlier_findings(store, "u/s/web2") is None


def test_a_rule_that_counts_findings_does_not_count_itself(store: Store) -> None:
    scan(store, 0, row(FAIL, basis=Basis.COMPUTED))

    assert earlier_findings(store, WEB) == ()


def test_an_id_that_begins_another_is_another_subject(store: Store) -> None:
    scan(store, 0, row(FAIL), row(FAIL, host="web1-b"), subjects={WEB, "u/s/web1-b"})

    assert [f.subject for f in store.findings(WEB)] == [WEB]
    assert len(list(store.findings("u"))) == 2
