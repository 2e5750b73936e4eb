"""What a scan compares its hosts with: the last round, as far as any rule asks."""

from audit4.evidence import Baseline
from audit4.facts.persistence_entries import BASELINE, WANTED
from audit4.policy import Policy
from audit4.scan.looking import Compared
from audit4.store.store import Store


def baselines(store: Store, policy: Policy, round_id: str) -> Compared:
    """Finds, by subject and machine-id, what a scan of a round compares a host with."""
    rules = frozenset(
        rule.id
        for rule in policy.rules
        if any(fact is BASELINE for fact in rule.check.facts.values())
    )

    def find(subject: str, machine_id: str) -> Baseline | None:
        if not rules:
            return None
        return store.baseline(subject, machine_id, round_id, rules, WANTED)

    return find
