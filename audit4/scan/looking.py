"""A look at one host: collect, recognise, judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from audit4 import collector
from audit4.evidence import (
    Baseline,
    EarlierFinding,
    Evidence,
    Reason,
    Setting,
    Undetermined,
)
from audit4.facts.os import OS
from audit4.finding import Result
from audit4.inventory import Host
from audit4.inventory.hours import next_opening
from audit4.judging import judge_host, judge_unseen
from audit4.memory import Memory
from audit4.policy import Policy
from audit4.record import HostReport, HostState, Privilege, Via
from audit4.scan.collecting import Collected, Remark, collect, with_setting
from audit4.scan.targets import Lines, become
from audit4.scan.twins import Twins
from audit4.transport.base import Failure

Earlier = Callable[[str], tuple[EarlierFinding, ...] | None]
# By subject and machine-id.
Compared = Callable[[str, str], Baseline | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Under which key (fingerprint) and machine-id a host was met before."""

    host_key: str
    machine_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of one host: its report, its evidence if any, its results."""

    report: HostReport
    evidence: Evidence | None
    results: tuple[Result, ...]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What every look of a scan needs."""

    policy: Policy
    script: collector.Script
    lines: Lines
    known: Mapping[str, Known] = field(default_factory=dict)
    earlier: Earlier = lambda _: None
    baseline: Compared = lambda *_: None
    local_time: Callable[[], datetime] | None = None
    brought: Mapping[str, Collected] = field(default_factory=dict)
    twins: Twins = field(default_factory=Twins)
    memory: Memory = field(default_factory=Memory)

    def look(self, host: Host, remark: Remark = lambda _: None) -> Look:
        """Collect from a host and judge it; never raises for what the host does.

        What was `brought` by file, by subject, stands in place of a collection.
        """
        if found := self.brought.get(host.subject):
            return self.judge(host, found, Via.BUNDLE)
        if kept_out := self._kept_out(host):
            return self.unseen(host, Reason.NOT_COLLECTED, kept_out)
        try:
            transport = self.lines.transport(host)
        except Failure as why:
            return self.unseen(host, why.reason, why.detail, why)
        collected = collect(transport, self.script, stop=self.lines.stop, remark=remark)
        if failed := collected.failure:
            return self.unseen(host, failed.reason, str(failed), failed)
        return self.judge(host, collected)

    def judge(self, host: Host, collected: Collected, via: Via | None = None) -> Look:
        """Judge what a collection brought, if it is this host's and not empty."""
        evidence = collected.evidence
        if evidence is None or not evidence.items:
            reason = evidence.cut_short if evidence else None
            said = collected.answer.stderr if collected.answer else ""
            return self.unseen(host, reason or Reason.UNPARSEABLE, said[:200])
        if stranger := self._stranger(host, evidence, collected):
            return self.unseen(host, Reason.IDENTITY, stranger)
        setting = self._setting(host, evidence, collected)
        machine_id = evidence.header.get("machine_id", "")
        evidence = replace(evidence, baseline=self.baseline(host.subject, machine_id))
        told = with_setting(evidence, setting)
        return Look(
            report=_report(host, told, collected, via),
            # Without the facts: many looks may wait to be stored.
            evidence=with_setting(evidence, setting),
            results=judge_host(self.policy, host, told, self.memory),
        )

    def _setting(self, host: Host, evidence: Evidence, collected: Collected) -> Setting:
        marks = (_host_key(collected), evidence.header.get("machine_id", ""))
        self.twins.add(host.subject, marks)
        setting = host.setting(self.earlier(host.subject))
        return replace(setting, twins=self.twins.of(host.subject, marks))

    def unseen(
        self, host: Host, reason: Reason, detail: str, failure: Failure | None = None
    ) -> Look:
        """The look at a host that brought nothing to judge."""
        report = HostReport(
            unit=host.unit,
            system=host.system,
            host=host.id,
            level=host.level,
            address=host.address,
            state=HostState.NOT_JUDGED,
            reason=reason,
            detail=detail,
            via=_via(host),
        )
        results = judge_unseen(self.policy, host, reason, detail)
        return Look(report=report, evidence=None, results=results, failure=failure)

    def _kept_out(self, host: Host) -> str | None:
        """Why a scan must not connect to this host, or not now."""
        if host.connection == "bundle":
            return f"comes by file: audit4 bundle script --host {host.subject}"
        if self.local_time is None or host.may_connect(now := self.local_time()):
            return None
        opening = next_opening(host.scan_hours, now)
        return f"outside its scan hours, next from {opening:%Y-%m-%d %H:%M}"

    def _stranger(
        self, host: Host, evidence: Evidence, collected: Collected
    ) -> str | None:
        """Why this machine is not the one that is known by that name."""
        known = self.known.get(host.subject)
        key = _host_key(collected)
        seen = evidence.header.get("machine_id", "")
        if not known or not known.machine_id or known.machine_id == seen:
            return None
        if known.host_key and key and known.host_key != key:
            return None  # enrolled anew by a person: the key proves a new machine
        return f"machine-id {seen or 'missing'}, known: {known.machine_id}"


def _report(
    host: Host, evidence: Evidence, collected: Collected, via: Via | None
) -> HostReport:
    header, answer = evidence.header, collected.answer
    family, name, version = _system(evidence)
    return HostReport(
        unit=host.unit,
        system=host.system,
        host=host.id,
        level=host.level,
        address=host.address,
        state=HostState.CUT_SHORT if evidence.cut_short else HostState.JUDGED,
        reason=evidence.cut_short,
        detail=_remarks(collected),
        os_family=family,
        os_id=name,
        os_version=version,
        bytes=answer.bytes_received if answer else 0,
        cpu_s=_number(header.get("cpu_s")),
        wall_s=round(answer.wall_s, 2) if answer else 0.0,
        via=via or _via(host),
        privilege=_privilege(host, evidence),
        machine_id=header.get("machine_id", ""),
        host_key=_host_key(collected),
    )


def _remarks(collected: Collected) -> str:
    answer = collected.answer
    if answer and answer.cut:
        return str(answer.cut)
    return str(answer.degraded) if answer and answer.degraded else ""


def _system(evidence: Evidence) -> tuple[str, str, str]:
    try:
        found = evidence.fact(OS)
    except Undetermined:
        return "", "", ""
    return found.family, found.id, found.version


def _privilege(host: Host, evidence: Evidence) -> Privilege:
    if not evidence.privileged:
        return Privilege.NONE
    if become(host).method == "pinned":
        return Privilege.PINNED
    direct = host.user == "root" or host.connection != "ssh"
    return Privilege.ROOT if direct else Privilege.SUDO


def _via(host: Host) -> Via:
    return Via(host.connection)


def _host_key(collected: Collected) -> str:
    answer = collected.answer
    return answer.host_key.fingerprint if answer and answer.host_key else ""


def _number(text: str | None) -> float:
    try:
        return max(float(text or 0), 0.0)
    except ValueError:
        return 0.0
