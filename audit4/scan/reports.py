"""From a stored scan to `results.json` and the HTML reports.

A unit is read and rendered at a time, so that a province needs no more memory
than its largest unit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from audit4.export.document import Report, document
from audit4.export.results import write as write_results
from audit4.finding import Result, Severity, Status
from audit4.inventory import Inventory, Unit
from audit4.policy import Control, Policy
from audit4.record import (
    Authorisation,
    ControlStatus,
    Finding,
    HostReport,
    ScanInfo,
    SystemInfo,
    UnitInfo,
    control_statuses,
)
from audit4.reporting import (
    ControlWords,
    Extras,
    Header,
    RuleWords,
    WaiverWords,
    index_view,
    render_index,
    render_unit,
    unit_view,
)
from audit4.reporting import write as write_page
from audit4.reporting.files import hrefs, page_names
from audit4.scan import past
from audit4.scan.inputs import Inputs
from audit4.score import Rehearsal, Score, Weights, rehearse, scores
from audit4.store.store import Store
from audit4.waivers import Waivers

MENDINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the index, a page for each unit, the results document."""

    index: Path
    units: Mapping[str, Path]
    results: Path


@dataclass(slots=True)
class _Every:
    """What is kept of all units while one after the other is read."""

    scores: list[Score] = field(default_factory=list)
    statuses: list[ControlStatus] = field(default_factory=list)
    failing: list[Result] = field(default_factory=list)
    late: dict[tuple[str, str], Finding] = field(default_factory=dict)
    before: list[Any] = field(default_factory=list)

    def add(self, rows: Iterable[Result], of_unit: Iterable[Score]) -> None:
        rows = list(rows)
        self.scores += of_unit
        self.statuses += control_statuses(rows)
        self.failing += [r for r in rows if r.status is Status.FAIL]

    def remember(self, about: Extras, now: datetime) -> None:
        """Keep of a unit's past what the index shows: overdue findings, old scores."""
        late = {key: f for key, f in about.findings.items() if f.overdue(now)}
        self.late |= late
        self.before += about.previous["scores"] if about.previous else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Reports of one judgement of one scan."""

    store: Store
    inputs: Inputs
    scan: ScanInfo
    judgement: int = 1
    lang: str = "vi"

    def write(self, folder: Path, units: Iterable[str] = ()) -> Written:
        """Write the results document, the index, and the pages of some or all units."""
        chosen = set(units)
        present = [u for u in self._units() if not chosen or u.id in chosen]
        names = page_names(u.id for u in present)
        every = _Every()
        for unit in present:
            rows = list(self.rows(unit.id))
            of_unit = scores(rows, self.weights)
            self.store.keep_scores(self.scan.id, unit.id, of_unit, self.judgement)
            about = self._extras(unit, rows)
            every.add(rows, of_unit)
            every.remember(about, self.scan.started)
            seen = self._document([unit], rows, of_unit)
            view = unit_view(seen, unit.id, about, self.lang)
            write_page(folder / names[unit.id], render_unit(view))
        self._index(folder / "index.html", present, every, names)
        self._results(folder / "results.json", present, every)
        return Written(
            index=folder / "index.html",
            units={u.id: folder / names[u.id] for u in present},
            results=folder / "results.json",
        )

    def _index(
        self, path: Path, units: list[Unit], every: "_Every", names: Mapping[str, str]
    ) -> None:
        """The index needs failures alone; all results would not fit into memory."""
        seen = self._document(units, every.failing, every.scores)
        about = replace(
            self._extras(None, ()),
            findings=every.late,
            previous={"scores": every.before},
        )
        title = _title(self.lang)
        view = index_view(seen, about, hrefs(names), title, self.lang)
        write_page(path, render_index(view))

    def _results(self, path: Path, units: list[Unit], every: "_Every") -> None:
        report = Report(
            scan=self.scan,
            units=[unit_info(u) for u in units],
            hosts=self._hosts(units),
            controls=every.statuses,
            results=self._all(units),
            scores=every.scores,
        )
        write_results(path, report)

    def rows(self, unit: str) -> Iterator[Result]:
        """All results of a unit under this judgement."""
        return self.store.results(self.scan.id, self.judgement, unit=unit)

    @property
    def weights(self) -> Weights:
        """What each control and system weighs in scores."""
        return weights(self.inputs.policy, self.inputs.inventory, self.inputs.waivers)

    def _units(self) -> list[Unit]:
        """Units that the scan says anything of, by id."""
        seen = {h.unit for h in self.store.hosts(self.scan.id)}
        everything = not self.scan.selection
        units = self.inputs.inventory.units
        return sorted(
            (u for u in units if everything or u.id in seen), key=lambda u: u.id
        )

    def _all(self, units: Iterable[Unit]) -> Iterator[Result]:
        for unit in units:
            yield from self.rows(unit.id)

    def _hosts(self, units: Iterable[Unit]) -> list[HostReport]:
        wanted = {u.id for u in units}
        return [h for h in self.store.hosts(self.scan.id) if h.unit in wanted]

    def _document(
        self, units: list[Unit], rows: list[Result], of_units: Iterable[Score]
    ) -> dict[str, Any]:
        return document(
            Report(
                scan=self.scan,
                units=[unit_info(u) for u in units],
                hosts=self._hosts(units),
                controls=control_statuses(rows),
                results=rows,
                scores=of_units,
            )
        )

    def _extras(self, unit: Unit | None, rows: Iterable[Result]) -> Extras:
        listed = [unit] if unit else list(self.inputs.inventory.units)
        about = extras(
            self.inputs.policy,
            self.inputs.waivers,
            listed,
            evidence=self.store.content,
            timezone=self.inputs.timezone,
        )
        return self._of_unit(about, unit, rows) if unit else about

    def _of_unit(self, about: Extras, unit: Unit, rows: Iterable[Result]) -> Extras:
        """What only the unit's own report shows: its past, and what it may become."""
        found = {(f.subject, f.rule): f for f in self.store.findings(unit.id)}
        before = past.earlier(self.store, self.scan, unit.id)
        points = past.past(self.store, before, self.scan, unit.id, self.weights)
        return replace(
            about,
            findings=found,
            histories=past.histories(self.store, unit.id, self.scan.id, found.values()),
            previous=self._previous(unit, before[0]) if before else None,
            rehearsals=self._rehearsals(unit, rows),
            statements={unit.id: past.statements(self.inputs, unit, self.scan.started)},
            past={unit.id: points},
        )

    def _previous(self, unit: Unit, before: ScanInfo) -> dict[str, Any]:
        rows = list(self.store.results(before.id, unit=unit.id))
        hosts = self.store.hosts(before.id, unit.id)
        return document(
            Report(
                scan=before,
                units=[unit_info(unit)],
                hosts=hosts,
                controls=control_statuses(rows),
                results=rows,
                scores=scores(rows, self.weights),
            )
        )

    def _rehearsals(self, unit: Unit, rows: Iterable[Result]) -> dict[str, Rehearsal]:
        rows = list(rows)
        if not rows:
            return {}
        found = rehearse(rows, self.weights, MENDINGS)
        return {unit.id: found} if found else {}


def extras(
    policy: Policy,
    waivers: Waivers,
    units: Iterable[Unit],
    **rest: Any,  # noqa: ANN401
) -> Extras:
    """What reports show beside the results: words of the policy, heads, waivers."""
    return Extras(
        headers={u.id: _header(u) for u in units},
        controls={c.id: _control(c) for c in policy.controls},
        rules={
            r.id: RuleWords(
                title=r.title,
                remediation=r.remediation.text,
                commands=r.remediation.commands,
            )
            for r in policy.rules
        },
        waivers={
            w.id: WaiverWords(
                id=w.id,
                kind=w.kind,
                reason=w.reason,
                owner=w.owner,
                approver=w.approver,
                document=w.document,
                until=w.until,
            )
            for w in waivers.items
        },
        **rest,
    )


def weights(policy: Policy, hosts: Inventory, waivers: Waivers) -> Weights:
    """What each control and system weighs, and which waivers count as met."""
    severities: dict[str, Severity] = {c.id: c.severity for c in policy.controls}
    return Weights(
        controls=severities,
        levels={s.subject: s.level for s in hosts.systems()},
        equivalent={w.id for w in waivers.items if w.kind == "equivalent"},
    )


def unit_info(unit: Unit) -> UnitInfo:
    """A unit as the results document has it."""
    permit = unit.authorisation
    return UnitInfo(
        id=unit.id,
        name=unit.name,
        formerly=unit.formerly,
        authorisation=Authorisation(
            document=permit.document,
            issued=permit.date,
            valid_until=permit.valid_until,
        )
        if permit
        else None,
        systems=tuple(
            SystemInfo(
                id=s.id,
                name=s.name,
                level=s.level,
                decision=s.decision.number if s.decision else "",
                decided=s.decision.date if s.decision else None,
            )
            for s in unit.systems
        ),
    )


def _header(unit: Unit) -> Header:
    return Header(
        kind=unit.kind,
        owner=unit.owner,
        operator=unit.operator,
        assessor=unit.assessor,
        independent=unit.independent,
    )


def _control(control: Control) -> ControlWords:
    undo = control.remediation.undo
    return ControlWords(
        title=control.title,
        rationale=control.rationale,
        remediation=control.remediation.text,
        commands=control.remediation.commands,
        refs=control.refs,
        suggested=any(control.suggested.values()),
        **({"undo": undo} if undo else {}),
    )


def _title(lang: str) -> str:
    return "Toàn tỉnh" if lang == "vi" else "The province"
