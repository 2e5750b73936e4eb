"""A large unit made of the shipped policy: 40 servers, 2,000 findings, two rounds.

Words, commands and clauses are those of the policy, a failing server differs from
the next in what was found and in its evidence as real ones do, so that size and
speed of the report are those of a real one.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from audit4 import policy, registry
from audit4.export.document import Report, document
from audit4.finding import Basis, Result, Status, Text, Verdict
from audit4.policy import Policy, RuleSpec
from audit4.record import (
    Authorisation,
    Event,
    FindingState,
    HostReport,
    HostState,
    Privilege,
    SystemInfo,
    UnitInfo,
    control_statuses,
)
from audit4.reporting import Extras, Header, Past
from audit4.scan.report_inputs import extras as words_of
from audit4.score import Weights, rehearse, scores
from audit4.waivers import Waivers
from tests.unit.reporting import sample

HOSTS = 40
FINDINGS = 2_000
SYSTEMS = ("cong-dvc", "thu-dt", "noi-bo", "du-lieu")
_FAMILIES = (("debian", "debian", "12"), ("rhel", "rocky", "9.4"))
_LINES = 120


@lru_cache(maxsize=1)
def shipped() -> Policy:
    return policy.load(policy.DEFAULT, registry.load())


@lru_cache(maxsize=1)
def rules() -> tuple[RuleSpec, ...]:
    return tuple(shipped().rules)


def unit() -> UnitInfo:
    return UnitInfo(
        id="so-mau",
        name="Sở Mẫu",
        systems=tuple(
            SystemInfo(
                id=system,
                name=f"Hệ thống {system}",
                level=n % 3 + 1,
                decision=f"{n}/QĐ-MAU",
                decided=date(2026, 1, 9),
            )
            for n, system in enumerate(SYSTEMS)
        ),
        authorisation=Authorisation(document="45/CV-MAU", issued=date(2026, 10, 1)),
    )


def hosts() -> tuple[HostReport, ...]:
    return tuple(
        HostReport(
            unit="so-mau",
            system=SYSTEMS[n % 4],
            host=f"may-chu-{n:02}",
            level=n % 4 % 3 + 1,
            address="192.0.2.1",
            state=HostState.JUDGED,
            os_family=_FAMILIES[n % 2][0],
            os_id=_FAMILIES[n % 2][1],
            os_version=_FAMILIES[n % 2][2],
            privilege=Privilege.SUDO,
        )
        for n in range(HOSTS)
    )


def results(turn: int = 0) -> tuple[Result, ...]:
    """Results of every rule on every host, `FINDINGS` of them failures."""
    return tuple(_results(turn))


def _results(turn: int) -> Iterator[Result]:
    every = HOSTS * len(rules())
    spread = [n for n in range(every) if n // HOSTS % 2 == 0]
    # Half of the rules are missed somewhere; the round before missed others too.
    missed = {spread[k * 7919 % len(spread)] for k in range(FINDINGS + turn * 100)}
    for n in range(every):
        rule, host = rules()[n // HOSTS], n % HOSTS
        failing = n in missed
        found = f"{rule.id} = {n % 3}"
        verdict = Verdict(
            status=Status.FAIL if failing else Status.PASS,
            actual=found,
            expected=f"{rule.id} = 9",
            items=(f"/etc/{rule.id}/{host}",) if n % 3 == 0 and failing else (),
        )
        yield Result(
            unit="so-mau",
            system=SYSTEMS[host % 4],
            host=f"may-chu-{host:02}",
            control=rule.control,
            rule=rule.id,
            check=rule.check_id,
            layer=rule.layer,
            severity=rule.severity,
            verdict=verdict,
            basis=Basis.MEASURED,
            message=Text(f"{rule.title.vi}: Chưa đạt", f"{rule.title.en}: not met"),
            evidence=((f"{rule.check_id}.probe", f"{turn}-{host}-{n // HOSTS}"),),
            refs=rule.refs,
        )


def evidence(digest: str) -> str:
    turn, host, rule = (int(part) for part in digest.split("-"))
    lines = [f"setting-{n} of {host} = {n * 7}" for n in range(_LINES)]
    found = (rule * HOSTS + host) % 3
    # In one of five the setting was another one before.
    was = turn if (rule + host) % 5 == 0 else 0
    lines[_LINES // 2] = f"{rules()[rule].id} = {found + was}"
    return "\n".join(lines)


def province() -> dict[str, Any]:
    return _document(results(), days=0)


def _document(rows: tuple[Result, ...], days: int) -> dict[str, Any]:
    return document(
        Report(
            scan=sample.scan(days),
            units=[unit()],
            hosts=hosts(),
            controls=control_statuses(rows),
            results=rows,
            scores=scores(rows, _weights()),
        )
    )


def _weights() -> Weights:
    return Weights(
        controls={c.id: c.severity for c in shipped().controls},
        levels={f"so-mau/{s.id}": s.level for s in unit().systems},
    )


def extras() -> Extras:
    rows = results()
    failing = [r for r in rows if r.status is Status.FAIL]
    found = {
        (r.subject, r.rule): replace(
            sample.finding(r, overdue=n % 9 == 0), owner=f"Tổ {n % 4}"
        )
        for n, r in enumerate(failing)
    }
    rehearsed = rehearse(rows, _weights())
    return replace(
        words_of(shipped(), Waivers(items=()), ()),
        headers={"so-mau": Header(kind="Sở", owner="UBND tỉnh Mẫu")},
        findings=found,
        histories={key: _history(*key) for key in found},
        evidence=evidence,
        previous=_document((), days=90),
        earlier=results(turn=1),
        rehearsals={"so-mau": rehearsed} if rehearsed else {},
        past={
            "so-mau": tuple(
                Past(
                    round=f"2026-Q{4 - n}",
                    started=sample.NOW - timedelta(days=90 * n),
                    policy=sample.SHA,
                    scores=tuple(
                        s for s in scores(rows, _weights()) if s.system is None
                    ),
                )
                for n in (3, 2, 1)
            )
        },
    )


def _history(subject: str, rule: str) -> tuple[Event, ...]:
    kinds = (
        ("new", FindingState.OPEN, 300),
        ("resolved", FindingState.RESOLVED, 200),
        ("reopened", FindingState.REOPENED, 90),
    )
    return tuple(
        Event(
            subject=subject,
            rule=rule,
            at=sample.NOW - timedelta(days=days),
            kind=kind,
            state=state,
        )
        for kind, state, days in kinds
    )
