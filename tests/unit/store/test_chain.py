import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit4.digest import sha256
from audit4.record import Changes
from audit4.store.codec import pack, unpack
from audit4.store.keys import fingerprint
from audit4.store.retention import Retention
from audit4.store.store import Store
from audit4.store.verify import Proof, Trust
from tests.unit.store.build import (
    AT,
    DAY,
    POLICY,
    RESULTS,
    evidence,
    host,
    item,
    scan_info,
    whole_scan,
)
from tests.unit.test_lifecycle import opened

KEY = Ed25519PrivateKey.generate()
WEB1 = "so-yte/hso/web1"
KEEP_ONE = Retention(newest=1, days=0)


@pytest.fixture
def chained(store: Store) -> Store:
    for number in range(3):
        whole_scan(store, f"s{number}", at=AT + number * DAY, signer=KEY)
    return store


def edit(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(statement, values)
        raw.commit()


def wrong(store: Store, *printed: str) -> list[Proof]:
    proofs = store.verify(KEY.public_key(), printed)
    return [p for p in proofs if p.trust is not Trust.OK]


def test_what_nobody_touched_is_ok(chained: Store) -> None:
    proofs = chained.verify(KEY.public_key(), [chained.scan("s1").digest])

    assert {p.trust for p in proofs} == {Trust.OK}
    named = {p.what for p in proofs if p.scan == "s1"}
    assert named == {
        "manifest of scan",
        "scan",
        "snapshot policy",
        f"host {WEB1}",
        f"evidence of {WEB1}",
        f"results of {WEB1}",
        "history of findings",
    }


def test_one_edited_byte_names_scan_host_and_probe(store: Store, path: Path) -> None:
    store.begin_scan(scan_info(), {})
    seen = evidence(item("sshd.effective", "permitrootlogin no"))
    store.save_host("s1", host(), seen, RESULTS)
    store.finish_scan("s1", AT, KEY)
    digest = bytes.fromhex(sha256("permitrootlogin no"))
    where = "WHERE digest = ?"
    with closing(sqlite3.connect(path)) as raw:
        (body,) = raw.execute(f"SELECT body FROM blob {where}", [digest]).fetchone()

    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        edit(path, f"UPDATE blob SET body = ? {where}", changed, digest)

        assert wrong(store) == [
            Proof(
                scan="s1",
                what=f"evidence of {WEB1}",
                trust=Trust.ALTERED,
                detail="sshd.effective",
            )
        ]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE blob SET body = body || x'00'", f"evidence of {WEB1}"),
        ("UPDATE blob SET body = zeroblob(9)", f"evidence of {WEB1}"),
        ("UPDATE blob SET digest = zeroblob(32) WHERE id = 3", f"evidence of {WEB1}"),
        ("UPDATE result SET body = x'00'", f"results of {WEB1}"),
        ("UPDATE result SET body = body || x'00' WHERE id = 2", f"results of {WEB1}"),
        (f"UPDATE result SET body = x'{pack('[[1]]').hex()}'", f"results of {WEB1}"),
        ("UPDATE wording SET body = replace(body, 'Met', 'me')", f"results of {WEB1}"),
        ("UPDATE result_set SET body = x'00'", f"results of {WEB1}"),
        ("UPDATE host SET state = 'not_judged'", f"host {WEB1}"),
        ("UPDATE host SET host_key = 'SHA256:x'", f"host {WEB1}"),
        ("UPDATE host SET privileged = 0", f"evidence of {WEB1}"),
        ("UPDATE host SET header = '{}'", f"evidence of {WEB1}"),
        ("UPDATE host SET collected_at = '2020-01-01'", f"evidence of {WEB1}"),
        ("UPDATE host SET collected_at = 'never'", "hosts"),
        ("UPDATE result_set SET digest = 'x'", "results"),
        ("UPDATE wording SET body = CAST(x'ff' AS TEXT)", f"results of {WEB1}"),
        (f"UPDATE wording SET body = '[[{'1' * 9}]]'", f"results of {WEB1}"),
        ("UPDATE scan SET round = '2020'", "scan"),
        ("UPDATE scan SET started = 'never'", "scan"),
        ("UPDATE manifest SET signature = zeroblob(64)", "manifest"),
        ("UPDATE manifest SET key = 'x'", "manifest"),
        ("UPDATE manifest SET body = x'00'", "manifest"),
    ],
)
def test_an_edit_anywhere_is_named(
    chained: Store, path: Path, statement: str, what: str
) -> None:
    edit(path, statement)

    found = wrong(chained)

    assert what in {p.what for p in found}
    assert {p.trust for p in found} == {Trust.ALTERED}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM judged", f"results of {WEB1}"),
        ("DELETE FROM host", f"host {WEB1}"),
        ("DELETE FROM snapshot", "snapshot policy"),
        ("UPDATE host SET listing = NULL", f"evidence of {WEB1}"),
        ("DELETE FROM blob WHERE id = 3", f"evidence of {WEB1}"),
        ("DELETE FROM manifest WHERE number = 2", "chain"),
        ("DELETE FROM manifest WHERE number = 3", "manifest"),
        ("DELETE FROM judgement WHERE scan = 2", "judgement"),
        ("DELETE FROM scan WHERE number = 2", "scan"),
    ],
)
def test_what_was_taken_away_is_missing(
    chained: Store, path: Path, statement: str, what: str
) -> None:
    edit(path, statement)

    found = [p for p in wrong(chained) if p.trust is Trust.MISSING]

    assert what in {p.what for p in found}


def test_a_host_slipped_in_after_sealing_is_named(chained: Store, path: Path) -> None:
    edit(path, "UPDATE host SET host = 'new' WHERE scan = 2")

    found = {(p.what, p.trust) for p in wrong(chained)}

    assert ("host so-yte/hso/new", Trust.ALTERED) in found
    assert (f"host {WEB1}", Trust.MISSING) in found


def test_a_cut_off_end_shows_only_against_a_printed_digest(
    chained: Store, path: Path
) -> None:
    printed = chained.scan("s2").digest
    for table in ("judged", "snapshot"):
        edit(path, f"DELETE FROM {table} WHERE judgement = 3")
    for table in ("manifest", "host", "judgement"):
        edit(path, f"DELETE FROM {table} WHERE scan = 3")
    edit(path, "DELETE FROM scan WHERE number = 3")

    assert wrong(chained) == []

    (proof,) = wrong(chained, printed)
    assert proof.trust is Trust.MISSING
    assert printed in proof.what


def test_another_key_signed_nothing_here(chained: Store) -> None:
    other = Ed25519PrivateKey.generate().public_key()

    found = [p for p in chained.verify(other) if p.trust is not Trust.OK]

    assert [(p.scan, p.detail) for p in found] == [
        (f"s{n}", "signature") for n in range(3)
    ]


def test_without_a_key_the_chain_is_held_against_itself(store: Store) -> None:
    info = whole_scan(store)

    assert {p.trust for p in store.verify(None)} == {Trust.OK}
    assert info.key == ""


def test_the_header_names_the_key_that_signed(chained: Store) -> None:
    assert chained.scan("s1").key == fingerprint(KEY.public_key())


def test_an_edited_history_is_named(store: Store, path: Path) -> None:
    store.begin_scan(scan_info(), {})
    store.finish_scan("s1", AT, KEY, [opened("so-yte/hso/web1", scan="s1")])
    assert wrong(store) == []

    edit(path, "UPDATE event SET state = 'resolved'")

    assert [p.what for p in wrong(store)] == ["history of findings"]


def test_history_between_scans_is_covered_by_the_next(store: Store, path: Path) -> None:
    whole_scan(store, "s1", signer=KEY)
    store.apply([opened("so-yte/hso/web1")])
    whole_scan(store, "s2", at=AT + DAY, signer=KEY)

    edit(path, "DELETE FROM event")

    assert [(p.scan, p.what) for p in wrong(store)] == [("s2", "history of findings")]


def test_a_rejudging_is_a_link_of_its_own(chained: Store, path: Path) -> None:
    number = chained.begin_judgement("s1", AT, replace(POLICY, version="2"), {})
    chained.save_results("s1", RESULTS[:1], number)
    chained.seal_judgement("s1", number, AT, KEY)
    assert wrong(chained) == []

    edit(path, "DELETE FROM judged WHERE judgement = 4")

    assert [(p.scan, p.what) for p in wrong(chained)] == [("s1", f"results of {WEB1}")]


def test_the_newest_evidence_of_each_host_is_kept(chained: Store) -> None:
    gone = chained.prune(KEEP_ONE, AT + 10 * DAY, KEY)

    assert gone == (("s1", WEB1), ("s0", WEB1))
    assert chained.evidence("s2", WEB1) is not None
    assert tuple(chained.results("s0")) == RESULTS


def test_young_evidence_is_kept_however_much_there_is(chained: Store) -> None:
    assert chained.prune(Retention(newest=1), AT + 10 * DAY, KEY) == ()


def test_pruned_evidence_is_told_from_evidence_that_was_taken(
    chained: Store, path: Path
) -> None:
    chained.prune(Retention(newest=2, days=0), AT + 10 * DAY, KEY)
    edit(path, "UPDATE host SET listing = NULL WHERE scan = 2")

    found = {(p.scan, p.what, p.trust) for p in wrong(chained)}

    assert found == {
        ("s0", f"evidence of {WEB1}", Trust.PRUNED),
        ("s1", f"evidence of {WEB1}", Trust.MISSING),
    }


def test_a_tombstone_that_the_key_did_not_sign_buries_nothing(chained: Store) -> None:
    chained.prune(KEEP_ONE, AT + 10 * DAY, Ed25519PrivateKey.generate())

    found = {(p.scan, p.trust) for p in wrong(chained) if "evidence" in p.what}

    assert found == {("s0", Trust.MISSING), ("s1", Trust.MISSING)}


def test_pruned_contents_are_gone_from_the_file(store: Store, path: Path) -> None:
    canary = bytes(range(33, 126)).decode() * 3
    for number in range(2):
        store.begin_scan(scan_info(f"s{number}", AT + number * DAY), {})
        seen = evidence(
            item("a.b", f"{number}{canary}"), collected_at=AT + number * DAY
        )
        store.save_host(f"s{number}", host(), seen, ())
        store.finish_scan(f"s{number}", AT + number * DAY, KEY)
    packed = pack(f"0{canary}")

    store.prune(KEEP_ONE, AT + 10 * DAY, KEY)
    store.close()

    assert packed not in path.read_bytes()
    assert [p for p in path.parent.iterdir() if p.name.endswith("-wal")] == []


def test_pruning_twice_takes_nothing_more(chained: Store) -> None:
    chained.prune(KEEP_ONE, AT + 10 * DAY, KEY)

    assert chained.prune(KEEP_ONE, AT + 10 * DAY, KEY) == ()
    assert {p.trust for p in chained.verify(KEY.public_key())} == {
        Trust.OK,
        Trust.PRUNED,
    }


def test_changes_are_applied_with_the_sealing_or_not_at_all(store: Store) -> None:
    store.begin_scan(scan_info(), {})

    def broken() -> object:
        yield opened("so-yte/hso/web1", scan="s1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.finish_scan("s1", AT, KEY, broken())  # type: ignore[arg-type]

    assert list(store.findings()) == []
    assert [s.id for s in store.unfinished()] == ["s1"]
    store.finish_scan("s1", AT, KEY, [Changes()])


def test_a_verdict_that_was_turned_is_named(chained: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT id, body FROM result").fetchall()
    (turned,) = [(n, unpack(body)) for n, body in rows if '"fail"' in unpack(body)]

    edit(
        path,
        "UPDATE result SET body = ? WHERE id = ?",
        pack(turned[1].replace('"fail"', '"pass"')),
        turned[0],
    )

    assert {p.what for p in wrong(chained)} == {f"results of {WEB1}"}
