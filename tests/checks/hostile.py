"""Recorded and posed hosts on which each check judges, and ways to spoil an answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from audit4 import registry
from audit4.check import BoundRule, Check
from audit4.evaluate import judge_rule
from audit4.evidence import Baseline, Evidence, Item, ItemStatus, Probe
from audit4.finding import Status, Verdict
from audit4.memory import Memory
from tests.checks import states

# A neglected host, a hardened one and one of another family.
RECORDED = ("mot-cua-01", "web-01", "van-ban-01")
ROLES = ("web", "database")
JUDGED = frozenset({Status.PASS, Status.FAIL})
_LEVEL = 5
_SETTINGS = {"log_targets": ["192.0.2.7"], "local_startup": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Evidence and the rules that pass or fail on it, with what they say."""

    name: str
    evidence: Evidence
    rules: Mapping[str, BoundRule]
    verdicts: Mapping[str, Verdict]

    def spoilt(self, probe: str, spoil: "Spoil") -> Iterator[tuple[str, Verdict]]:
        """New verdicts of the rules that read a probe, where they are others."""
        if not any(probe in rule.probes for rule in self.rules.values()):
            return
        items = self.evidence.items.get(probe, ())
        new = tuple(map(spoil, items))
        if new == items:
            return
        seen = again(self.evidence, {probe: new})
        for name, rule in self.rules.items():
            if probe in rule.probes:
                verdict = judge_rule(rule, seen)
                if verdict.status is not self.verdicts[name].status:
                    yield name, verdict


Spoil = Callable[[Item], Item]


def again(evidence: Evidence, changed: Mapping[str, tuple[Item, ...]]) -> Evidence:
    """Evidence with the items of some probes replaced, nothing of it read yet."""
    return Evidence(
        items={**evidence.items, **changed},
        collected_at=evidence.collected_at,
        privileged=evidence.privileged,
        clock=evidence.clock,
        header=evidence.header,
        setting=evidence.setting,
        memory=evidence.memory,
        baseline=evidence.baseline,
    )


@cache
def probes() -> Mapping[str, Probe]:
    """All probes by id."""
    return {probe.id: probe for probe in registry.load().probes()}


@cache
def bases() -> tuple[Base, ...]:
    """Hosts on which every check judges, pass and fail each by one rule if posed."""
    memory, known = Memory(), set[tuple[str, Status]]()
    hosts = [*_recorded(), *states.read()]
    seen = ((state, e) for state in hosts for e in states.seen(state))
    found = [_base(state, _with_past(e, memory), known) for state, e in seen]
    return tuple(base for base in found if base.rules)


def _with_past(evidence: Evidence, memory: Memory) -> Evidence:
    """A host that was looked at a season ago and was then what it is now."""
    before = evidence.collected_at - timedelta(days=90)
    past = Baseline(scan="quy-truoc", at=before, seen=evidence)
    return replace(evidence, memory=memory, baseline=past)


def _recorded() -> Iterator[states.State]:
    for host in RECORDED:
        yield states.State(
            name=host,
            topic="recorded",
            host=host,
            flips={},
            level=_LEVEL,
            roles=ROLES,
            setting={"settings": _SETTINGS, "earlier": ()},
        )


def _base(
    state: states.State, evidence: Evidence, known: set[tuple[str, Status]]
) -> Base:
    """The host with the rules whose check has not judged so yet."""
    bound = states.bound(state, evidence)
    rules, verdicts = {}, {}
    for name in state.flips or bound:
        if rule := bound.get(name):
            verdict = judge_rule(rule, evidence)
            way = (rule.check_id, verdict.status)
            if verdict.status in JUDGED and way not in known:
                known.add(way)
                rules[name], verdicts[name] = rule, verdict
    return Base(name=state.id, evidence=evidence, rules=rules, verdicts=verdicts)


def become(status: ItemStatus) -> Spoil:
    """What came back becomes another status."""
    return lambda item: replace(item, status=status, content="", exit=None)


def saying(text: str) -> Spoil:
    """What came back with a content has another one, under exit code 0."""

    def spoil(item: Item) -> Item:
        if item.status not in {ItemStatus.OK, ItemStatus.FAILED}:
            return item
        return replace(item, status=ItemStatus.OK, content=text, exit=None)

    return spoil


@cache
def checks() -> Mapping[str, Check]:
    """All shipped checks by id."""
    return {name: loaded.check for name, loaded in registry.load().checks.items()}


def denied(base: Base, rule: BoundRule) -> Evidence:
    """Evidence of an account that may read nothing of what a rule asks for."""
    refuse = become(ItemStatus.DENIED)
    items = base.evidence.items
    refused = {probe: tuple(map(refuse, items[probe])) for probe in rule.probes}
    return replace(again(base.evidence, refused), privileged=False)
