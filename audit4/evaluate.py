"""Judge bound rules on evidence: pure, and unable to lose a rule.

Whatever happens, each rule yields one verdict. Evidence that is missing makes
it `unknown` with the reason, and so does a check that crashes.
"""

from audit4.check import BoundRule
from audit4.evidence import Evidence, Reason, Undetermined
from audit4.finding import Status, Text, Verdict, bounded, unknown

_SAYS = {
    Status.PASS: Text("Đạt", "Met"),
    Status.FAIL: Text("Chưa đạt", "Not met"),
    Status.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
    Status.UNKNOWN: Text("Không kiểm tra được", "Could not be determined"),
    Status.PENDING: Text("Chờ xác nhận", "Waiting for attestation"),
}


def judge_rule(rule: BoundRule, evidence: Evidence) -> Verdict:
    """The verdict of one rule; never raises."""
    try:
        facts = {n: evidence.fact(f) for n, f in rule.check.facts.items()}
        return bounded(rule.check.evaluate(**facts, **rule.parameters))
    except Undetermined as why:
        return unknown(why.reason, why.detail)
    # Checks of third parties run here too: one that crashes must show as its own
    # unknown and never take the other verdicts with it.
    except Exception as crash:  # noqa: BLE001
        return unknown(Reason.CRASHED, f"{type(crash).__name__}: {crash}"[:200])


def words_for(rule: BoundRule, verdict: Verdict) -> Text:
    """The sentence of a result: the check's own, else the rule's title and status."""
    if verdict.message:
        return verdict.message
    says = _SAYS[verdict.status]
    return Text(f"{rule.title.vi}: {says.vi}", f"{rule.title.en}: {says.en}")
