"""How a scan ended, in a line and an exit code."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from audit4.finding import Result, Severity, Status
from audit4.record import HostReport, HostState

DONE, FINDINGS, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130


@dataclass(slots=True)
class Tally:
    """Counts of a scan as it goes: what was found and what was not seen.

    `grave` counts failures at or above `fail_on`, `blind` unknown results at or
    above it whose reason nobody accepted, `dark` hosts not judged or cut short.
    """

    fail_on: Severity | None = Severity.HIGH
    accepted: Collection[str] = ()
    statuses: Counter[Status] = field(default_factory=Counter)
    hosts: int = 0
    grave: int = 0
    blind: int = 0
    dark: int = 0

    def host(self, report: HostReport) -> None:
        """Count a host."""
        self.hosts += 1
        self.dark += report.state is not HostState.JUDGED

    def results(self, rows: Iterable[Result]) -> None:
        """Count results; a waived failure is counted, but not as grave."""
        for row in rows:
            self.statuses[row.status] += 1
            if not self._weighs(row.severity):
                continue
            self.grave += row.status is Status.FAIL and row.waiver is None
            self.blind += row.status is Status.UNKNOWN and not self._accepts(row)

    def _weighs(self, severity: Severity) -> bool:
        return self.fail_on is not None and severity.weight >= self.fail_on.weight

    def _accepts(self, row: Result) -> bool:
        return str(row.verdict.reason) in self.accepted

    @property
    def code(self) -> int:
        """Exit code: 3 wins over 1, and a scan of nothing is 3."""
        if not self.hosts or self.dark or self.blind:
            return INCOMPLETE
        return FINDINGS if self.grave else DONE

    def __str__(self) -> str:
        bar = f" at or above {self.fail_on}" if self.fail_on else ""
        return (
            f"{self.hosts} hosts: {self.grave} failures{bar}, "
            f"{self.blind} unknown{bar}, {self.dark} hosts not judged or cut short"
        )
