"""Build the view of a unit from a results document and what goes with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from audit4.export.document import result_of
from audit4.finding import Result, Severity, Status
from audit4.record import HostState
from audit4.reporting.cases import waiver
from audit4.reporting.changes import with_changes
from audit4.reporting.clean import clean
from audit4.reporting.context import Context
from audit4.reporting.groups import by_rule, groups
from audit4.reporting.inputs import Extras, Header, StatementWords
from audit4.reporting.matrix import matrix
from audit4.reporting.rehearsal import rehearsal
from audit4.reporting.rows import (
    Document,
    Row,
    ScoreRow,
    day,
    hosts,
    moment,
    results,
    scores,
)
from audit4.reporting.steps import steps
from audit4.reporting.trend import LAYERS, trend
from audit4.reporting.view import (
    PendingView,
    PermitView,
    ReasonView,
    ScanView,
    ScoreView,
    StatementView,
    SystemScores,
    SystemView,
    UnitView,
    UnknownView,
    WaiverView,
)


def unit_view(
    document: Document,
    unit: str,
    extras: Extras,
    lang: str = "vi",
    given: Iterable[Result] | None = None,
) -> UnitView:
    """The report of one unit of a results document, in `vi` or `en`.

    Who has the results at hand may give them: the document then needs none.

    Raises:
        KeyError: the document has no such unit, or is not a results document.
    """
    about = {u["id"]: u for u in document["units"]}[unit]
    scan = scan_view(document)
    if given is None:
        given = map(result_of, document["results"])
    rows = results(given, unit, lang)
    seen = hosts(h for h in document["hosts"] if h["unit"] == unit)
    systems = tuple(_system(s) for s in about["systems"])
    context, changes = with_changes(
        rows,
        unit,
        Context(
            lang=lang,
            extras=extras,
            now=scan.started,
            families={h.subject: h.family for h in seen},
            levels={s.id: s.level for s in systems},
        ),
    )
    now = unit_scores(document).get(unit, {})
    overall, layers = score_views(now, unit_scores(extras.previous).get(unit, {}))
    failing_groups = groups(rows, context)
    permit = _permit(about["authorisation"], context)
    rehearsed = rehearsal(extras.rehearsals.get(unit), rows, context)
    failing = [r for r in rows if r.status is Status.FAIL]
    return UnitView(
        lang=lang,
        timezone=extras.timezone,
        unit=unit,
        name=clean(about["name"]),
        formerly=tuple(clean(f) for f in about["formerly"]),
        header=header(extras, unit),
        permit=permit,
        systems=systems,
        scan=scan,
        overall=overall,
        layers=layers,
        by_system=_by_system(document, unit, systems),
        counts=severities(failing),
        statuses=Counter(r.status for r in rows),
        bases=Counter(r.basis for r in rows if r.status in {Status.PASS, Status.FAIL}),
        changes=changes,
        groups=failing_groups,
        hosts=seen,
        dark=tuple(h for h in seen if h.state is HostState.NOT_JUDGED),
        cut_short=tuple(h for h in seen if h.state is HostState.CUT_SHORT),
        unknowns=_reasons(rows, Status.UNKNOWN, context),
        exempt=_reasons(rows, Status.NOT_APPLICABLE, context),
        pending=tuple(_pending(r, context) for r in rows if r.status is Status.PENDING),
        statements=_statements(extras.statements.get(unit, ()), systems, context),
        waivers=_waivers(rows, context),
        matrix=matrix(rows, systems, context),
        rehearsal=rehearsed,
        trend=trend(extras.past.get(unit, ()), now, scan),
        steps=steps(
            permit=permit,
            groups=failing_groups,
            hosts=seen,
            rows=rows,
            rehearsal=rehearsed,
        ),
    )


def scan_view(document: Document) -> ScanView:
    """The scan's header."""
    scan: Mapping[str, Any] = document["scan"]
    started = moment(scan["started"])
    assert started is not None  # noqa: S101 - the schema demands it
    return ScanView(
        id=clean(scan["id"]),
        round=clean(scan["round"]),
        started=started,
        finished=moment(scan["finished"]),
        tool=clean(scan["tool"]),
        edition=clean(scan["edition"]),
        plan_digest=clean(scan["plan_digest"]),
        policy_name=clean(scan["policy"]["name"]),
        policy_version=clean(scan["policy"]["version"]),
        policy_digest=clean(scan["policy"]["sha256"]),
        selection=tuple(clean(s) for s in scan.get("selection") or ()),
        digest=clean(scan.get("digest") or ""),
        previous_digest=clean(scan.get("previous_digest") or ""),
        key=clean(scan.get("key") or ""),
    )


def header(extras: Extras, unit: str) -> Header:
    """Who is judged by whom, cleaned."""
    given = extras.headers.get(unit, Header())
    return Header(
        kind=clean(given.kind),
        owner=clean(given.owner),
        operator=clean(given.operator),
        assessor=clean(given.assessor),
        independent=given.independent,
    )


def severities(rows: Iterable[Row]) -> Mapping[Severity, int]:
    """How many of each severity, worst first, those with none included."""
    found = Counter(r.severity for r in rows)
    return {s: found[s] for s in Severity}


Layers = Mapping[int | None, ScoreRow]


def unit_scores(document: Document | None) -> Mapping[str, Layers]:
    """Scores of units as a whole, by unit and layer (None: overall)."""
    found: dict[str, dict[int | None, ScoreRow]] = defaultdict(dict)
    for score in scores(document) if document else ():
        if not score.system:
            found[score.unit][score.layer] = score
    return found


def score_views(
    found: Layers, before: Layers
) -> tuple[ScoreView | None, tuple[ScoreView | None, ...]]:
    """The overall score of a unit and those of the four layers."""

    def view(layer: int | None) -> ScoreView | None:
        if layer not in found:
            return None
        earlier = before.get(layer)
        return ScoreView(score=found[layer], before=earlier.low if earlier else None)

    return view(None), tuple(view(layer) for layer in LAYERS)


def _system(system: Mapping[str, Any]) -> SystemView:
    return SystemView(
        id=clean(system["id"]),
        name=clean(system["name"]),
        level=system["level"],
        decision=clean(system["decision"] or ""),
        decided=day(system["decided"]),
    )


def _permit(given: Mapping[str, Any] | None, context: Context) -> PermitView | None:
    if not given:
        return None
    until = day(given["valid_until"])
    return PermitView(
        document=clean(given["document"]),
        issued=day(given["date"]),
        valid_until=until,
        expired=until is not None and until < context.now.date(),
    )


def _by_system(
    document: Document, unit: str, systems: Iterable[SystemView]
) -> tuple[SystemScores, ...]:
    found = {(s.system, s.layer): s for s in scores(document) if s.unit == unit}
    return tuple(
        SystemScores(
            system=system,
            overall=found.get((system.id, None)),
            layers=tuple(found.get((system.id, layer)) for layer in LAYERS),
        )
        for system in systems
    )


def _reasons(
    rows: Iterable[Row], status: Status, context: Context
) -> tuple[ReasonView, ...]:
    """Results of a status by reason, most first, then by rule."""
    by_reason: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.status is status:
            by_reason[row.reason].append(row)
    order = sorted(by_reason, key=lambda reason: (-len(by_reason[reason]), reason))
    return tuple(
        ReasonView(
            reason=reason,
            count=len(by_reason[reason]),
            rules=tuple(
                _unknown(same, context) for same in by_rule(by_reason[reason]).values()
            ),
        )
        for reason in order
    )


def _unknown(rows: Sequence[Row], context: Context) -> UnknownView:
    return UnknownView(
        rule=rows[0].rule,
        title=context.title(rows[0]),
        severity=rows[0].severity,
        detail=clean(next((r.actual for r in rows if r.actual), ""), 200),
        subjects=tuple(sorted({r.host or r.subject for r in rows})),
    )


def _pending(row: Row, context: Context) -> PendingView:
    life = context.extras.findings.get(row.key)
    return PendingView(
        subject=row.subject,
        title=context.title(row),
        message=row.message,
        layer=row.layer,
        severity=row.severity,
        due=life.due if life else None,
        overdue=bool(life and life.overdue(context.now)),
    )


def _statements(
    said: Iterable[StatementWords], systems: Iterable[SystemView], context: Context
) -> tuple[StatementView, ...]:
    """What the unit has stated, what ends first at the top."""
    names = {s.id: s.name for s in systems}
    found = [
        StatementView(
            title=context.control_title(one.control),
            subject=names.get(one.system, clean(one.system)),
            said=replace(
                one,
                statement=clean(one.statement),
                document=clean(one.document),
                by=clean(one.by),
            ),
        )
        for one in said
    ]
    return tuple(sorted(found, key=lambda s: (s.said.due or date.max, s.title)))


def _waivers(rows: Iterable[Row], context: Context) -> tuple[WaiverView, ...]:
    covered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.waiver:
            covered[row.waiver].append(row)
    return tuple(
        WaiverView(
            waiver=words,
            covers=tuple((context.title(r), r.subject) for r in covered[name]),
        )
        for name in sorted(covered)
        if (words := waiver(covered[name][0], context))
    )
