from pathlib import Path

import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts.processes import EXES, PROCESSES, PROGRAMS, PS
from audit4.testing import evidence

CAPTURED = Path(__file__).parents[2] / "evidence"


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_captured_ps(system: str) -> None:
    text = (CAPTURED / system / "processes.ps.txt").read_text()

    found = evidence({PS: text, EXES: {}}).fact(PROCESSES)

    assert found[0].pid == 1
    assert "sshd" in {p.comm for p in found}


def test_joins_the_executable_by_pid() -> None:
    link = "0777 0 0 l 0 1700000000 /usr/bin/old tool (deleted)"
    seen = evidence(
        {PS: " 42 1 33 web worker\n 43 2 0 [kthread]\n", EXES: {"/proc/42/exe": link}}
    )

    worker, thread = seen.fact(PROCESSES)

    assert (worker.comm, worker.uid) == ("web worker", 33)
    assert worker.exe == "/usr/bin/old tool (deleted)"
    assert thread.exe == ""


def test_programs_are_the_same_whatever_numbers_they_have() -> None:
    one = evidence({PS: "1 0 0 init\n7 1 33 web\n8 1 33 web\n", EXES: {}})
    two = evidence({PS: "1 0 0 init\n40 1 33 web\n", EXES: {}})

    assert one.fact(PROGRAMS) == two.fact(PROGRAMS)
    assert [(p.comm, p.uid) for p in one.fact(PROGRAMS)] == [("init", 0), ("web", 33)]


@pytest.mark.parametrize("text", ["", "PID PPID\n", "1 2\n", f"{'9' * 5000} 1 0 x\n"])
def test_a_broken_table_is_undetermined(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        evidence({PS: text, EXES: {}}).fact(PROCESSES)

    assert why.value.reason is Reason.UNPARSEABLE


def test_a_partial_view_without_root_is_never_read() -> None:
    seen = evidence({PS: "1 0 0 init\n", EXES: {}}, privileged=False)

    with pytest.raises(Undetermined) as why:
        seen.fact(PROCESSES)

    assert why.value.reason is Reason.PERMISSION


def test_a_missing_ps_is_a_missing_tool() -> None:
    with pytest.raises(Undetermined) as why:
        evidence({PS: ItemStatus.ABSENT, EXES: {}}).fact(PROCESSES)

    assert why.value.reason is Reason.MISSING_TOOL
