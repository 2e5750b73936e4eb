"""Findings grouped by rule: the words once, every subject below."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit4.finding import Status, Text
from audit4.policy import STANDARDS
from audit4.record import Finding
from audit4.reporting.benchmarks import recommendations
from audit4.reporting.clean import clean, lines
from audit4.reporting.excerpt import Excerpts
from audit4.reporting.inputs import ControlWords, Extras, WaiverWords
from audit4.reporting.rows import Row
from audit4.reporting.view import ClauseView, CommandsView, FindingView, GroupView

_STEPS = 4000
# Marks of the references: T, a third party's paraphrase; K, no source at hand.
_TO_VERIFY = frozenset({"T", "K"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all parts of a report are built from.

    `families` gives the OS family by subject, `levels` the level by system id,
    `now` the start of the scan, `appeared` the findings that the last round did
    not have.
    """

    lang: str
    extras: Extras
    now: datetime
    families: Mapping[str, str]
    levels: Mapping[str, int]
    appeared: frozenset[tuple[str, str]] = frozenset()

    def say(self, text: Text, limit: int = _STEPS) -> str:
        """A text in the report's language."""
        return lines(text.vi if self.lang == "vi" else text.en, limit).strip()

    def title(self, row: Row) -> str:
        """The rule's title, else its control's, else its id."""
        words = self.extras.rules.get(row.rule) or self.extras.controls.get(row.control)
        return clean(self.say(words.title)) if words else row.rule

    def control_title(self, control: str) -> str:
        """The control's title, else its id."""
        words = self.extras.controls.get(control)
        return clean(self.say(words.title)) if words else control


def anchor(rule: str) -> str:
    """The fragment under which a rule's findings stand; stable over rounds."""
    return "f-" + re.sub(r"[^A-Za-z0-9.-]", "-", rule)


def by_rule(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Rows by rule id, worst severity first, then most subjects, then id."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.rule].append(row)
    worst = {rule: max(r.severity.weight for r in same) for rule, same in found.items()}
    order = sorted(found, key=lambda r: (-worst[r], -len(found[r]), r))
    return {rule: found[rule] for rule in order}


def groups(rows: Iterable[Row], context: Context) -> tuple[GroupView, ...]:
    """All failing results by rule."""
    failing = [r for r in rows if r.status is Status.FAIL]
    # A report of thousands of findings stays small enough to send.
    most = max(3, min(12, 4000 // max(1, len(failing))))
    excerpts = Excerpts(context.extras.evidence, most)
    return tuple(_group(same, context, excerpts) for same in by_rule(failing).values())


def _group(rows: list[Row], context: Context, excerpts: Excerpts) -> GroupView:
    first = rows[0]
    control = context.extras.controls.get(first.control) or _unnamed(first)
    rule = context.extras.rules.get(first.rule)
    refs = {**control.refs, **first.refs}
    steps = rule.remediation if rule and rule.remediation.vi else control.remediation
    return GroupView(
        anchor=anchor(first.rule),
        rule=first.rule,
        control=first.control,
        layer=first.layer,
        severity=max((r.severity for r in rows), key=lambda s: s.weight),
        title=context.title(first),
        control_title=context.control_title(first.control),
        rationale=context.say(control.rationale),
        remediation=context.say(steps),
        undo=context.say(control.undo),
        commands=_commands(
            rows, (rule.commands if rule else None) or control.commands, context
        ),
        clauses=_clauses(refs, rows, context),
        law=tuple(clean(law) for law in refs.get("law") or ()),
        to_verify=str(refs.get("confidence", "")) in _TO_VERIFY,
        suggested=control.suggested,
        findings=tuple(_finding(r, context, excerpts) for r in rows),
    )


def _unnamed(row: Row) -> ControlWords:
    return ControlWords(title=Text(row.control, row.control))


def _commands(
    rows: Iterable[Row], commands: Mapping[str, str], context: Context
) -> tuple[CommandsView, ...]:
    """The lines for each OS family among the hosts, with those hosts."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        family = context.families.get(row.subject, "")
        fits = family if family in commands else "any"
        if fits in commands:
            hosts[fits].append(row.host or row.subject)
    return tuple(
        CommandsView(
            family=family,
            text=lines(commands[family], _STEPS).strip(),
            hosts=tuple(sorted(set(hosts[family]))),
        )
        for family in sorted(hosts)
    )


def _clauses(
    refs: Mapping[str, Any], rows: Iterable[Row], context: Context
) -> tuple[ClauseView, ...]:
    """Clauses of both standards at the levels of the failing subjects, then CIS's."""
    levels = {
        context.levels[r.system]
        for r in rows
        if r.system and r.system in context.levels
    } or set(context.levels.values())
    of_standards = (
        clause
        for key, standard in STANDARDS.items()
        for clause in _of_standard(standard, refs.get(key), levels)
    )
    families = {context.families.get(r.subject, "") for r in rows}
    return (*of_standards, *recommendations(refs, families))


def _of_standard(standard: str, found: Any, levels: set[int]) -> Iterable[ClauseView]:  # noqa: ANN401 - a policy's value
    if isinstance(found, str):
        yield ClauseView(standard=standard, clause=clean(found, 80), levels=())
        return
    by_clause: dict[str, list[int]] = defaultdict(list)
    for level in sorted(levels):
        # Numbers become words where the document has been through JSON.
        clause = (found or {}).get(level) or (found or {}).get(str(level))
        if clause:
            by_clause[clean(clause, 80)].append(level)
    for clause, of_levels in by_clause.items():
        yield ClauseView(standard=standard, clause=clause, levels=tuple(of_levels))


def _finding(row: Row, context: Context, excerpts: Excerpts) -> FindingView:
    life: Finding | None = context.extras.findings.get(row.key)
    return FindingView(
        row=row,
        excerpts=excerpts.of(row.evidence, (row.actual, *row.items)),
        state=life.state.value if life else "open",
        first_failed=life.first_failed if life else None,
        due=life.due if life else None,
        overdue=bool(life and life.overdue(context.now)),
        is_new=row.key in context.appeared,
        owner=clean(life.owner) if life else "",
        unverified_since=life.unverified_since if life else None,
        waiver=waiver(row, context),
    )


def waiver(row: Row, context: Context) -> WaiverWords | None:
    """The waiver that covers a result, its words cleaned."""
    if not row.waiver:
        return None
    words = context.extras.waivers.get(row.waiver)
    if not words:
        return WaiverWords(id=row.waiver, kind="accept")
    return WaiverWords(
        id=clean(words.id),
        kind=words.kind,
        reason=clean(words.reason),
        owner=clean(words.owner),
        approver=clean(words.approver),
        document=clean(words.document),
        until=words.until,
    )
