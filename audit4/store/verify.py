"""Hold all that is stored against the signed chain, and name what differs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from audit4.digest import digest_of
from audit4.store import blobs, chain, evidence, listings, results, scans
from audit4.store.chain import DAMAGE, Body
from audit4.store.schema import host, judged, judgement, manifest, result_set, scan


class Trust(StrEnum):
    """What a part of the store turned out to be."""

    OK = "ok"
    PRUNED = "pruned"
    MISSING = "missing"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Outcome for one part: `what` names it, `detail` says what is wrong with it."""

    scan: str
    what: str
    trust: Trust
    detail: str = ""


@dataclass(slots=True)
class _State:
    """What is learned on the way along the chain."""

    connection: Connection
    damaged: frozenset[int]
    pruned: Mapping[tuple[str, str], str]
    digests: results.SetDigests
    sets: dict[int, bool] = field(default_factory=dict)


def verify(
    connection: Connection,
    public: Ed25519PublicKey | None,
    printed: Collection[str] = (),
) -> Iterator[Proof]:
    """Every part of every sealed scan with its outcome.

    Without a key the chain is held against itself only, which whoever can write
    to the database can forge. `printed` are scan digests from reports that left
    the house; one that the chain lacks is `missing`, the only way to see that
    the chain's end was cut off.
    """
    links = connection.execute(select(manifest).order_by(manifest.c.number)).all()
    state = _State(
        connection=connection,
        damaged=frozenset(chain.blobs_altered(connection)),
        pruned=_tombstones(links, public),
        digests=results.SetDigests(connection),
    )
    before = ""
    for link in links:
        yield from _link(state, link, before, public)
        before = link.digest
    yield from _unsealed(connection, {link.scan for link in links})
    for digest in printed:
        if digest not in {link.digest for link in links}:
            yield _proof("", f"scan with digest {digest}", Trust.MISSING, "not stored")


def _proof(scan_id: str, what: str, trust: Trust, detail: str = "") -> Proof:
    return Proof(scan=scan_id, what=what, trust=trust, detail=detail)


def _link(
    state: _State,
    link: Any,  # noqa: ANN401 - a manifest's row
    before: str,
    public: Ed25519PublicKey | None,
) -> Iterator[Proof]:
    try:
        body = chain.body_of(link)
    except DAMAGE:
        yield _proof(f"#{link.number}", "manifest", Trust.ALTERED, "content")
        return
    if body["previous"] != before:
        detail = f"the link with digest {body['previous'] or '(none)'}"
        yield _proof(body["id"], "chain", Trust.MISSING, detail)
    if public and not chain.signature_holds(link, public):
        yield _proof(body["id"], "manifest", Trust.ALTERED, "signature")
    elif (link.previous, link.key) != (body["previous"], body["key"]):
        yield _proof(body["id"], "manifest", Trust.ALTERED, "columns")
    else:
        yield _proof(body["id"], f"manifest of {body['kind']}", Trust.OK)
    if body["kind"] != "prune":
        yield from _readable(_parts(state, body), body["id"], "scan")


def _readable(parts: Iterator[Proof], scan_id: str, what: str) -> Iterator[Proof]:
    """The parts; what a row was altered into may not even be readable."""
    try:
        yield from parts
    except DAMAGE:
        yield _proof(scan_id, what, Trust.ALTERED, "unreadable")


def _parts(state: _State, body: Body) -> Iterator[Proof]:
    connection, scan_id = state.connection, body["id"]
    number = connection.scalar(select(scan.c.number).where(scan.c.id == scan_id))
    if number is None:
        yield _proof(scan_id, "scan", Trust.MISSING)
        return
    key = _judgement(connection, number, body)
    if key is None:
        yield _proof(scan_id, "judgement", Trust.MISSING)
        return
    yield from _readable(_snapshots(state, body, key), scan_id, "snapshots")
    yield from _readable(_results(state, body, key), scan_id, "results")
    if body["kind"] == "scan":
        same = body["scan"] == chain.scan_digest(connection, number)
        yield _proof(scan_id, "scan", Trust.OK if same else Trust.ALTERED)
        yield from _readable(_hosts(state, body, number), scan_id, "hosts")
        yield _events(state, body)


def _judgement(connection: Connection, number: int, body: Body) -> int | None:
    keys = select(judgement.c.id).where(judgement.c.scan == number)
    return next(
        (
            key
            for key in connection.scalars(keys)
            if chain.judgement_digest(connection, key) == body["judgement"]
        ),
        None,
    )


def _snapshots(state: _State, body: Body, key: int) -> Iterator[Proof]:
    stored = chain.snapshot_digests(state.connection, key)
    bad = blobs.digests(state.connection, state.damaged).values()
    for kind, digest in body["snapshots"].items():
        trust = Trust.OK
        if kind not in stored:
            trust = Trust.MISSING
        elif stored[kind] != digest or digest in bad:
            trust = Trust.ALTERED
        yield _proof(body["id"], f"snapshot {kind}", trust)


def _results(state: _State, body: Body, key: int) -> Iterator[Proof]:
    statement = (
        select(judged, result_set.c.digest)
        .join(result_set, result_set.c.id == judged.c.set)
        .where(judged.c.judgement == key)
    )
    rows = {chain.subject(r): r for r in state.connection.execute(statement).all()}
    for subject, digest in body["results"].items():
        row = rows.pop(subject, None)
        trust = Trust.OK
        if row is None:
            trust = Trust.MISSING
        elif row.digest.hex() != digest or not _set_holds(state, row):
            trust = Trust.ALTERED
        yield _proof(body["id"], f"results of {subject}", trust)
    for subject in rows:
        detail = "added after sealing"
        yield _proof(body["id"], f"results of {subject}", Trust.ALTERED, detail)


def _set_holds(state: _State, row: Any) -> bool:  # noqa: ANN401
    if row.set not in state.sets:
        try:
            state.sets[row.set] = state.digests.of(row.set) == row.digest.hex()
        except DAMAGE:
            state.sets[row.set] = False
    return state.sets[row.set]


def _hosts(state: _State, body: Body, number: int) -> Iterator[Proof]:
    statement = select(host).where(host.c.scan == number)
    rows = {chain.subject(r): r for r in state.connection.execute(statement).all()}
    for subject, (report, digest) in body["hosts"].items():
        row = rows.pop(subject, None)
        if row is None:
            yield _proof(body["id"], f"host {subject}", Trust.MISSING)
            continue
        same = digest_of(scans.report(row)) == report
        yield _proof(body["id"], f"host {subject}", Trust.OK if same else Trust.ALTERED)
        if digest:
            yield _evidence(state, body["id"], row, digest)
    for subject in rows:
        detail = "added after sealing"
        yield _proof(body["id"], f"host {subject}", Trust.ALTERED, detail)


def _evidence(
    state: _State,
    scan_id: str,
    row: Any,  # noqa: ANN401 - a host's row
    digest: str,
) -> Proof:
    subject = chain.subject(row)
    what = f"evidence of {subject}"
    if row.listing is None:
        buried = state.pruned.get((scan_id, subject)) == digest
        return _proof(scan_id, what, Trust.PRUNED if buried else Trust.MISSING)
    if {row.listing, row.setting, row.baseline} & state.damaged:
        return _proof(scan_id, what, Trust.ALTERED, "listing")
    try:
        for listed in _listings(state, row):
            if wrong := _damaged_items(state, listed):
                return _proof(scan_id, what, Trust.ALTERED, wrong)
        same = evidence.digest_of_row(state.connection, row) == digest
    except KeyError:
        return _proof(scan_id, what, Trust.MISSING, "a content")
    except DAMAGE:
        same = False
    return _proof(scan_id, what, Trust.OK if same else Trust.ALTERED)


def _listings(state: _State, row: Any) -> Iterator[listings.Listing]:  # noqa: ANN401
    """What a host's evidence lists, and what of an earlier scan it was held against."""
    yield listings.listing(blobs.get(state.connection, row.listing))
    if row.baseline is not None:
        compared = listings.kept(blobs.get(state.connection, row.baseline))
        if compared.listing:
            yield compared.listing


def _damaged_items(state: _State, listed: listings.Listing) -> str:
    """Probe and name of the items whose content was altered."""
    if not listed.blobs() & state.damaged:
        return ""
    if listed.shape in state.damaged:
        return "list of items"
    shape = blobs.get(state.connection, listed.shape)
    named = zip(listings.names(shape), listed.contents, strict=True)
    wrong = [
        f"{probe} {name}".strip() for (probe, name), n in named if n in state.damaged
    ]
    return ", ".join(wrong)


def _events(state: _State, body: Body) -> Proof:
    sealed = body["events"]
    found = chain.event_digest(state.connection, sealed["after"], sealed["last"])
    trust = Trust.OK if found == sealed else Trust.ALTERED
    return _proof(body["id"], "history of findings", trust)


def _tombstones(
    links: Collection[Any], public: Ed25519PublicKey | None
) -> dict[tuple[str, str], str]:
    """Evidence digests by scan and subject that signed tombstones say were pruned."""
    found = {}
    for link in links:
        if link.kind != "prune":
            continue
        if public and not chain.signature_holds(link, public):
            continue
        try:
            buried = chain.body_of(link)["hosts"]
        except DAMAGE:
            continue
        found.update({(scan_id, subject): d for scan_id, subject, d in buried})
    return found


def _unsealed(connection: Connection, sealed: Collection[int]) -> Iterator[Proof]:
    finished = select(scan.c.id, scan.c.number).where(scan.c.state == "finished")
    for row in connection.execute(finished).all():
        if row.number not in sealed:
            yield _proof(row.id, "manifest", Trust.MISSING)
