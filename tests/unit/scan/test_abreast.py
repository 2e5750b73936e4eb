import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from audit4.errors import Audit4Error
from audit4.scan.abreast import FEW, abreast
from audit4.store.store import Store


def squares(_: Store) -> Callable[[int], tuple[int, int]]:
    return lambda n: (n * n, os.getpid())


def refusing(_: Store) -> Callable[[int], int]:
    def refuse(n: int) -> int:
        raise Audit4Error(f"not {n}")

    return refuse


# In a process of its own: here, threads of other tests may still be about.
ALONE = """
import json, os, sys
from pathlib import Path
from audit4.scan.abreast import FEW, abreast
from audit4.store.store import Store
from tests.unit.scan.test_abreast import squares

with Store.open(Path(sys.argv[1])) as store:
    print(json.dumps([os.getpid(), list(abreast(squares, store, range(4 * FEW)))]))
"""


def test_many_are_done_in_their_order_by_other_processes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "a.db")],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )

    own, found = json.loads(done.stdout)
    assert [n for n, _ in found] == [n * n for n in range(4 * FEW)]
    if len(os.sched_getaffinity(0)) > 1:
        assert own not in {process for _, process in found}


def test_a_few_are_done_here(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        found = list(abreast(squares, store, range(FEW - 1)))

    assert {process for _, process in found} == {os.getpid()}


def test_where_another_thread_runs_nothing_is_forked(tmp_path: Path) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    with Store.open(tmp_path / "a.db") as store:
        found = list(abreast(squares, store, range(4 * FEW)))
    done.set()
    thread.join()

    assert {process for _, process in found} == {os.getpid()}


@pytest.mark.parametrize("many", [1, 4 * FEW])
def test_what_goes_wrong_is_said_as_it_is_elsewhere(tmp_path: Path, many: int) -> None:
    with (
        Store.open(tmp_path / "a.db") as store,
        pytest.raises(Audit4Error, match="not 0"),
    ):
        list(abreast(refusing, store, range(many)))
