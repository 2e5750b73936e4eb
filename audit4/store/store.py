"""The store of a workspace: scans, evidence, results, findings and their proof.

Each method is one transaction: what it wrote is there when it returns, and
nothing of it is there if the process dies before. Threads may share a store;
writers wait for one another, readers see the last finished transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import Connection, Engine, bindparam, func, select, update
from sqlalchemy.exc import OperationalError

from audit4.errors import Audit4Error
from audit4.evidence import Baseline, Evidence
from audit4.finding import Result
from audit4.record import (
    Changes,
    Event,
    Finding,
    FindingState,
    HostReport,
    HostState,
    PolicyInfo,
    ScanInfo,
)
from audit4.score import Score
from audit4.store import baselines, blobs, chain, findings, results, scans, scored
from audit4.store import evidence as evidences
from audit4.store.chain import DAMAGE
from audit4.store.database import open_engine
from audit4.store.identities import (
    Identity,
    forget,
    issue_nonce,
    nonce_issued,
    nonce_subject,
    read,
    remember,
    use_nonce,
)
from audit4.store.listings import Wanted
from audit4.store.retention import Retention, prune
from audit4.store.schema import event, finding, host, judged, judgement, scan
from audit4.store.verify import Proof, verify

_STATE = select(scan.c.state).where(scan.c.number == bindparam("wanted"))
LIVE = 1  # the judgement that the scan itself made


@dataclass(frozen=True, slots=True)
class Store:
    """An open database; a context manager that closes it."""

    engine: Engine
    lock: Any
    words: results.Wordings

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store at `path`, made or migrated where need be.

        Raises:
            Audit4Error: the file is no store, is of a newer audit4, or lies on a
                network disk.
        """
        return cls(open_engine(path), Lock(), results.Wordings())

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that alone may write; committed as a whole or not at all.

        Raises:
            Audit4Error: the disk is full, or another process writes for too long.
        """
        engine = self.engine.execution_options(write=True)
        try:
            with self.lock, engine.begin() as connection:
                yield connection
        except BaseException as error:
            # Row ids learned in a transaction that did not happen are not valid.
            self.words.forget()
            if isinstance(error, OperationalError):
                raise Audit4Error(f"the database: {error.orig}") from None
            raise

    # -- a scan as it goes -------------------------------------------------

    def begin_scan(self, info: ScanInfo, snapshots: Mapping[str, str]) -> None:
        """Write a scan's header and, by kind, all else that judging takes."""
        with self.writing() as connection:
            scans.begin(connection, info)
            number = scans.number_of(connection, info.id)
            made = (info.started, info.policy, snapshots)
            scans.begin_judgement(connection, number, *made)

    def save_host(
        self,
        scan_id: str,
        report: HostReport,
        evidence: Evidence | None,
        rows: Iterable[Result],
    ) -> None:
        """Keep what one host brought and came to, in place of an earlier attempt."""
        with self.writing() as connection:
            number = _running(connection, scan_id)
            key = scans.judgement_of(connection, scan_id, LIVE)
            scans.save_host(connection, number, report, evidence, self.words)
            scans.save_results(connection, key, rows, self.words)

    def save_results(
        self, scan_id: str, rows: Iterable[Result], judgement: int = LIVE
    ) -> None:
        """Keep the results of systems and units, or any of a later judgement."""
        with self.writing() as connection:
            if judgement == LIVE:
                _running(connection, scan_id)
            key = scans.judgement_of(connection, scan_id, judgement)
            scans.save_results(connection, key, rows, self.words)

    def finish_scan(
        self,
        scan_id: str,
        finished: datetime,
        signer: Ed25519PrivateKey | None,
        changes: Iterable[Changes] = (),
    ) -> ScanInfo:
        """Apply what became of the findings, seal the scan, and link it to the chain.

        Returns the header with its digest. Killed before the end, the scan is
        still running and can be resumed.
        """
        with self.writing() as connection:
            number = _running(connection, scan_id)
            findings.apply(connection, changes, {scan_id: number})
            done = {"finished": finished, "state": "finished"}
            connection.execute(update(scan).where(scan.c.number == number).values(done))
            key = scans.judgement_of(connection, scan_id, LIVE)
            chain.seal_judgement(connection, key, finished, signer)
            (info,) = scans.infos(connection, scan.c.number == number)
            return info

    def finished_hosts(self, scan_id: str) -> frozenset[str]:
        """Subjects that need not be looked at again when a scan is resumed."""
        return frozenset(
            r.subject for r in self.hosts(scan_id) if r.state is HostState.JUDGED
        )

    # -- judging again -----------------------------------------------------

    def begin_judgement(
        self,
        scan_id: str,
        made: datetime,
        policy: PolicyInfo,
        snapshots: Mapping[str, str],
    ) -> int:
        """Begin another judgement of a scan's evidence; its number, from 2."""
        with self.writing() as connection:
            number = scans.number_of(connection, scan_id)
            return scans.begin_judgement(connection, number, made, policy, snapshots)

    def seal_judgement(
        self,
        scan_id: str,
        judgement: int,
        at: datetime,
        signer: Ed25519PrivateKey | None,
    ) -> None:
        """Link a finished further judgement to the chain."""
        with self.writing() as connection:
            key = scans.judgement_of(connection, scan_id, judgement)
            chain.seal_judgement(connection, key, at, signer)

    # -- reading -----------------------------------------------------------

    def scan(self, scan_id: str) -> ScanInfo:
        """Header of a scan; raises Audit4Error where there is none of that id."""
        with self.reading() as connection:
            number = scans.number_of(connection, scan_id)
            (info,) = scans.infos(connection, scan.c.number == number)
            return info

    def scans(self) -> tuple[ScanInfo, ...]:
        """Headers of all scans, oldest first."""
        with self.reading() as connection:
            return scans.infos(connection)

    def last_scan(self, before: str | None = None) -> ScanInfo | None:
        """The newest finished scan, or the newest of those older than `before`."""
        with self.reading() as connection:
            where = [scan.c.state == "finished"]
            if before is not None:
                where.append(scan.c.number < scans.number_of(connection, before))
            return next(reversed(scans.infos(connection, *where)), None)

    def unfinished(self) -> tuple[ScanInfo, ...]:
        """Headers of the scans that may be resumed, oldest first."""
        with self.reading() as connection:
            return scans.infos(connection, scan.c.state != "finished")

    def hosts(self, scan_id: str, unit: str | None = None) -> tuple[HostReport, ...]:
        """Hosts of a scan by subject; of one unit if asked."""
        with self.reading() as connection:
            number = scans.number_of(connection, scan_id)
            statement = select(host).where(host.c.scan == number)
            if unit is not None:
                statement = statement.where(host.c.unit == unit)
            order = statement.order_by(host.c.unit, host.c.system, host.c.host)
            return tuple(scans.report(row) for row in connection.execute(order))

    def results(
        self,
        scan_id: str,
        judgement: int = LIVE,
        *,
        unit: str | None = None,
        subject: str | None = None,
        decoded: results.Decoded | None = None,
    ) -> Iterator[Result]:
        """Results in the order of the results document, streamed.

        `unit` narrows to a unit with all that is in it, `subject` to exactly that.
        Who asks again and again brings what was `decoded` before.
        """
        with self.reading() as connection:
            key = scans.judgement_of(connection, scan_id, judgement)
            which = select(judged).where(judged.c.judgement == key)
            if unit is not None:
                which = which.where(judged.c.unit == unit)
            if subject is not None:
                which = which.where(*_is(judged, subject))
            yield from results.read(connection, which, decoded)

    def earlier_results(self, scan_id: str, subject: str) -> tuple[Result, ...]:
        """What the newest finished scan before this one said of a subject."""
        with self.reading() as connection:
            number = scans.number_of(connection, scan_id)
            which = (
                select(judged)
                .join(judgement, judgement.c.id == judged.c.judgement)
                .join(scan, scan.c.number == judgement.c.scan)
                .where(judgement.c.number == LIVE, scan.c.number < number)
                .where(scan.c.state == "finished", *_is(judged, subject))
                .order_by(scan.c.number.desc())
                .limit(1)
            )
            return tuple(results.read(connection, which))

    def last_judged(self, scan_id: str) -> Mapping[str, datetime]:
        """When each host was last judged, even in part: start of that scan, UTC.

        Looks back from a scan, which counts itself; hosts never judged are not in it.
        """
        with self.reading() as connection:
            number = scans.number_of(connection, scan_id)
            which = (
                select(
                    host.c.unit, host.c.system, host.c.host, func.max(scan.c.started)
                )
                .join(scan, scan.c.number == host.c.scan)
                .where(scan.c.number <= number)
                .where(host.c.state != HostState.NOT_JUDGED.value)
                .group_by(host.c.unit, host.c.system, host.c.host)
            )
            found = connection.execute(which)
            return {f"{unit}/{system}/{name}": at for unit, system, name, at in found}

    def was_seen(self, subject: str) -> bool:
        """Whether a finished scan judged a host, or any host of a system or unit."""
        named = [part for part in _is(host, subject) if part.right.value]
        found = (
            select(host.c.id)
            .join(scan, scan.c.number == host.c.scan)
            .where(scan.c.state == "finished", *named)
            .where(host.c.state != HostState.NOT_JUDGED.value)
            .limit(1)
        )
        with self.reading() as connection:
            return connection.scalar(found) is not None

    def evidence(self, scan_id: str, subject: str) -> Evidence | None:
        """The evidence of a host, equal to what was judged; None if none came.

        Raises:
            Audit4Error: the host is not in the scan, or its evidence was pruned,
                is missing or was altered.
        """
        with self.reading() as connection:
            number = scans.number_of(connection, scan_id)
            mine = select(host).where(host.c.scan == number, *_is(host, subject))
            row = connection.execute(mine).one_or_none()
            if row is None:
                raise Audit4Error(f"scan {scan_id} has no host {subject}")
            if row.digest is None:
                return None
            if row.listing is None:
                raise Audit4Error(f"the evidence of {subject} in {scan_id} was pruned")
            try:
                return evidences.read(connection, row)
            except DAMAGE:
                raise Audit4Error(
                    f"the evidence of {subject} in {scan_id} is missing or was "
                    "altered: see `audit4 evidence verify`"
                ) from None

    def baseline(
        self,
        subject: str,
        machine_id: str,
        round_id: str,
        rules: Collection[str],
        wanted: Wanted,
    ) -> Baseline | None:
        """What a new scan compares a host with; see `audit4.store.baselines`."""
        with self.reading() as connection:
            return baselines.find(
                connection, subject, machine_id, round_id, rules, wanted
            )

    def content(self, digest: str) -> str | None:
        """A stored content by its SHA-256 (hex); None where it was pruned."""
        with self.reading() as connection:
            return blobs.find(connection, digest)

    def snapshots(self, scan_id: str, judgement: int = LIVE) -> Mapping[str, str]:
        """What a judgement took besides evidence, by kind."""
        with self.reading() as connection:
            key = scans.judgement_of(connection, scan_id, judgement)
            return scans.snapshots(connection, key)

    # -- scores ------------------------------------------------------------

    def keep_scores(
        self, scan_id: str, unit: str, found: Iterable[Score], judgement: int = LIVE
    ) -> None:
        """Keep what a unit came to under a judgement, for the trend of later ones."""
        with self.writing() as connection:
            key = scans.judgement_of(connection, scan_id, judgement)
            scored.keep(connection, key, unit, found)

    def scores(
        self, scan_id: str, unit: str, judgement: int = LIVE
    ) -> tuple[Score, ...]:
        """What was kept of a unit's scores: the overall one, then by layer."""
        with self.reading() as connection:
            key = scans.judgement_of(connection, scan_id, judgement)
            return tuple(scored.kept(connection, key, unit))

    # -- findings ----------------------------------------------------------

    def apply(self, changes: Iterable[Changes]) -> None:
        """Write findings and events that no scan brought about."""
        with self.writing() as connection:
            findings.apply(connection, changes, {})

    def findings(
        self,
        within: str | None = None,
        states: Collection[FindingState] | None = None,
    ) -> Iterator[Finding]:
        """Findings by subject and rule, streamed: of a subject and all inside it."""
        where = [] if within is None else [findings.within(within)]
        if states is not None:
            where.append(finding.c.state.in_([s.value for s in states]))
        with self.reading() as connection:
            yield from findings.read(connection, *where)

    def followed(self) -> frozenset[str]:
        """Subjects that have a finding, whatever became of it."""
        with self.reading() as connection:
            return frozenset(connection.scalars(select(finding.c.subject).distinct()))

    def findings_on(self, subject: str) -> tuple[Finding, ...]:
        """Findings on exactly this subject."""
        with self.reading() as connection:
            return tuple(findings.read(connection, finding.c.subject == subject))

    def history(
        self,
        within: str | None = None,
        until: str | None = None,
        without: Collection[str] = (),
    ) -> Iterator[tuple[int, Event]]:
        """Events with the id of their finding, oldest first; up to a scan if asked.

        Those of the kinds named in `without` are left out.
        """
        where = [] if within is None else [findings.within(within)]
        if without:
            where.append(event.c.kind.not_in(without))
        with self.reading() as connection:
            if until is not None:
                number = scans.number_of(connection, until)
                last = select(event.c.id).where(event.c.scan <= number)
                newest = connection.scalar(last.order_by(event.c.id.desc()).limit(1))
                where.append(event.c.id <= (newest or 0))
            yield from findings.history(connection, *where)

    # -- identities and bundles --------------------------------------------

    def identities(self) -> Mapping[str, Identity]:
        """Under which host key and machine-id each host is known."""
        with self.reading() as connection:
            return {known.subject: known for known in read(connection)}

    def remember_identity(self, known: Identity) -> None:
        """Record a host's identity in place of the one before."""
        with self.writing() as connection:
            remember(connection, known)

    def forget_identity(self, subject: str) -> None:
        """Forget a host's identity."""
        with self.writing() as connection:
            forget(connection, subject)

    def issue_nonce(self, nonce: str, subject: str, at: datetime) -> None:
        """Await one bundle with this nonce from this host."""
        with self.writing() as connection:
            issue_nonce(connection, nonce, subject, at)

    def use_nonce(self, nonce: str, subject: str, at: datetime) -> None:
        """Take a bundle's nonce as used; raises Audit4Error where it must not be."""
        with self.writing() as connection:
            use_nonce(connection, nonce, subject, at)

    def nonce_subject(self, nonce: str) -> str | None:
        """The host that a nonce was issued for; None where it never was."""
        with self.reading() as connection:
            return nonce_subject(connection, nonce)

    def nonce_issued(self, nonce: str) -> datetime | None:
        """When a nonce was issued; None where it never was."""
        with self.reading() as connection:
            return nonce_issued(connection, nonce)

    # -- proof -------------------------------------------------------------

    def verify(
        self, public: Ed25519PublicKey | None, printed: Collection[str] = ()
    ) -> tuple[Proof, ...]:
        """Hold all that is stored against the chain; see `audit4.store.verify`."""
        with self.reading() as connection:
            return tuple(verify(connection, public, printed))

    def prune(
        self,
        retention: Retention,
        now: datetime,
        signer: Ed25519PrivateKey | None,
    ) -> tuple[tuple[str, str], ...]:
        """Delete old evidence; scan and subject of each host that lost its own."""
        self.words.forget()
        with self.writing() as connection:
            return prune(connection, retention, now, signer)


def _running(connection: Connection, scan_id: str) -> int:
    number = scans.number_of(connection, scan_id)
    if connection.scalar(_STATE, {"wanted": number}) != "running":
        raise Audit4Error(f"scan {scan_id} is finished: its results are sealed")
    return number


def _is(table: Any, subject: str) -> list[Any]:  # noqa: ANN401 - a Table
    parts = [*subject.split("/"), "", ""][:3]
    names = ("unit", "system", "host")
    return [table.c[n] == part for n, part in zip(names, parts, strict=True)]
