"""Judge bound rules on evidence: pure, and unable to lose a rule.

Whatever happens, each rule yields one verdict. Evidence that is missing makes
it `unknown` with the reason, and so does a check that crashes.
"""

from collections.abc import Mapping

from audit4.check import BoundRule
from audit4.evidence import Evidence, Reason, Undetermined
from audit4.finding import Status, Text, Verdict, bounded, unknown
from audit4.memory import Memory, recalled

_SAYS = {
    Status.PASS: Text("Đạt", "Met"),
    Status.FAIL: Text("Chưa đạt", "Not met"),
    Status.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
    Status.UNKNOWN: Text("Không kiểm tra được", "Could not be determined"),
    Status.PENDING: Text("Chờ xác nhận", "Waiting for attestation"),
}


def judge_rule(rule: BoundRule, evidence: Evidence) -> Verdict:
    """The verdict of one rule; never raises."""
    (verdict,) = judge_rules((rule,), evidence)
    return verdict


def judge_rules(
    rules: tuple[BoundRule, ...], evidence: Evidence, memory: Memory | None = None
) -> tuple[Verdict, ...]:
    """Verdicts of rules that rest on the same facts; never raises.

    From `memory` come those that it has of the very same rules and facts.
    """
    wanted = rules[0].check.facts
    try:
        facts = {name: evidence.settle(fact) for name, fact in wanted.items()}
    except Exception as crash:  # noqa: BLE001 - as below: a parser is code of its author
        return (_crashed(crash),) * len(rules)
    return recalled(
        memory,
        rules,
        tuple(facts.values()),
        lambda: tuple(_judged(rule, facts) for rule in rules),
    )


def _judged(rule: BoundRule, facts: Mapping[str, object]) -> Verdict:
    for fact in facts.values():
        if isinstance(fact, Undetermined):
            return unknown(fact.reason, fact.detail)
    try:
        return bounded(rule.check.evaluate(**facts, **rule.parameters))
    except Undetermined as why:
        return unknown(why.reason, why.detail)
    # Checks of third parties run here too: one that crashes must show as its own
    # unknown and never take the other verdicts with it.
    except Exception as crash:  # noqa: BLE001
        return _crashed(crash)


def _crashed(crash: Exception) -> Verdict:
    return unknown(Reason.CRASHED, f"{type(crash).__name__}: {crash}"[:200])


def words_for(rule: BoundRule, verdict: Verdict) -> Text:
    """The sentence of a result: the check's own, else the rule's title and status."""
    if verdict.message:
        return verdict.message
    says = _SAYS[verdict.status]
    return Text(f"{rule.title.vi}: {says.vi}", f"{rule.title.en}: {says.en}")
