"""The page that tells how far audit4 and two other auditors agree."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from .opinions import Key, Opinion, Outcome, Question, Settlement, counts

_HEAD = """\
# Agreement with other auditors

Written by `make agreement`, which boots the test hosts (Debian 11 left alone, Debian 12
hardened, Debian 13 as it comes), lets audit4 scan them, then Lynis on all three and
OpenSCAP on Debian 12, and compares verdict by verdict. Run on {day} with {versions}.

The hosts are containers, but pass for machines, so that nobody exempts them from what
needs a kernel: `systemd-detect-virt` says none, `auditctl` prints the rules that
augenrules merged, and dpkg's database has an entry of linux-base, without which
OpenSCAP exempts half of its profile. Lynis complains or is silent: a test that ran and
was silent counts as met.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a run of the comparison found.

    `complaints` are the tests of Lynis that complained, by host; `mapped` those that
    `agreement.yaml` compares with rules of ours.
    """

    day: dt.date
    versions: tuple[str, ...]
    questions: tuple[Question, ...]
    settled: Mapping[Key, Settlement]
    complaints: Mapping[str, list[str]]
    mapped: frozenset[str]


def page(seen: Seen) -> str:
    """The whole page, in Markdown."""
    head = _HEAD.format(day=seen.day, versions="; ".join(seen.versions))
    parts = (_counts(seen), _disagreements(seen), _alone(seen))
    return head + "\n".join("".join(part) for part in parts)


def _counts(seen: Seen) -> Iterator[str]:
    yield "## Counts\n\n"
    yield f"| Auditor | Host | {' | '.join(Outcome)} |\n"
    yield f"|---|---|{'---|' * len(Outcome)}\n"
    found = counts(seen.questions)
    for auditor, host in sorted({(q.auditor, q.host) for q in seen.questions}):
        row = (str(found[auditor, host, outcome]) for outcome in Outcome)
        yield f"| {auditor} | {host} | {' | '.join(row)} |\n"


def _disagreements(seen: Seen) -> Iterator[str]:
    differ = [q for q in seen.questions if q.outcome is Outcome.DISAGREE]
    yield f"## Every disagreement, settled ({len(differ)})\n"
    rows = sorted(differ, key=lambda q: _reason(seen, q))
    for (right, why), group in groupby(rows, key=lambda q: _reason(seen, q)):
        yield f"\n**Right: {right}.** {why}\n\n"
        yield "| Auditor | Host | Question | It says | audit4 says | Our rules |\n"
        yield "|---|---|---|---|---|---|\n"
        yield from (_row(question) for question in group)


def _reason(seen: Seen, question: Question) -> tuple[str, str]:
    settled = seen.settled.get(question.key)
    return (settled.right, settled.why) if settled else ("not settled", "")


def _row(q: Question) -> str:
    cells = (q.auditor, q.host, q.asks, q.theirs, q.ours, ", ".join(q.rules))
    return f"| {' | '.join(cells)} |\n"


def _alone(seen: Seen) -> Iterator[str]:
    yield "## Judged by the other auditor alone\n\n"
    yield "Lynis complains where audit4 has no rule that asks the same:\n\n"
    for host, tests in seen.complaints.items():
        names = [test for test in tests if test not in seen.mapped]
        yield f"- {host}: {', '.join(names)}\n"
    yield "\nOpenSCAP finds unmet what no rule of audit4 asks:\n\n"
    alone = [
        q.asks
        for q in seen.questions
        if q.auditor == "openscap" and q.theirs is Opinion.UNMET and not q.rules
    ]
    yield f"{', '.join(sorted(alone))}\n"
