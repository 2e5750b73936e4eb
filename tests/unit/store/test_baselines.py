import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit4.digest import sha256
from audit4.evidence import Baseline, Evidence, Item, ItemStatus, Reason
from audit4.finding import Result, Verdict, failed, passed, unknown
from audit4.lifecycle import Context
from audit4.record import HostReport, HostState
from audit4.store.retention import Retention
from audit4.store.store import Store
from audit4.store.verify import Trust
from audit4.tracking import track
from tests.unit.store.build import AT, DAY, evidence, host, item, result, scan_info

WEB1 = "so-yte/hso/web1"
MACHINE = "f" * 32
RULE = "new-keys"
WANTED = (("keys", ("",)), ("stats", ("/etc/modules",)), ("empty.glob", ("",)))
NEW = failed("new 1", expected="as before", items=["k"])
UNSEEN = unknown(Reason.PERMISSION, "x")
KEY = Ed25519PrivateKey.generate()


def looked(keys: str, **changes: object) -> Evidence:
    return evidence(
        item("keys", keys, "/root/.ssh/authorized_keys"),
        item("stats", "0644 0 0 f 9 1", "/etc/passwd"),
        item("stats", "0644 0 0 f 7 1", "/etc/modules"),
        item("sshd.effective", "permitrootlogin no\n"),
        **changes,
    )


def part(keys: str, at: int, **changes: object) -> Baseline:
    """What is expected of a scan: its number, and what it had of the wanted items."""
    items: dict[str, tuple[Item, ...]] = {
        "empty.glob": (),
        "keys": (item("keys", keys, "/root/.ssh/authorized_keys"),),
        "stats": (item("stats", "0644 0 0 f 7 1", "/etc/modules"),),
    }
    began = AT + at * DAY
    seen = Evidence(items=items, collected_at=began, privileged=True)
    return Baseline(
        scan=f"s{at}",
        at=began,
        seen=replace(seen, **changes),  # type: ignore[arg-type]
    )


def compared(store: Store, round_id: str, machine_id: str = MACHINE) -> Baseline | None:
    return store.baseline(WEB1, machine_id, round_id, {RULE}, WANTED)


def scanned(
    store: Store,
    day: int,
    round_id: str,
    seen: Evidence | None,
    verdict: Verdict | None = None,
    report: HostReport | None = None,
) -> None:
    """A whole scan, compared as a scan is, with its findings."""
    began = AT + day * DAY
    info = replace(scan_info(f"s{day}", began), round=round_id)
    store.begin_scan(info, {})
    row: Result = result(verdict or passed("new 0"), RULE)
    if seen:
        seen = replace(seen, baseline=compared(store, round_id))
    store.save_host(info.id, report or host(), seen, [row])
    context = Context(scan=info.id, at=began, subjects={WEB1}, rules={RULE})
    ended = began + timedelta(hours=1)
    store.finish_scan(info.id, ended, KEY, track(store, context))


def pruned(store: Store, newest: int = 1) -> None:
    assert store.prune(Retention(newest=newest, days=0), AT + 999 * DAY, KEY)


def test_the_first_scan_of_a_machine_compares_with_nothing(store: Store) -> None:
    assert compared(store, "q1") is None


def test_one_round_compares_with_its_first_scan(store: Store) -> None:
    for day in range(3):
        scanned(store, day, "q1", looked(f"k{day}"))

    assert compared(store, "q1") == part("k0", 0)


def test_a_new_round_compares_with_the_last_scan_of_the_last(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"))
    scanned(store, 2, "q2", looked("k2"))
    scanned(store, 3, "q3", looked("k3"))

    assert compared(store, "q3") == part("k2", 2)
    assert compared(store, "q4") == part("k3", 3)


def test_a_scan_that_is_not_finished_is_no_round_to_compare_with(store: Store) -> None:
    store.begin_scan(scan_info("s0"), {})
    store.save_host("s0", host(), looked("k0"), ())

    assert compared(store, "q9") is None


def test_a_scan_that_did_not_reach_the_host_is_passed_over(store: Store) -> None:
    dark = host(state=HostState.NOT_JUDGED, machine_id="")
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q1", None, UNSEEN, dark)

    assert compared(store, "q2") == part("k0", 0)


@pytest.mark.parametrize("less", [{"privileged": False}, {"cut_short": Reason.TIMEOUT}])
def test_a_scan_that_saw_all_comes_before_one_that_did_not(
    store: Store, less: dict[str, object]
) -> None:
    scanned(store, 0, "q1", looked("k0", **less))
    only = compared(store, "q2")
    scanned(store, 1, "q2", looked("k1"))
    scanned(store, 2, "q2", looked("k2", **less))

    assert only == part("k0", 0, **less)
    assert compared(store, "q2") == part("k1", 1)
    assert compared(store, "q3") == part("k1", 1)


def test_another_machine_of_that_name_starts_anew(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))

    assert compared(store, "q2", "e" * 32) is None


def test_what_a_round_ended_with_as_new_does_not_become_known(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"), NEW)
    third = compared(store, "q3")
    scanned(store, 2, "q3", looked("k1"), NEW)
    fourth = compared(store, "q4")
    # Somebody answers for it: from then on it is known.
    scanned(store, 3, "q4", looked("k1"))
    within = compared(store, "q4")
    fifth = compared(store, "q5")

    assert third == fourth == within == part("k0", 0)
    assert fifth == part("k1", 3)


def test_an_accepted_entry_is_known_no_sooner_than_its_waiver_ends(
    store: Store,
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    info = replace(scan_info("s1", AT + DAY), round="q2")
    store.begin_scan(info, {})
    store.save_host("s1", host(), looked("k1", baseline=part("k0", 0)), ())
    store.save_results("s1", [result(NEW, RULE, waiver="w1")])
    context = Context(
        scan="s1", at=info.started, subjects={WEB1}, rules={RULE}, waivers={"w1"}
    )
    store.finish_scan("s1", AT + DAY, KEY, track(store, context))

    assert compared(store, "q3") == part("k0", 0)


def test_what_could_not_be_judged_stays_as_open_as_it_was(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"), NEW)
    scanned(store, 2, "q3", looked("k1"), UNSEEN)

    assert compared(store, "q4") == part("k0", 0)


def test_a_host_is_judged_again_on_what_it_was_compared_with(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"))
    live = store.evidence("s1", WEB1)
    scanned(store, 2, "q3", looked("k2"))

    pruned(store, newest=2)

    again = store.evidence("s1", WEB1)
    assert again == live
    assert again
    assert again.baseline == part("k0", 0)


def test_what_was_pruned_lives_on_in_the_round_that_was_compared_with_it(
    store: Store,
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"))
    pruned(store)

    assert compared(store, "q2") == part("k0", 0)


def test_what_is_gone_is_named_without_its_evidence(store: Store) -> None:
    scanned(store, 0, "q1", looked("k0"))
    pruned(store, newest=0)

    assert compared(store, "q2") == Baseline(scan="s0", at=AT)


def test_a_damaged_store_gives_no_evidence_to_compare_with(
    store: Store, path: Path
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE blob SET body = zeroblob(9)")
        raw.commit()

    assert compared(store, "q2") == Baseline(scan="s0", at=AT)


def test_what_is_gone_comes_back_as_gone(store: Store) -> None:
    gone = Baseline(scan="s0", at=AT)
    store.begin_scan(scan_info("s1"), {})
    store.save_host("s1", host(), looked("k1", baseline=gone), ())

    again = store.evidence("s1", WEB1)

    assert again
    assert again.baseline == gone


def test_the_chain_covers_what_a_host_was_compared_with(
    store: Store, path: Path
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"))
    assert {p.trust for p in store.verify(KEY.public_key())} == {Trust.OK}
    digest = bytes.fromhex(sha256("k0"))

    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE host SET listing = NULL WHERE scan = 1")
        raw.execute("UPDATE blob SET body = zeroblob(9) WHERE digest = ?", [digest])
        raw.commit()

    wrong = [p for p in store.verify(KEY.public_key()) if p.trust is Trust.ALTERED]
    assert [(p.scan, p.what) for p in wrong] == [("s1", f"evidence of {WEB1}")]
    assert wrong[0].detail == "keys /root/.ssh/authorized_keys"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE host SET baseline = NULL",
        "UPDATE host SET baseline = listing WHERE scan = 2",
    ],
)
def test_another_comparison_than_the_one_made_is_seen(
    store: Store, path: Path, statement: str
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k1"))

    with closing(sqlite3.connect(path)) as raw:
        raw.execute(statement)
        raw.commit()

    wrong = [p for p in store.verify(KEY.public_key()) if p.trust is not Trust.OK]
    assert [(p.scan, p.what) for p in wrong] == [("s1", f"evidence of {WEB1}")]


def test_an_unchanged_host_adds_the_names_of_its_items_alone(
    store: Store, path: Path
) -> None:
    scanned(store, 0, "q1", looked("k0"))
    scanned(store, 1, "q2", looked("k0"))
    scanned(store, 2, "q2", looked("k0"))

    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT baseline FROM host ORDER BY scan").fetchall()

    assert rows[0] == (None,)
    assert rows[1] == rows[2] != (None,)


def test_an_item_that_was_not_obtained_comes_back_so(store: Store) -> None:
    denied = item("keys", "", "/x", status=ItemStatus.DENIED)
    failed_ = item("stats", "", "/etc/modules", status=ItemStatus.FAILED, exit=2)
    scanned(store, 0, "q1", evidence(denied, failed_))

    found = compared(store, "q2")

    assert found
    assert found.seen
    assert found.seen.items == {
        "empty.glob": (),
        "keys": (denied,),
        "stats": (failed_,),
    }
