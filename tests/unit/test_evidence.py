import gc
import weakref

import pytest

from audit4.evidence import Command, Evidence, Fact, Reason, Stat, Undetermined
from audit4.facts.accounts import GROUP
from audit4.facts.files import FILE_STATS, FILES
from audit4.testing import evidence

PROBE = Command(id="test.absent", argv=("absent",))


def _read(seen: Evidence) -> str:
    return seen.output(PROBE)


FACT = Fact(name="test.absent", probes=(PROBE,), parse=_read)


class Marker(str):
    """A content whose end can be seen."""

    __slots__ = ("__weakref__",)


def test_a_fact_that_cannot_be_read_says_the_same_each_time() -> None:
    seen = evidence({})

    for _ in range(2):
        with pytest.raises(Undetermined) as told:
            seen.fact(FACT)
        assert (told.value.reason, told.value.detail) == (
            Reason.NOT_COLLECTED,
            "test.absent",
        )


def test_evidence_is_let_go_without_the_garbage_collector() -> None:
    gc.disable()
    try:
        content = Marker("x")
        end = weakref.ref(content)
        seen = evidence({Command(id="test.other", argv=("x",)): content})
        with pytest.raises(Undetermined) as told:
            seen.fact(FACT)
        del told, seen, content

        assert end() is None
    finally:
        gc.enable()


def test_a_fact_that_keeps_what_it_could_not_read_keeps_no_more() -> None:
    gc.disable()
    try:
        content = Marker("not a stat")
        end = weakref.ref(content)
        seen = evidence({FILE_STATS: {"/etc/passwd": content}, GROUP: ""})
        with pytest.raises(Undetermined):
            seen.fact(FILES).matching("/etc/passwd")
        del seen, content

        assert end() is None
    finally:
        gc.enable()


def test_sizes_and_times_that_were_not_asked_for_are_never_read() -> None:
    probe = Stat(id="test.stat", paths=("/etc/x",), needs_root=False)
    seen = evidence({probe: {"/etc/x": "0640 0 42 f - -"}})

    assert seen.stats(probe)["/etc/x"].mode == 0o640
    with pytest.raises(Undetermined) as why:
        seen.dated_stats(probe)

    assert why.value.reason is Reason.UNPARSEABLE


def test_what_two_hosts_differ_in_by_size_and_time_alone_is_equal() -> None:
    probe = Stat(id="test.stat", paths=("/etc/x",), needs_root=False)
    one = evidence({probe: {"/etc/x": "0640 0 42 f 10 1700000000"}})
    two = evidence({probe: {"/etc/x": "0640 0 42 f 11 1800000000"}})

    assert one.stats(probe) == two.stats(probe)
    assert one.dated_stats(probe) != two.dated_stats(probe)
