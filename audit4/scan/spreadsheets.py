"""From a stored scan to spreadsheets: a workbook a unit, one of all, or CSV files.

A unit is read at a time, and its rows go to disk at once, so that a province needs no
more memory than its largest unit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit4.errors import Audit4Error
from audit4.export import csv, tables, xlsx
from audit4.export.document import control_row, host_row, result_row, score_row
from audit4.export.tables import Row, Table, Words
from audit4.inventory import Unit
from audit4.record import control_statuses
from audit4.reporting.files import page_names
from audit4.reporting.words import VOCABULARY, Explained, translations
from audit4.scan.inputs import Inputs
from audit4.scan.reports import Reporter
from audit4.score import scores

_KINDS = ("severity", "status", "basis", "state", "band", "privilege")
_Tables = Iterator[tuple[Table, Iterable[Row]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheets:
    """Spreadsheets of what a reporter reports, for some units or (none named) all."""

    reporter: Reporter
    units: tuple[str, ...] = ()

    def write_xlsx(self, folder: Path) -> tuple[Path, ...]:
        """A workbook for each unit, and `index.xlsx` with all where none was named."""
        present = self._present()
        names = page_names(u.id for u in present)
        every = None if self.units else self._book("")
        written = []
        for unit in present:
            book = self._book(unit.name)
            for table, rows in self._tables(unit):
                kept = list(rows)
                book.append(table, kept)
                if every:
                    every.append(table, kept)
            written.append((folder / names[unit.id]).with_suffix(".xlsx"))
            book.save(written[-1])
        if every:
            every.save(folder / "index.xlsx")
            written.insert(0, folder / "index.xlsx")
        return tuple(written)

    def write_csv(self, folder: Path) -> tuple[Path, ...]:
        """A file for each table: of all units, or of each unit that was named."""
        present = self._present()
        if not self.units:
            return self._write_csv(folder, "", present)
        names = page_names(u.id for u in present)
        return tuple(
            path
            for unit in present
            for path in self._write_csv(
                folder, f"{names[unit.id].removesuffix('.html')}-", [unit]
            )
        )

    def _write_csv(
        self, folder: Path, prefix: str, units: Iterable[Unit]
    ) -> tuple[Path, ...]:
        paths = {t.key: folder / f"{prefix}{t.key}.csv" for t in tables.TABLES}
        with csv.Files(paths, self.reporter.lang) as files:
            for table in tables.TABLES:
                files.append(table, ())
            for unit in units:
                for table, rows in self._tables(unit):
                    files.append(table, rows)
        return tuple(paths.values())

    def _book(self, name: str) -> xlsx.Book:
        scan, lang = self.reporter.scan, self.reporter.lang
        restricted = tables.RESTRICTED.vi if lang == "vi" else tables.RESTRICTED.en
        said = (restricted, name, scan.round, scan.id)
        banner = " · ".join(part for part in said if part)
        return xlsx.Book(tables.TABLES, banner, lang)

    def _tables(self, unit: Unit) -> _Tables:
        reporter = self.reporter
        store, scan = reporter.store, reporter.scan
        results = list(reporter.rows(unit.id))
        rows = [result_row(r) for r in results]
        hosts = [host_row(h) for h in store.hosts(scan.id, unit.id)]
        followed = {(f.subject, f.rule): f for f in store.findings(unit.id)}
        words = self._words(unit)
        yield (
            tables.FINDINGS,
            tables.finding_rows(rows, followed, scan.started, words),
        )
        yield tables.HOSTS, tables.host_rows(hosts, rows, words)
        controls = [control_row(c) for c in control_statuses(results)]
        yield tables.CONTROLS, tables.control_rows(controls, words)
        of_unit = [score_row(s) for s in scores(results, reporter.weights)]
        yield tables.SCORES, tables.score_rows(of_unit, words)

    def _words(self, unit: Unit) -> Words:
        inputs, lang = self.reporter.inputs, self.reporter.lang
        return Words(
            lang=lang,
            zone=inputs.timezone,
            named=named(lang),
            titles=titles(inputs, lang),
            units={unit.id: unit.name},
            systems={s.subject: s.name for s in unit.systems},
            levels={s.subject: s.level for s in unit.systems},
        )

    def _present(self) -> list[Unit]:
        """The units asked for; else all that the scan says anything of, by id.

        Raises:
            Audit4Error: a unit was named of which this scan says nothing.
        """
        scan = self.reporter.scan
        seen = {h.unit for h in self.reporter.store.hosts(scan.id)}
        known = {
            u.id: u
            for u in sorted(self.reporter.inputs.inventory.units, key=lambda u: u.id)
            if not scan.selection or u.id in seen
        }
        for unit in self.units:
            if unit not in known:
                raise Audit4Error(f"scan {scan.id} says nothing of unit `{unit}`")
        return [u for u in known.values() if not self.units or u.id in self.units]


def named(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Words by kind and code, as the reports say them."""
    say = translations(lang).gettext
    found = {
        kind: {str(code): say(word) for code, word in VOCABULARY[kind].items()}
        for kind in _KINDS
    }
    found["reason"] = {
        str(code): say(word.words if isinstance(word, Explained) else word)
        for kind in ("reason", "exempt")
        for code, word in VOCABULARY[kind].items()
    }
    return found


def titles(inputs: Inputs, lang: str) -> Mapping[str, str]:
    """Titles of all controls and rules by id."""
    policy = inputs.policy
    every = [(c.id, c.title) for c in policy.controls]
    every += [(r.id, r.title) for r in policy.rules]
    return {id_: t.vi if lang == "vi" else t.en for id_, t in every}
