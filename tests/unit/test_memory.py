from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from audit4 import policy, registry
from audit4.check import BoundRule, Check
from audit4.demo import recordings
from audit4.evaluate import judge_rules
from audit4.evidence import (
    Evidence,
    Fact,
    File,
    ItemStatus,
    Reason,
    Setting,
    Undetermined,
)
from audit4.finding import Exempt, Severity, Text, Verdict, passed
from audit4.inventory import Host
from audit4.judging import judge_host
from audit4.memory import VARIANTS, Memory
from audit4.testing import NOW, evidence

ISSUE = File(id="test.issue", path="/etc/issue", needs_root=False)
OTHER = File(id="test.other", path="/etc/other", needs_root=False)


def words(seen: Evidence) -> tuple[str, ...]:
    return tuple((seen.file(ISSUE) or "").split())


WORDS = Fact(name="test.words", probes=(ISSUE,), parse=words)


def seen(text: str | ItemStatus, memory: Memory, **other: object) -> Evidence:
    return replace(evidence({ISSUE: text}), memory=memory, **other)  # type: ignore[arg-type]


def test_equal_evidence_gives_the_same_object() -> None:
    memory = Memory()

    one = seen("a b", memory).fact(WORDS)
    two = seen("a b", memory).fact(WORDS)

    assert one is two


@pytest.mark.parametrize("text", ["a b ", "", ItemStatus.ABSENT])
def test_other_evidence_is_read_anew(text: str | ItemStatus) -> None:
    memory = Memory()
    seen("a b", memory).fact(WORDS)

    assert seen(text, memory).fact(WORDS) == words(evidence({ISSUE: text}))


def test_what_could_not_be_read_is_taken_over_with_its_reason() -> None:
    memory = Memory()

    for _ in range(2):
        with pytest.raises(Undetermined) as why:
            seen(ItemStatus.DENIED, memory).fact(WORDS)

        assert why.value.reason is Reason.PERMISSION


def test_rights_count_as_evidence() -> None:
    probe = File(id="test.secret", path="/etc/secret")
    fact = Fact(name="test.secret", probes=(probe,), parse=lambda e: e.file(probe))
    memory = Memory()
    as_root = replace(evidence({probe: "x"}), memory=memory)
    plain = replace(evidence({probe: "x"}, privileged=False), memory=memory)

    assert as_root.fact(fact) == "x"
    with pytest.raises(Undetermined):
        plain.fact(fact)


def test_what_was_not_collected_is_not_what_was_collected() -> None:
    memory = Memory()
    seen("a b", memory).fact(WORDS)
    empty = replace(evidence({}), memory=memory)

    with pytest.raises(Undetermined) as why:
        empty.fact(WORDS)

    assert why.value.reason is Reason.NOT_COLLECTED


OWN: dict[str, Callable[[Evidence], object]] = {
    "collected_at": lambda e: e.collected_at.isoformat(),
    "clock": lambda e: e.clock,
    "header": lambda e: dict(e.header),
    "setting": lambda e: e.setting.subject,
    "items": lambda e: len(e.items),
}
LATER = {
    "collected_at": NOW + timedelta(days=1),
    "clock": 1.0,
    "header": {"kernel": "other"},
    "setting": Setting(subject="u/s/h"),
    "items": {},
}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("nested", ["", "nested"])
def test_a_fact_of_what_is_a_hosts_own_is_not_taken_over(
    name: str, nested: str
) -> None:
    inner: Fact[object] = Fact(name="test.own", probes=(), parse=OWN[name])
    outer = Fact(name="test.outer", probes=(), parse=lambda e: e.fact(inner))
    fact = outer if nested else inner
    memory = Memory()
    first = seen("a b", memory)
    second = seen("a b", memory, **{name: LATER[name]})

    first.fact(fact)

    assert second.fact(fact) == OWN[name](second)


def test_what_is_read_counts_though_it_was_not_declared() -> None:
    fact = Fact(name="test.sly", probes=(ISSUE,), parse=lambda e: e.file(OTHER))
    memory = Memory()
    first = replace(evidence({ISSUE: "a", OTHER: "b"}), memory=memory)
    second = replace(evidence({ISSUE: "a", OTHER: "c"}), memory=memory)

    assert (first.fact(fact), second.fact(fact)) == ("b", "c")


def test_a_value_that_comes_out_the_same_ends_the_difference() -> None:
    read = []

    def count(seen: Evidence) -> int:
        read.append(seen)
        return len(seen.fact(WORDS))

    fact = Fact(name="test.count", probes=(ISSUE,), parse=count)
    memory = Memory()

    counts = [seen(text, memory).fact(fact) for text in ("a b", " a  b ", "a b c")]

    assert counts == [2, 2, 3]
    assert len(read) == 2


def test_a_check_is_asked_once_for_the_same_facts() -> None:
    asked = []

    def evaluate(found: tuple[str, ...]) -> Verdict:
        asked.append(found)
        return passed(found)

    check = Check(facts={"found": WORDS}, evaluate=evaluate)
    rule = BoundRule(
        id="r",
        control="c",
        layer=1,
        severity=Severity.LOW,
        check_id="c",
        check=check,
        parameters={},
        title=Text("r", "r"),
    )
    memory = Memory()

    rules = (rule,)
    verdicts = [
        judge_rules(rules, seen(text, memory), memory) for text in ("a b", "a  b", "c")
    ]

    assert [v.actual for (v,) in verdicts] == ["a, b", "a, b", "c"]
    assert len(asked) == 2


def test_only_a_few_variants_are_kept() -> None:
    memory = Memory()
    first = seen("0", memory).fact(WORDS)
    for n in range(VARIANTS):
        seen(f"{n + 1}", memory).fact(WORDS)

    assert seen("0", memory).fact(WORDS) is not first


NAMES = ("du-lieu-01", "mot-cua-01", "van-ban-01", "web-01", "web-02")
HOSTS = (
    Host(unit="u", system="s", id="a", level=3, connection="local"),
    Host(
        unit="u",
        system="s",
        id="b",
        level=4,
        connection="local",
        roles=frozenset({"web"}),
    ),
)


@cache
def rules() -> policy.Policy:
    return policy.load("four-layer", registry.load())


def recorded(name: str, host: Host, later: timedelta) -> Evidence:
    found = recordings.load(name)
    return Evidence(
        items=found.items,
        collected_at=found.taken + later,
        privileged=True,
        clock=(found.taken + later).timestamp(),
        header=found.header,
        setting=host.setting(None),
    )


def test_with_a_memory_every_verdict_is_what_it_is_without() -> None:
    memory = Memory()
    looks = [
        (name, host, timedelta(days=days))
        for days in (0, 100)
        for name in NAMES
        for host in HOSTS
    ]

    for name, host, later in looks:
        alone = judge_host(rules(), host, recorded(name, host, later))
        beside = judge_host(rules(), host, recorded(name, host, later), memory)

        assert beside == alone, (name, host.id, later)


def test_the_digest_of_its_parameters_stands_with_a_result() -> None:
    low, high = (
        {
            r.rule: r.parameters
            for r in judge_host(rules(), host, recorded("web-01", host, timedelta()))
            if r.verdict.reason not in {Exempt.ROLE, Exempt.OS_FAMILY}
        }
        for host in HOSTS
    )

    assert all(low.values())
    assert low["password-age.admins"] == high["password-age.admins"]
    assert any(low[rule] != high[rule] for rule in low.keys() & high.keys())
