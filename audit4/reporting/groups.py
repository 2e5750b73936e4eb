"""Findings grouped by rule: the words once, every subject below."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audit4.finding import Status, Text
from audit4.policy import STANDARDS
from audit4.reporting.benchmarks import recommendations
from audit4.reporting.cases import Cases
from audit4.reporting.clean import clean, lines
from audit4.reporting.context import STEPS, Context, anchor
from audit4.reporting.inputs import ControlWords
from audit4.reporting.rows import Row
from audit4.reporting.view import ClauseView, CommandsView, GroupView

# A policy's steps run on in one paragraph: a line each is easier to follow.
_STEP = re.compile(r"\s+(?=\d{1,2}\. )")
# Marks of the references: T, a third party's paraphrase; K, no source at hand.
_TO_VERIFY = frozenset({"T", "K"})


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
    failing = by_rule(r for r in rows if r.status is Status.FAIL)
    cases = Cases(context, sum(len(same) for same in failing.values()))
    remedies = {rule: _remedy(same, context) for rule, same in failing.items()}
    sharing: dict[Hashable, list[Row]] = defaultdict(list)
    first: dict[Hashable, str] = {}
    for rule, remedy in remedies.items():
        sharing[remedy.words] += failing[rule]
        first.setdefault(remedy.words, rule)
    found = []
    for rule, remedy in remedies.items():
        leader = first[remedy.words]
        needing = sharing[remedy.words] if leader == rule else failing[rule]
        group = _group(failing[rule], remedy, needing, context, cases)
        elsewhere = "" if leader == rule else anchor(leader)
        found.append(replace(group, same_as=elsewhere))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remedy:
    """Why a rule matters and how it is mended, in the words that rules may share."""

    control: str
    rationale: str
    remediation: str
    undo: str
    commands: Mapping[str, str]

    @property
    def words(self) -> Hashable:
        texts = (self.control, self.rationale, self.remediation, self.undo)
        return (*texts, tuple(sorted(self.commands.items())))


def _remedy(rows: list[Row], context: Context) -> _Remedy:
    first = rows[0]
    control = context.extras.controls.get(first.control) or _unnamed(first)
    rule = context.extras.rules.get(first.rule)
    steps = rule.remediation if rule and rule.remediation.vi else control.remediation
    return _Remedy(
        control=first.control,
        rationale=context.say(control.rationale),
        remediation=_STEP.sub("\n", context.say(steps)),
        undo=context.say(control.undo),
        commands=context.commands(first),
    )


def _group(
    rows: list[Row],
    remedy: _Remedy,
    needing: Iterable[Row],
    context: Context,
    cases: Cases,
) -> GroupView:
    first = rows[0]
    control = context.extras.controls.get(first.control) or _unnamed(first)
    refs = {**control.refs, **first.refs}
    return GroupView(
        anchor=anchor(first.rule),
        rule=first.rule,
        control=first.control,
        layer=first.layer,
        severity=max((r.severity for r in rows), key=lambda s: s.weight),
        title=context.title(first),
        control_title=context.control_title(first.control),
        rationale=remedy.rationale,
        remediation=remedy.remediation,
        undo=remedy.undo,
        commands=_commands(needing, remedy.commands, context),
        clauses=_clauses(refs, rows, context),
        law=tuple(clean(law) for law in refs.get("law") or ()),
        to_verify=str(refs.get("confidence", "")) in _TO_VERIFY,
        suggested=control.suggested,
        same_as="",
        cases=cases.of(rows),
    )


def _unnamed(row: Row) -> ControlWords:
    return ControlWords(title=Text(row.control, row.control))


def _commands(
    rows: Iterable[Row], commands: Mapping[str, str], context: Context
) -> tuple[CommandsView, ...]:
    """The lines for each OS family among the hosts, with those hosts."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if fits := context.family(row):
            hosts[fits].append(row.host or row.subject)
    return tuple(
        CommandsView(
            family=family,
            text=lines(commands[family], STEPS).strip(),
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
