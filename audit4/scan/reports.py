"""From a stored scan to `results.json` and the HTML reports.

A unit is read and rendered at a time, in each of a few processes, so that a province
needs no more memory than its largest units.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from audit4.export.document import Report, document
from audit4.export.results import write as write_results
from audit4.finding import Result
from audit4.inventory import Unit
from audit4.record import (
    ControlStatus,
    HostReport,
    ScanInfo,
    control_statuses,
)
from audit4.reporting import (
    Extras,
    Standing,
    index_view,
    render_index,
    render_unit,
    standings,
    unit_view,
)
from audit4.reporting import write as write_page
from audit4.reporting.files import hrefs, page_names
from audit4.reporting.pdf import library, write_pdf
from audit4.scan import past
from audit4.scan.abreast import abreast
from audit4.scan.inputs import Inputs
from audit4.scan.report_inputs import extras, unit_info, weights
from audit4.score import Rehearsal, Score, Weights, rehearse, scores
from audit4.store.results import Decoded
from audit4.store.store import Store

MENDINGS = 5
# Pieces of evidence that each process keeps at hand; most are of a few kilobytes.
_CONTENTS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: a page for each unit; the index and results of all of them."""

    units: Mapping[str, Path]
    index: Path | None = None
    results: Path | None = None
    pdfs: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What is kept of a unit once its page is written.

    `earlier` is the header of its last round, `before` its scores then.
    """

    scores: tuple[Score, ...]
    statuses: tuple[ControlStatus, ...]
    standing: Standing
    earlier: Mapping[str, Any] | None
    before: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Reports of one judgement of one scan.

    `templates` is the folder of the workspace's own, which need not be there; with
    `pdf` each page is written as PDF too. `content` gives evidence by digest; the
    store does where it is None. `decoded` is what units read before have brought.
    `title` heads the index. `told` hears how many files of how many are written,
    from none to all.
    """

    store: Store
    inputs: Inputs
    scan: ScanInfo
    judgement: int = 1
    lang: str = "vi"
    title: str | None = None
    templates: Path | None = None
    pdf: bool = False
    content: Callable[[str], str | None] | None = None
    decoded: Decoded = field(default_factory=Decoded)
    told: Callable[[int, int], None] = lambda _done, _all: None

    def write(
        self, folder: Path, units: Collection[str] = (), *, results: bool = True
    ) -> Written:
        """Write each unit's page, the index, and the results document if wanted.

        With units named, only their pages are written: an index of some would stand
        in the place of the province's.
        """
        if self.pdf:
            library()  # what is lacking is said before the first page
        present = [u for u in self._units() if not units or u.id in units]
        names = page_names(u.id for u in present)
        files = len(present) + (0 if units else 1 + results)
        every = {}
        self.told(0, files)
        for unit, piece in zip(names, self._pages(folder, names, present), strict=True):
            every[unit] = piece
            self.told(len(every), files)
        pages = {u.id: folder / names[u.id] for u in present}
        if units:
            return Written(units=pages, pdfs=self._pdfs(pages.values()))
        index = folder / "index.html"
        self._index(index, present, every, names)
        self.told(len(present) + 1, files)
        if results:
            self._results(folder / "results.json", present, every)
            self.told(files, files)
        return Written(
            index=index,
            units=pages,
            results=folder / "results.json" if results else None,
            pdfs=self._pdfs((index, *pages.values())),
        )

    def _pdfs(self, pages: Iterable[Path]) -> tuple[Path, ...]:
        return tuple(p.with_suffix(".pdf") for p in pages) if self.pdf else ()

    def _save(self, path: Path, html: str) -> None:
        write_page(path, html)
        if self.pdf:
            write_pdf(html, path.with_suffix(".pdf"))

    def _pages(
        self, folder: Path, names: Mapping[str, str], units: Sequence[Unit]
    ) -> Iterator[_Piece]:
        """Write each unit's page; what to keep of it, in the order of the units."""

        def prepared(store: Store) -> Callable[[Unit], _Piece]:
            # Hosts of one image share most of their evidence.
            content = lru_cache(maxsize=_CONTENTS)(store.content)
            here = replace(self, store=store, content=content, decoded=Decoded())
            return lambda unit: here._page(unit, folder / names[unit.id])  # noqa: SLF001 - itself

        return abreast(prepared, self.store, units)

    def _page(self, unit: Unit, path: Path) -> _Piece:
        rows = list(self.rows(unit.id))
        of_unit = scores(rows, self.weights)
        self.store.keep_scores(self.scan.id, unit.id, of_unit, self.judgement)
        about = self._extras(unit, rows)
        seen = self._document([unit], of_unit)
        view = unit_view(seen, unit.id, about, self.lang, rows)
        self._save(path, render_unit(view, self.templates))
        standing = standings(seen, about, rows)[unit.id]
        moved = view.changes.moved if view.changes else None
        return _Piece(
            scores=of_unit,
            statuses=control_statuses(rows),
            standing=replace(standing, moved=moved),
            earlier=about.previous["scan"] if about.previous else None,
            before=tuple(about.previous["scores"]) if about.previous else (),
        )

    def _index(
        self,
        path: Path,
        units: list[Unit],
        every: Mapping[str, _Piece],
        names: Mapping[str, str],
    ) -> None:
        of_units = [s for piece in every.values() for s in piece.scores]
        seen = self._document(units, of_units)
        about = replace(
            self._extras(None, ()),
            previous=_previous(every.values()),
            last_seen=self.store.last_judged(self.scan.id),
            left_out=self._left_out(units),
        )
        found = {unit: piece.standing for unit, piece in every.items()}
        title = self.title or _title(self.lang)
        view = index_view(seen, about, hrefs(names), title, self.lang, found)
        self._save(path, render_index(view, self.templates))

    def _results(
        self, path: Path, units: list[Unit], every: Mapping[str, _Piece]
    ) -> None:
        report = Report(
            scan=self.scan,
            units=[unit_info(u) for u in units],
            hosts=self._hosts(units),
            controls=[s for piece in every.values() for s in piece.statuses],
            results=self._all(units),
            scores=[s for piece in every.values() for s in piece.scores],
        )
        write_results(path, report)

    def rows(self, unit: str) -> Iterator[Result]:
        """All results of a unit under this judgement."""
        return self.store.results(
            self.scan.id, self.judgement, unit=unit, decoded=self.decoded
        )

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
        only = next(iter(wanted)) if len(wanted) == 1 else None
        found = self.store.hosts(self.scan.id, only)
        return [h for h in found if h.unit in wanted]

    def _left_out(self, units: Iterable[Unit]) -> list[str]:
        """Hosts of some units at which this scan did not look."""
        seen = {h.subject for h in self.store.hosts(self.scan.id)}
        every = (h.subject for u in units for s in u.systems for h in s.hosts)
        return [subject for subject in every if subject not in seen]

    def _document(self, units: list[Unit], of_units: Iterable[Score]) -> dict[str, Any]:
        """The results document but for its results, of which there are too many."""
        return document(
            Report(
                scan=self.scan,
                units=[unit_info(u) for u in units],
                hosts=self._hosts(units),
                controls=(),
                results=(),
                scores=of_units,
            )
        )

    def _extras(self, unit: Unit | None, rows: Iterable[Result]) -> Extras:
        listed = [unit] if unit else list(self.inputs.inventory.units)
        about = extras(
            self.inputs.policy,
            self.inputs.waivers,
            listed,
            evidence=self.content or self.store.content,
            timezone=self.inputs.timezone,
        )
        return self._of_unit(about, unit, rows) if unit else about

    def _of_unit(self, about: Extras, unit: Unit, rows: Iterable[Result]) -> Extras:
        """What only the unit's own report shows: its past, and what it may become."""
        found = {(f.subject, f.rule): f for f in self.store.findings(unit.id)}
        before = past.earlier(self.store, self.scan, unit.id)
        last = before[0] if before else None
        points = past.past(self.store, before, self.scan, unit.id, self.weights)
        return replace(
            about,
            findings=found,
            histories=past.histories(self.store, unit.id, self.scan.id, found.values()),
            previous=self._previous(unit, last) if last else None,
            earlier=self._earlier(unit, last) if last else (),
            rehearsals=self._rehearsals(unit, rows),
            statements={unit.id: past.statements(self.inputs, unit, self.scan.started)},
            past={unit.id: points},
        )

    def _previous(self, unit: Unit, before: ScanInfo) -> dict[str, Any]:
        return document(
            Report(
                scan=before,
                units=[unit_info(unit)],
                hosts=(),
                controls=(),
                results=(),
                scores=past.reported(self.store, before, unit.id, self.weights),
            )
        )

    def _earlier(self, unit: Unit, before: ScanInfo) -> tuple[Result, ...]:
        found = self.store.results(before.id, unit=unit.id, decoded=self.decoded)
        return tuple(found)

    def _rehearsals(self, unit: Unit, rows: Iterable[Result]) -> dict[str, Rehearsal]:
        rows = list(rows)
        if not rows:
            return {}
        found = rehearse(rows, self.weights, MENDINGS)
        return {unit.id: found} if found else {}


def _previous(every: Iterable[_Piece]) -> Mapping[str, Any] | None:
    """The last round of all units; its header that of the newest scan among them."""
    pieces = [piece for piece in every if piece.earlier]
    if not pieces:
        return None
    heads = (piece.earlier for piece in pieces if piece.earlier)
    return {
        "scan": max(heads, key=lambda head: head["started"]),
        "scores": [score for piece in pieces for score in piece.before],
    }


def _title(lang: str) -> str:
    return "Toàn tỉnh" if lang == "vi" else "The province"
