import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit4.digest import sha256
from audit4.errors import Audit4Error
from audit4.evidence import ItemStatus, Reason
from audit4.finding import Result, Severity, Text, failed, passed
from audit4.record import HostState
from audit4.store.chain import result_digests
from audit4.store.identities import Identity
from audit4.store.store import Store
from tests.unit.store.build import (
    AT,
    DAY,
    POLICY,
    RESULTS,
    evidence,
    host,
    item,
    result,
    scan_info,
    whole_scan,
)

WEB1 = "so-yte/hso/web1"


def begun(store: Store) -> Store:
    store.begin_scan(scan_info(), {"policy": "controls: []"})
    return store


def test_evidence_comes_back_equal_to_what_was_judged(store: Store) -> None:
    seen = evidence(
        item("sshd.effective", "permitrootlogin no\n"),
        item("etc.files", "ố\udcff\x00", "/etc/a\nb"),
        item("etc.files", "", "/etc/c", status=ItemStatus.DENIED),
        item("ss.all", "partly", status=ItemStatus.FAILED, exit=2),
        cut_short=Reason.TRUNCATED,
    )

    begun(store).save_host("s1", host(), seen, ())

    assert store.evidence("s1", WEB1) == seen


def test_results_come_back_as_they_were(store: Store) -> None:
    begun(store).save_host("s1", host(), None, RESULTS)

    assert tuple(store.results("s1")) == RESULTS


def test_words_of_a_check_are_told_from_words_of_the_engine(store: Store) -> None:
    words = Text("Câu", "Sentence")
    rows = (
        result(passed(message=words), "r1"),
        result(passed(), "r2", message=words),
    )

    begun(store).save_host("s1", host(), None, rows)

    assert tuple(store.results("s1")) == rows


def test_results_come_in_the_order_of_the_document(store: Store) -> None:
    begun(store)
    for name in ("web2", "web1"):
        rows = [replace(r, host=name) for r in reversed(RESULTS)]
        store.save_host("s1", host(name), None, rows)
    store.save_results("s1", [result(passed(), system=None, host=None)])

    found = [(r.subject, r.rule) for r in store.results("s1")]

    each = [r.rule for r in RESULTS]
    assert found == [
        ("so-yte", "r1"),
        *[(WEB1, rule) for rule in each],
        *[("so-yte/hso/web2", rule) for rule in each],
    ]


def test_results_narrow_to_a_unit_or_to_one_subject(store: Store) -> None:
    begun(store).save_results("s1", [result(passed(), host=None)])
    store.save_host("s1", host(), None, RESULTS)
    store.save_results("s1", [result(passed(), unit="so-yte-2", host=None)])

    of_unit = {r.subject for r in store.results("s1", unit="so-yte")}
    of_system = [r.subject for r in store.results("s1", subject="so-yte/hso")]

    assert of_unit == {"so-yte/hso", WEB1}
    assert of_system == ["so-yte/hso"]


def test_hosts_come_back_as_they_were(store: Store) -> None:
    dark = host("web0", state=HostState.NOT_JUDGED, reason=Reason.AUTH, detail="x")
    begun(store).save_host("s1", host(), evidence(), ())
    store.save_host("s1", dark, None, ())

    assert store.hosts("s1") == (dark, host())
    assert store.evidence("s1", dark.subject) is None


def test_text_that_no_column_takes_is_made_to_fit(store: Store) -> None:
    odd = result(failed("\udcff\x00ố", expected="no", items=["\x00"]))

    begun(store).save_host("s1", host(detail="\x00"), None, [odd])

    (row,) = store.results("s1")
    assert row.verdict.actual == "?␀ố"
    assert store.hosts("s1")[0].detail == "␀"


def test_a_host_that_is_tried_again_replaces_its_first_attempt(store: Store) -> None:
    begun(store)
    cut = host(state=HostState.CUT_SHORT, reason=Reason.TIMEOUT)
    store.save_host("s1", cut, None, [RESULTS[2]])

    store.save_host("s1", host(), evidence(), RESULTS[:1])

    assert store.hosts("s1") == (host(),)
    assert tuple(store.results("s1")) == RESULTS[:1]


def test_only_judged_hosts_need_no_second_look(store: Store) -> None:
    begun(store).save_host("s1", host(), evidence(), ())
    store.save_host("s1", host("a", state=HostState.CUT_SHORT), evidence(), ())
    store.save_host("s1", host("b", state=HostState.NOT_JUDGED), None, ())

    assert store.finished_hosts("s1") == {WEB1}


def test_an_unfinished_scan_can_be_found_and_finished(store: Store) -> None:
    begun(store)

    assert [s.id for s in store.unfinished()] == ["s1"]
    assert store.last_scan() is None

    store.finish_scan("s1", AT, None)

    assert store.unfinished() == ()
    assert store.last_scan() == store.scan("s1")


def test_the_header_comes_back_with_the_digest_of_the_chain(store: Store) -> None:
    first = whole_scan(store, "s1")
    second = whole_scan(store, "s2", at=AT + DAY)

    assert store.scans() == (first, second)
    assert second.previous_digest == first.digest
    assert replace(second, digest="", previous_digest="", finished=None) == scan_info(
        "s2", AT + DAY
    )


def test_the_scan_before_another_is_the_newest_finished_one(store: Store) -> None:
    for number in range(3):
        whole_scan(store, f"s{number}", at=AT + number * DAY)
    store.begin_scan(scan_info("s9", AT + 9 * DAY), {})

    assert (found := store.last_scan(before="s2"))
    assert found.id == "s1"
    assert store.last_scan(before="s0") is None
    assert (newest := store.last_scan(before="s9"))
    assert newest.id == "s2"


def test_a_finished_scan_takes_no_more_results(store: Store) -> None:
    whole_scan(store)

    with pytest.raises(Audit4Error, match="sealed"):
        store.save_host("s1", host(), None, RESULTS)
    with pytest.raises(Audit4Error, match="sealed"):
        store.save_results("s1", RESULTS)
    with pytest.raises(Audit4Error, match="sealed"):
        store.finish_scan("s1", AT, None)


def test_a_rejudging_stands_beside_the_first_judgement(store: Store) -> None:
    whole_scan(store)
    other = replace(POLICY, version="2")

    number = store.begin_judgement("s1", AT + DAY, other, {"policy": "other"})
    store.save_results("s1", [result(failed("x", expected="y"))], number)
    store.seal_judgement("s1", number, AT + DAY, None)

    assert number == 2
    assert tuple(store.results("s1")) == RESULTS
    assert [r.status for r in store.results("s1", number)] == ["fail"]
    assert store.snapshots("s1") == {"policy": "controls: []"}
    assert store.snapshots("s1", number) == {"policy": "other"}


def test_a_content_is_found_by_its_digest(store: Store) -> None:
    begun(store).save_host("s1", host(), evidence(item("a.b", "text")), ())

    assert store.content(sha256("text")) == "text"
    assert store.content(sha256("other")) is None


def test_the_results_before_are_those_of_the_newest_finished_scan(
    store: Store,
) -> None:
    whole_scan(store, "s1")
    store.begin_scan(scan_info("s2"), {})
    store.save_host("s2", host(), None, RESULTS[:1])
    store.begin_scan(scan_info("s3"), {})

    assert store.earlier_results("s3", WEB1) == RESULTS
    assert store.earlier_results("s1", WEB1) == ()


def test_what_is_not_there_is_said_in_one_line(store: Store) -> None:
    begun(store)

    with pytest.raises(Audit4Error, match="no scan s7"):
        store.hosts("s7")
    with pytest.raises(Audit4Error, match="no judgement 4"):
        list(store.results("s1", 4))
    with pytest.raises(Audit4Error, match="no host"):
        store.evidence("s1", WEB1)


def test_threads_may_save_hosts_at_once(store: Store) -> None:
    begun(store)
    names = [f"web{n}" for n in range(40)]

    def save(name: str) -> None:
        rows = [replace(r, host=name) for r in RESULTS]
        store.save_host("s1", host(name), evidence(item("a.b", name)), rows)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, names))

    assert len(store.finished_hosts("s1")) == 40
    for name in names:
        seen = store.evidence("s1", f"so-yte/hso/{name}")
        assert seen is not None
        assert seen.items["a.b"][0].content == name


def test_a_reader_of_one_scan_does_not_stop_a_writer(store: Store) -> None:
    whole_scan(store)
    reader = store.results("s1")
    next(reader)

    whole_scan(store, "s2", at=AT + DAY)

    assert len(list(reader)) == len(RESULTS) - 1


def test_words_learned_in_a_failed_transaction_are_forgotten(store: Store) -> None:
    begun(store)
    bad = [result(passed(), "r1"), result(passed(), "r1", control=object())]

    with pytest.raises(TypeError):
        store.save_host("s1", host(), None, bad)
    store.save_host("s1", host(), None, RESULTS)

    assert tuple(store.results("s1")) == RESULTS


def test_an_identity_is_kept_until_replaced_or_forgotten(store: Store) -> None:
    known = Identity(subject=WEB1, host_key="SHA256:a", machine_id="1", since=AT)
    store.remember_identity(known)
    other = replace(known, host_key="SHA256:b")

    store.remember_identity(other)

    assert store.identities() == {WEB1: other}
    store.forget_identity(WEB1)
    assert store.identities() == {}


def test_a_bundle_is_taken_once_from_the_host_it_was_made_for(store: Store) -> None:
    store.issue_nonce("n1", WEB1, AT)

    with pytest.raises(Audit4Error, match="made for"):
        store.use_nonce("n1", "so-yte/hso/other", AT)
    with pytest.raises(Audit4Error, match="answers no script"):
        store.use_nonce("n2", WEB1, AT)
    store.use_nonce("n1", WEB1, AT)
    with pytest.raises(Audit4Error, match="imported before"):
        store.use_nonce("n1", WEB1, AT + timedelta(hours=1))

    assert store.nonce_subject("n1") == WEB1
    assert store.nonce_subject("n2") is None


def test_a_subject_was_seen_once_a_finished_scan_judged_a_host_of_it(
    store: Store,
) -> None:
    begun(store).save_host("s1", host("dark", state=HostState.NOT_JUDGED), None, ())
    store.save_host("s1", host(), evidence(), ())

    assert not store.was_seen(WEB1)

    store.finish_scan("s1", AT, None)

    assert store.was_seen(WEB1)
    assert store.was_seen("so-yte/hso")
    assert store.was_seen("so-yte")
    assert not store.was_seen("so-yte/hso/dark")


def test_hosts_that_share_objects_are_stored_as_those_that_do_not(
    store: Store, tmp_path: Path
) -> None:
    draw = random.Random(7)
    subjects = [f"h{n}" for n in range(40)]
    mixed = {name: tuple(draw.sample(RESULTS, draw.randint(1, 4))) for name in subjects}

    def read(to: Store, *, shared: bool) -> list[tuple[Result, ...]]:
        begun(to)
        for name, some in mixed.items():
            rows = [replace(r, host=name) for r in some]
            # What nothing holds any more leaves its id to another object.
            rows = rows if shared else deepcopy(rows)
            to.save_host("s1", host(name), None, rows)
            del rows
        return [tuple(to.results("s1", subject=f"so-yte/hso/{n}")) for n in subjects]

    with Store.open(tmp_path / "other.db") as other:
        assert read(store, shared=True) == read(other, shared=False)
        with store.reading() as one, other.reading() as two:
            assert result_digests(one, 1) == result_digests(two, 1)


def test_a_row_that_differs_in_one_respect_is_another(store: Store) -> None:
    row = result(failed("x", expected="y"))
    others = (
        replace(row, severity=Severity.CRITICAL),
        replace(row, waiver="w1"),
        replace(row, check_version=2),
        replace(row, refs={"law": ["1"]}),
        replace(row, evidence=(("sshd.effective", "ab" * 32),)),
    )

    begun(store)
    for n, other in enumerate((row, *others)):
        store.save_host("s1", host(f"h{n}"), None, [replace(other, host=f"h{n}")])

    for n, other in enumerate((row, *others)):
        (read,) = store.results("s1", subject=f"so-yte/hso/h{n}")
        assert read == replace(other, host=f"h{n}")


def test_results_that_say_the_same_are_kept_once(store: Store, path: Path) -> None:
    begun(store)
    for name in ("web1", "web2"):
        rows = [
            replace(r, host=name, evidence=(("a.b", sha256(name)),)) for r in RESULTS
        ]
        store.save_host("s1", host(name), None, rows)

    with closing(sqlite3.connect(path)) as raw:
        counts = raw.execute(
            "SELECT (SELECT count(*) FROM result), (SELECT count(*) FROM result_set)"
        ).fetchone()

    assert counts == (2, 2)


def test_when_a_host_was_last_judged_is_told_as_of_a_scan(store: Store) -> None:
    first = begun(store)
    first.save_host("s1", host(), evidence(), ())
    first.save_host("s1", host("dark", state=HostState.NOT_JUDGED), None, ())
    store.finish_scan("s1", AT, None)

    assert store.last_judged("s1") == {WEB1: store.scan("s1").started}
