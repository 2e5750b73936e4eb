"""A small policy and the checks it uses, as text and objects, for several tests."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from audit4.check import Check
from audit4.finding import Verdict, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    ports: tuple[int, ...] = ()


def _option(option: str, allowed: Collection[str], limit: int = 5) -> Verdict:
    return passed(f"{option} {sorted(allowed)} {limit}")


def _rows(rows: tuple[Row, ...]) -> Verdict:
    return passed([row.name for row in rows])


@dataclass(frozen=True)
class Loaded:
    check: Check


@dataclass(frozen=True)
class Known:
    checks: dict[str, Loaded]


KNOWN = Known(
    {
        "layer1_onsite.option": Loaded(Check(facts={}, evaluate=_option)),
        "layer2_monitoring.rows": Loaded(Check(facts={}, evaluate=_rows)),
    }
)

POLICY = """\
name: small
version: "1"
as_of: 2026-11-22
title: {vi: Nhỏ, en: Small}
withdrawn: [login.old]
controls:
  - id: l1-login
    layer: 1
    kind: technical
    title: {vi: Đăng nhập, en: Login}
    rationale: {vi: Vì vậy, en: Because}
    severity: high
    levels: ">=2"
    suggested: {"<3": true}
    applies: {os_family: [debian, rhel]}
    remediation:
      vi: Sửa
      en: Mend
      commands: {debian: "apt x", any: "x"}
    refs:
      tcvn14423: {2: "4.1", 3: "5.1", 4: "6.1", 5: "7.1"}
      law: "Luật 116/2025/QH15 Đ10"
    rules:
      - id: login.root
        check: layer1_onsite.option
        with: {option: permitrootlogin, allowed: [no]}
        by_level: {">=4": {limit: 3}}
        replaces: login.old
      - id: login.web
        check: layer1_onsite.option
        title: {vi: Web, en: Web}
        with: {option: x, allowed: [a, b]}
        applies: {role: web, level: ">=3"}
        severity: low
        refs: {cis: {debian12: "5.1.20"}}
  - id: l2-agent
    layer: 2
    kind: mixed
    title: {vi: Tác tử, en: Agent}
    rationale: {vi: Vì vậy, en: Because}
    severity: medium
    attested: {months: {1: 24, 5: 6}, counts_from: document}
    remediation: {vi: Sửa, en: Mend}
    rules:
      - id: agent.rows
        check: layer2_monitoring.rows
        with: {rows: {data: agents}}
"""

AGENTS = """\
as_of: 2026-11-01
source: https://example.org/agents
rows:
  - {name: one, ports: [514]}
  - {name: two}
"""


def write(folder: Path, text: str = POLICY, agents: str = AGENTS) -> Path:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "agents.yaml").write_text(agents, encoding="utf-8")
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path
