"""What two auditors say to one question, and what settles it when they differ.

Pure: the command that boots hosts and runs the auditors is `agreement`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Opinion(StrEnum):
    """What an auditor holds of a requirement on a host."""

    MET = "met"
    UNMET = "unmet"
    EXEMPT = "exempt"
    NONE = "not judged"


class Outcome(StrEnum):
    """How two opinions stand to each other."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ONE = "only one judges"
    NEITHER = "neither judges"


# Statuses of audit4's results and of XCCDF 1.2's rule results; any other is NONE.
_OURS = {
    "pass": Opinion.MET,
    "fail": Opinion.UNMET,
    "not_applicable": Opinion.EXEMPT,
}
_XCCDF = {
    "pass": Opinion.MET,
    "fixed": Opinion.MET,
    "fail": Opinion.UNMET,
    "notapplicable": Opinion.EXEMPT,
}

Key = tuple[str, str, str, Opinion, Opinion]
"""Auditor, host, question, its opinion, ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One requirement on one host, and what both auditors hold of it."""

    auditor: str
    host: str
    asks: str
    theirs: Opinion
    ours: Opinion
    rules: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What a line of settlement must say to mean this."""
        return (self.auditor, self.host, self.asks, self.theirs, self.ours)

    @property
    def outcome(self) -> Outcome:
        """Whether both judge, and to the same end."""
        silent = [self.theirs, self.ours].count(Opinion.NONE)
        if silent:
            return Outcome.NEITHER if silent > 1 else Outcome.ONE
        return Outcome.AGREE if self.theirs == self.ours else Outcome.DISAGREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Who is right where two auditors differ, and why."""

    right: str
    why: str


def combined(rules: Iterable[str], verdicts: Mapping[str, str]) -> Opinion:
    """Our opinion where several rules decide a question together.

    Args:
        rules: Identifiers of the rules.
        verdicts: Status by rule; a rule that is not there has no opinion.
    """
    found = {_OURS.get(verdicts.get(r, ""), Opinion.NONE) for r in rules}
    for opinion in (Opinion.UNMET, Opinion.NONE, Opinion.MET):
        if opinion in found:
            return opinion
    return Opinion.EXEMPT if found else Opinion.NONE


def xccdf(result: str) -> Opinion:
    """The opinion behind a rule result of OpenSCAP."""
    return _XCCDF.get(result, Opinion.NONE)


def lynis(report: str, asks: str) -> Opinion:
    """What a report of Lynis holds of a test, or of one field within it.

    A test that ran and complained of nothing was content. A sysctl key or an option
    of sshd is one field of a test that looks at many: `KRNL-6000/kernel.sysrq`.

    Args:
        report: Text of lynis-report.dat.
        asks: A test's identifier, and after a slash the field where there is one.
    """
    test, _, field = asks.partition("/")
    lines = report.splitlines()
    complaints = [line for line in lines if _complains(line, test)]
    if any(not field or _names(line, field) for line in complaints):
        return Opinion.UNMET
    ran = next((w for w in lines if w.startswith("tests_executed=")), "")
    ids = ran.partition("=")[2].split("|")
    return Opinion.MET if test in ids else Opinion.NONE


def complaints(report: str) -> list[str]:
    """Identifiers of the tests of Lynis that complained, each once."""
    found = (
        line.partition("=")[2].partition("|")[0]
        for line in report.splitlines()
        if line.startswith(("warning[]=", "suggestion[]="))
    )
    return sorted(set(found))


def _complains(line: str, test: str) -> bool:
    kind, _, rest = line.partition("=")
    return kind in {"warning[]", "suggestion[]", "details[]"} and rest.startswith(
        f"{test}|"
    )


def _names(line: str, field: str) -> bool:
    padded = f"{line} ".replace("'", " ").replace(";", " ").replace("field:", " ")
    return f" {field} " in padded.replace("|", " ")


def settlements(lines: Iterable[Mapping[str, object]]) -> dict[Key, Settlement]:
    """Settlement by what it settles; a line may name several hosts and questions.

    Raises:
        ValueError: A line lacks its reason, or settles what another one did.
    """
    found: dict[Key, Settlement] = {}
    for line in lines:
        settled = Settlement(right=str(line["right"]), why=str(line["why"] or ""))
        for key in _keys(line):
            if key in found or not settled.why:
                msg = f"settled twice or without a reason: {key}"
                raise ValueError(msg)
            found[key] = settled
    return found


def _keys(line: Mapping[str, object]) -> Iterator[Key]:
    hosts, questions = line["hosts"], line["questions"]
    if not isinstance(hosts, list) or not isinstance(questions, list):
        msg = f"hosts and questions must be lists: {line}"
        raise ValueError(msg)  # noqa: TRY004 - what a file says, not a type in code
    theirs, ours = Opinion(str(line["theirs"])), Opinion(str(line["ours"]))
    for host, asks in product(hosts, questions):
        yield (str(line["auditor"]), str(host), str(asks), theirs, ours)


def open_ends(
    questions: Iterable[Question], settled: Mapping[Key, Settlement]
) -> tuple[list[Key], list[Key]]:
    """Disagreements that nothing settles, and settlements of what does not happen."""
    differ = [q.key for q in questions if q.outcome is Outcome.DISAGREE]
    return (
        [key for key in differ if key not in settled],
        [key for key in settled if key not in set(differ)],
    )


def counts(questions: Iterable[Question]) -> Counter[tuple[str, str, Outcome]]:
    """Number of questions by auditor, host and outcome."""
    return Counter((q.auditor, q.host, q.outcome) for q in questions)
