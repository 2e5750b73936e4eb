from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.digest import sha256
from audit4.evidence import Evidence, File, Item, ItemStatus
from audit4.finding import Basis, Result, Severity, Status, Text, Verdict
from audit4.record import control_statuses, evidence_refs

AT = datetime(2026, 11, 22, tzinfo=UTC)


def row(status: Status, system: str | None = "s", control: str = "c") -> Result:
    return Result(
        unit="u",
        system=system,
        host="h" if system else None,
        control=control,
        rule="r",
        check="k",
        layer=2,
        severity=Severity.LOW,
        verdict=Verdict(status=status),
        basis=Basis.MEASURED,
        message=Text("", ""),
    )


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("pass fail unknown pending", "fail"),
        ("pass unknown pending", "unknown"),
        ("pass pending not_applicable", "pending"),
        ("pass not_applicable", "pass"),
        ("not_applicable", "not_applicable"),
    ],
)
def test_the_worst_result_decides_a_control(statuses: str, expected: str) -> None:
    (control,) = control_statuses(row(Status(s)) for s in statuses.split())

    assert control.status == expected


def test_counts_name_every_status() -> None:
    (control,) = control_statuses([row(Status.PASS), row(Status.PASS)])

    assert control.counts == {s: 2 if s is Status.PASS else 0 for s in Status}


def test_each_system_and_the_unit_itself_have_their_own_status() -> None:
    rows = [row(Status.PASS, "b"), row(Status.FAIL, "a"), row(Status.PENDING, None)]

    found = [(c.system, c.status.value) for c in control_statuses(rows)]

    assert found == [(None, "pending"), ("a", "fail"), ("b", "pass")]


@given(st.lists(st.sampled_from(Status), min_size=1))
def test_a_control_passes_only_where_nothing_is_open(statuses: list[Status]) -> None:
    (control,) = control_statuses(row(s) for s in statuses)

    met = {Status.PASS, Status.NOT_APPLICABLE}
    assert (control.status in met) == (set(statuses) <= met)


def test_evidence_is_named_by_probe_and_digest_of_its_content() -> None:
    probe = File(id="x.file", path="/x")
    items = (
        Item(probe="x.file", name="/x", status=ItemStatus.OK, content="a\udcff"),
        Item(probe="x.file", name="/y", status=ItemStatus.ABSENT),
    )
    evidence = Evidence(items={"x.file": items}, collected_at=AT, privileged=True)

    assert evidence_refs(evidence, [probe.id, "other"]) == (
        ("x.file", sha256("a\udcff")),
    )
