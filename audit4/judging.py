"""Results of hosts: the policy's rules bound to a host and judged on its evidence.

Live scans, bundles and `rejudge` all come through here, so that stored evidence
gets the verdicts that it got live.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from audit4.attestation import Attestations
from audit4.check import BoundRule
from audit4.digest import digest_of
from audit4.evaluate import judge_rules, words_for
from audit4.evidence import Evidence, Reason, Undetermined
from audit4.facts.os import OS
from audit4.finding import (
    Basis,
    Exempt,
    Result,
    Status,
    Verdict,
    not_applicable,
    unknown,
)
from audit4.inventory import Host, System, Unit
from audit4.memory import Memory, recalled
from audit4.policy import AttestedRule, NotApplying, Policy
from audit4.record import evidence_refs
from audit4.waivers import Waivers

COMPUTED = frozenset({"computed"})
Refs = tuple[tuple[str, str], ...]


def os_family(evidence: Evidence) -> str | None:
    """The OS family that a host says it is of; None where it could not be read."""
    try:
        return evidence.fact(OS).family
    except Undetermined:
        return None


def judge_host(
    policy: Policy, host: Host, evidence: Evidence, memory: Memory | None = None
) -> tuple[Result, ...]:
    """One result for each rule of the policy that means the host's level.

    With a memory of other hosts, what is known of equal evidence is not worked out
    again.
    """
    evidence = _remembering(evidence, memory)
    refs = _References(evidence)
    bound = policy.bind(host.level, os_family(evidence), host.roles)
    plan = recalled(memory, bound, (), lambda: _plan(bound))
    rulings = dict(plan.exempt)
    for alike in plan.alike:
        judged = _judged(policy, alike, evidence, refs, memory)
        rulings.update(zip(alike.places, judged, strict=True))
    return tuple(_of(host, ruling) for _, ruling in sorted(rulings.items()))


def _remembering(evidence: Evidence, memory: Memory | None) -> Evidence:
    """Evidence whose facts, and those of what it is compared with, come from memory."""
    baseline = evidence.baseline
    if baseline and baseline.seen:
        # Facts of its own, or they would stay with the evidence until it is stored.
        seen = replace(baseline.seen, memory=memory, _facts={})
        baseline = replace(baseline, seen=seen)
    return replace(evidence, memory=memory, baseline=baseline)


def judge_unseen(
    policy: Policy, host: Host, reason: Reason, detail: str
) -> tuple[Result, ...]:
    """All results of a host that brought no evidence: unknown, with the reason.

    Rules count as applying by inventory data alone, since the system is not known.
    """
    verdict = unknown(reason, detail)
    return tuple(
        _of(
            host,
            _exempt(rule)
            if isinstance(rule, NotApplying)
            else _ruling(policy, rule, verdict, ()),
        )
        for rule in policy.bind(host.level, None, host.roles)
        if not _other_level(rule)
    )


# A result that lacks only its subject: hosts that came to the same share it.
Ruling = partial[Result]


def _of(host: Host, ruling: Ruling) -> Result:
    return ruling(unit=host.unit, system=host.system, host=host.id)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Rules that rest on the same facts, and their places among all rules."""

    places: tuple[int, ...]
    rules: tuple[BoundRule, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to judge a host: what is settled by its level, role and system, and the rest.

    Places are those of rules in the policy.
    """

    exempt: tuple[tuple[int, Ruling], ...]
    alike: tuple[_Alike, ...]


def _plan(bound: Iterable[BoundRule | NotApplying]) -> _Plan:
    exempt = []
    alike: dict[object, list[tuple[int, BoundRule]]] = {}
    for place, rule in enumerate(bound):
        if isinstance(rule, BoundRule):
            facts = tuple((name, f.name) for name, f in rule.check.facts.items())
            alike.setdefault((facts, rule.probes), []).append((place, rule))
        elif not _other_level(rule):
            exempt.append((place, _exempt(rule)))
    groups = (zip(*some, strict=True) for some in alike.values())
    return _Plan(
        tuple(exempt), tuple(_Alike(places, rules) for places, rules in groups)
    )


def _judged(
    policy: Policy,
    alike: _Alike,
    evidence: Evidence,
    refs: "_References",
    memory: Memory | None,
) -> tuple[Ruling, ...]:
    verdicts = judge_rules(alike.rules, evidence, memory)
    # What a result refers to may differ where what it says does not.
    marks = tuple(map(refs.marks.get, alike.rules[0].probes))
    return recalled(
        memory,
        alike,
        (verdicts,),
        lambda: tuple(
            _ruling(policy, rule, verdict, refs.of(rule, verdict))
            for rule, verdict in zip(alike.rules, verdicts, strict=True)
        ),
        marks,
    )


def _other_level(rule: BoundRule | NotApplying) -> bool:
    return isinstance(rule, NotApplying) and rule.why is Exempt.LEVEL


# A stat probe has hundreds of items, and each of its rules means one or two.
_ALL_OF_A_PROBE = 8


class _References:
    """Digests of evidence by probe; those of a check serve all of its rules."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self.marks = {probe: evidence.mark(probe) for probe in evidence.items}
        self._known: dict[tuple[str, ...], tuple[Refs, tuple[str, ...]]] = {}

    def of(self, rule: BoundRule, verdict: Verdict) -> Refs:
        """What a verdict rests on: all of small probes, of large ones what it names."""
        if rule.probes not in self._known:
            self._known[rule.probes] = self._parted(rule.probes)
        whole, large = self._known[rule.probes]
        if not large or not (verdict.actual or verdict.items):
            return whole
        named = (ref for probe in large for ref in self._named(probe, verdict))
        return tuple(dict.fromkeys((*whole, *named)))

    def _parted(self, probes: tuple[str, ...]) -> tuple[Refs, tuple[str, ...]]:
        items = self._evidence.items
        large = tuple(p for p in probes if len(items.get(p, ())) > _ALL_OF_A_PROBE)
        small = [probe for probe in probes if probe not in large]
        whole = dict.fromkeys(evidence_refs(self._evidence, small))
        return tuple(whole), large

    def _named(self, probe: str, verdict: Verdict) -> list[tuple[str, str]]:
        said = f"{verdict.actual}\n" + "\n".join(verdict.items)
        items, digests = self._evidence.items[probe], self._evidence.digests(probe)
        return [
            (probe, digest)
            for item, digest in zip(items, digests, strict=True)
            if digest and item.name and item.name in said
        ][:_ALL_OF_A_PROBE]


def _ruling(
    policy: Policy,
    rule: BoundRule,
    verdict: Verdict,
    evidence: Refs,
) -> Ruling:
    computed = policy.control(rule.control).kind in COMPUTED
    return partial(
        Result,
        control=rule.control,
        rule=rule.id,
        check=rule.check_id,
        layer=rule.layer,
        severity=rule.severity,
        verdict=verdict,
        basis=Basis.COMPUTED if computed else Basis.MEASURED,
        message=words_for(rule, verdict),
        evidence=evidence,
        refs=rule.refs,
        check_version=rule.check.version,
        parameters=rule.measure,
    )


def _exempt(rule: NotApplying) -> Ruling:
    spec = next(r for r in rule.control.rules if r.id == rule.id)
    return partial(
        Result,
        control=rule.control.id,
        rule=rule.id,
        check=rule.check_id,
        layer=rule.control.layer,
        severity=rule.severity,
        verdict=not_applicable(rule.why),
        basis=Basis.MEASURED,
        message=spec.title,
        refs={},
    )


def judge_stated(
    policy: Policy, attestations: Attestations, place: Unit | System, today: date
) -> tuple[Result, ...]:
    """Results of the controls that a unit or a system attests.

    `today` is the day of the scan in the workspace's time zone.
    """
    system = place.id if isinstance(place, System) else None
    unit = place.unit if isinstance(place, System) else place.id
    scope = "unit" if system is None else "system"
    roles = place.roles if isinstance(place, System) else frozenset()
    rows = []
    for rule in policy.attested(place.level, roles):
        if isinstance(rule, NotApplying) or rule.scope != scope:
            continue
        verdict = attestations.verdict(rule, unit=unit, system=system, today=today)
        rows.append(_stated(rule, unit, system, verdict))
    return tuple(rows)


def _stated(
    rule: AttestedRule, unit: str, system: str | None, verdict: Verdict
) -> Result:
    return Result(
        unit=unit,
        system=system,
        host=None,
        control=rule.control,
        rule=rule.id,
        check="attestation",
        layer=rule.layer,
        severity=rule.severity,
        verdict=verdict,
        basis=Basis.ATTESTED,
        message=verdict.message or rule.title,
        refs=rule.refs,
        parameters=digest_of([rule.months, rule.counts_from]),
    )


def waived(
    rows: Iterable[Result], waivers: Waivers, tags: Iterable[str], at: datetime
) -> tuple[Result, ...]:
    """The results, each failure with the waiver that holds for it at that moment."""
    tags = frozenset(tags)
    return tuple(
        replace(row, waiver=found.id)
        if row.status is Status.FAIL
        and (found := waivers.for_result(row.rule, row.control, row.subject, tags, at))
        else row
        for row in rows
    )
