"""Verdicts, results and findings: the values that judging yields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from audit4.evidence import Reason


class Status(StrEnum):
    """What a rule came to on a subject."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    PENDING = "pending"


class Basis(StrEnum):
    """What a status rests on."""

    MEASURED = "measured"
    ATTESTED = "attested"
    COMPUTED = "computed"


class Severity(StrEnum):
    """How much a miss matters; ordered by `weight`."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """Weight in scores (critical 10, high 6, medium 3, low 1)."""
        return _WEIGHT[self]


_WEIGHT = {
    Severity.CRITICAL: 10,
    Severity.HIGH: 6,
    Severity.MEDIUM: 3,
    Severity.LOW: 1,
}


class Exempt(StrEnum):
    """Why a rule does not apply to a subject."""

    LEVEL = "level"
    OS_FAMILY = "os_family"
    ROLE = "role"
    NOT_INSTALLED = "not_installed"
    NOT_USED = "not_used"
    CONTAINER = "container"
    NO_EARLIER_ROUND = "no_earlier_round"
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in both languages of the reports."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Status and words that a check gives.

    `actual`, `expected` and `items` are language-neutral: names and values as an
    administrator knows them (`permitrootlogin yes`). `items` are the things that
    failed: the account, the path, the key. A sentence goes into `message`.
    """

    status: Status
    reason: Reason | Exempt | None = None
    actual: str = ""
    expected: str = ""
    items: tuple[str, ...] = ()
    message: Text | None = None


def _words(value: str | Iterable[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def passed(
    actual: str | Iterable[str] = "",
    *,
    expected: str | Iterable[str] = "",
    message: Text | None = None,
) -> Verdict:
    """The requirement is met."""
    return Verdict(
        status=Status.PASS,
        actual=_words(actual),
        expected=_words(expected),
        message=message,
    )


def failed(
    actual: str | Iterable[str],
    *,
    expected: str | Iterable[str],
    items: Iterable[str] = (),
    message: Text | None = None,
) -> Verdict:
    """The requirement is not met; says what is there and what should be."""
    return Verdict(
        status=Status.FAIL,
        actual=_words(actual),
        expected=_words(expected),
        items=tuple(items),
        message=message,
    )


def not_applicable(why: Exempt, message: Text | None = None) -> Verdict:
    """The requirement means nothing on this subject."""
    return Verdict(status=Status.NOT_APPLICABLE, reason=why, message=message)


def unknown(why: Reason, detail: str = "") -> Verdict:
    """The requirement could not be judged; never a pass, never a fail."""
    return Verdict(status=Status.UNKNOWN, reason=why, actual=detail)


def judged_all(
    wrong: Iterable[str],
    *,
    expected: str,
    unclear: Iterable[tuple[Reason, str]] = (),
    actual: str = "",
    message: Text | None = None,
    lacks: str = "",
) -> Verdict:
    """Judge a collection: any wrong one fails, else any unclear one is unknown.

    `wrong` are the things that miss the requirement, `unclear` those that could
    not be looked at, `actual` what a pass shows. Where `wrong` names what is not
    there, `lacks` says so before it: `no rule`.
    """
    misses = tuple(wrong)
    if misses:
        told = (f"{lacks}: {misses[0]}", *misses[1:]) if lacks else misses
        return failed(told, expected=expected, items=misses, message=message)
    for reason, detail in unclear:
        return unknown(reason, detail)
    return passed(actual, expected=expected)


MOST_ITEMS = 100
MOST_CHARACTERS = 4096


def bounded(verdict: Verdict) -> Verdict:
    """The verdict with no more words than a reader takes in, or a store should.

    A host may have ten thousand files that miss a requirement; what is left out is
    counted: `… +9900 more`. All of them stand in the evidence.
    """
    texts = (verdict.actual, verdict.expected, *verdict.items)
    if len(texts) <= MOST_ITEMS and sum(map(len, texts)) <= MOST_CHARACTERS:
        return verdict
    return replace(
        verdict,
        actual=_cut(verdict.actual),
        expected=_cut(verdict.expected),
        items=tuple(_cut(item) for item in _first(verdict.items)),
    )


def _first(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(items) <= MOST_ITEMS:
        return items
    return (*items[:MOST_ITEMS], f"… +{len(items) - MOST_ITEMS} more")


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    whole, _, _ = text[:MOST_CHARACTERS].rpartition(", ")
    if not whole:
        return f"{text[:MOST_CHARACTERS]}…"
    return f"{whole}, … +{text.count(', ') - whole.count(', ')} more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Verdict of a rule on a subject: one row of `results.json`.

    `check_version` and `parameters` (digest of those in force) say what was
    measured: two results that differ in them are not comparable.
    """

    unit: str
    system: str | None
    host: str | None
    control: str
    rule: str
    check: str
    layer: int
    severity: Severity
    verdict: Verdict
    basis: Basis
    message: Text
    evidence: tuple[tuple[str, str], ...] = ()
    refs: Mapping[str, object] | None = None
    waiver: str | None = None
    check_version: int = 1
    parameters: str = ""

    @property
    def subject(self) -> str:
        """`unit[/system[/host]]` in inventory ids."""
        # Asked for a million times; a join over a generator takes five times as long.
        within = f"{self.unit}/{self.system}" if self.system else self.unit
        return f"{within}/{self.host}" if self.host else within

    @property
    def status(self) -> Status:
        """The verdict's status."""
        return self.verdict.status
