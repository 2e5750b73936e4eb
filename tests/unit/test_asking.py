import datetime as dt
from pathlib import Path

import pytest

from audit4 import attestation, inventory, policy
from audit4.asking import asked_of
from audit4.attestation import Asked, State
from tests.unit.policies import KNOWN, write

TODAY = dt.date(2026, 11, 22)
UNITS = """\
units:
  - id: u
    name: U
    systems:
      - {id: web, name: Web, level: 2, roles: [web], hosts: []}
      - {id: desk, name: Desk, level: 1, hosts: []}
"""
STATED = """\
attestations:
  - control: l2-agent
    system: web
    answer: yes
    document: {number: 1/QĐ, date: 2026-06-01}
    attested_by: IT
    on: 2026-06-01
"""
POLICY = """\
name: asks
version: "1"
as_of: 2026-11-22
title: {vi: Hỏi, en: Asks}
controls:
  - &c
"""


def control(name: str, scope: str, levels: str, months: str) -> str:
    return f"""\
  - id: {name}
    layer: 2
    kind: attestation
    title: {{vi: "{name}", en: "{name}"}}
    rationale: {{vi: Vì, en: As}}
    severity: medium
    levels: "{levels}"
    attested: {{scope: {scope}, months: {months}, counts_from: document}}
    remediation: {{vi: Lập văn bản, en: Write it}}
    refs: {{tcvn14423: {{1: "3.1", 2: "4.1"}}, law: ["Luật 1"]}}
"""


def asked(
    folder: Path, stated: str = "", today: dt.date = TODAY, within: int = 30
) -> dict[tuple[str, str | None], Asked]:
    text = POLICY.replace("  - &c\n", "")
    text += control("l2-agent", "system", ">=1", "{1: 24, 2: 12}")
    text += control("l2-high", "system", ">=2", "12")
    text += control("l2-whole", "unit", ">=2", "12")
    rules = policy.load(write(folder, text), KNOWN)
    hosts = inventory.loads(UNITS)
    said = folder / "attestations"
    said.mkdir()
    if stated:
        (said / "u.yaml").write_text(stated, encoding="utf-8")
    statements = attestation.load(
        said,
        systems={"u": ["web", "desk"]},
        controls=["l2-agent", "l2-high", "l2-whole"],
    )
    found = asked_of(rules, statements, hosts.units, today, within=within)
    return {(a.control, a.system): a for a in found}


def test_each_is_asked_what_its_level_asks_and_nothing_else(tmp_path: Path) -> None:
    assert set(asked(tmp_path)) == {
        ("l2-whole", None),
        ("l2-agent", "web"),
        ("l2-high", "web"),
        ("l2-agent", "desk"),
    }


def test_validity_and_clauses_are_those_of_the_level(tmp_path: Path) -> None:
    found = asked(tmp_path)

    web, desk = found["l2-agent", "web"], found["l2-agent", "desk"]

    assert (web.months, desk.months) == (12, 24)
    assert web.grounds == ("TCVN 14423:2026 4.1", "Luật 1")


@pytest.mark.parametrize(
    ("change", "today", "state"),
    [
        (("", ""), TODAY, State.MET),
        (("", ""), dt.date(2027, 5, 20), State.EXPIRING),
        (("", ""), dt.date(2027, 6, 1), State.EXPIRING),
        (("", ""), dt.date(2027, 6, 2), State.EXPIRED),
        (("number: 1/QĐ, ", ""), TODAY, State.UNPROVEN),
        (
            ("date: 2026-06-01}", "date: 2026-06-01, file: no.pdf}"),
            TODAY,
            State.UNPROVEN,
        ),
        (("answer: yes", "answer: no"), TODAY, State.NOT_MET),
        (("yes", "not_applicable\n    statement: x"), TODAY, State.EXEMPT),
        (("system: web", "system: desk"), TODAY, State.MISSING),
    ],
)
def test_a_statement_stands_as_its_proof_and_its_time_say(
    tmp_path: Path, change: tuple[str, str], today: dt.date, state: State
) -> None:
    found = asked(tmp_path, STATED.replace(*change), today)

    assert found["l2-agent", "web"].state is state


def test_a_units_statement_answers_for_its_systems(tmp_path: Path) -> None:
    found = asked(tmp_path, STATED.replace("    system: web\n", ""))

    assert found["l2-agent", "web"].state is State.MET
    assert found["l2-agent", "desk"].due == dt.date(2028, 6, 1)


def test_how_soon_is_soon_may_be_chosen(tmp_path: Path) -> None:
    found = asked(tmp_path, STATED, within=365)

    assert found["l2-agent", "web"].state is State.EXPIRING
