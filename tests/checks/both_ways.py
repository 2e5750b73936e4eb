"""Count the rules foretold to pass and to fail: `python -m tests.checks.both_ways`.

What is counted are verdicts that tests assert: on booted hosts (truth tables,
breakages, scenarios) and on recorded hosts with one thing changed (`states/`).
Attested rules are not here: one test judges all of them, each in each way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from audit4.finding import Status
from tests.checks import states
from tests.hosts import trust

BOTH = (Status.PASS, Status.FAIL)
# By rule and verdict, why no state of a host can have it. None so far.
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {}


@cache
def told() -> Mapping[str, Counter[str]]:
    """By rule, how often each verdict is foretold, by booted and by recorded hosts."""
    found = {rule.id: Counter[str]() for rule in states.shipped().rules}
    for rule, counts in trust.states().items():
        if rule in found:
            found[rule].update(counts)
    for rule, status in states.statuses(states.read()):
        found[rule][status] += 1
    return found


def one_sided() -> dict[str, list[Status]]:
    """By rule, which of pass and fail nothing foretells, exceptions left out."""
    missing = {
        rule: [s for s in BOTH if not counts[s] and s not in EXCEPTIONS.get(rule, {})]
        for rule, counts in told().items()
    }
    return {rule: lacking for rule, lacking in missing.items() if lacking}


def by_check() -> dict[str, Counter[str]]:
    """The same by check."""
    found: dict[str, Counter[str]] = {}
    counts = told()
    for rule in states.shipped().rules:
        found.setdefault(rule.check_id, Counter()).update(counts[rule.id])
    return found


def summary() -> Iterator[str]:
    """The counts in words."""
    every, booted = told(), trust.states()
    rules = states.shipped().rules
    attested = len(states.shipped().rule_ids) - len(rules)
    both = sum(all(counts[s] for s in BOTH) for counts in every.values())
    seen = sum(all(booted.get(r.id, Counter())[s] for s in BOTH) for r in rules)
    yield f"rules with a check: {len(rules)}, foretold both ways: {both}"
    yield f"  on booted hosts alone: {seen}, by {len(states.read())} states besides"
    yield f"  exceptions: {sum(map(len, EXCEPTIONS.values()))}"
    yield f"attested rules, judged in every way by one test: {attested}"
    for status in Status:
        checks = [c for c, counts in by_check().items() if counts[status]]
        if checks:
            yield f"checks with a state that is {status}: {len(checks)}"


if __name__ == "__main__":
    print(*summary(), sep="\n")  # noqa: T201 - a command
