import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import log_tree
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import host

HEAD = "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
NODES = "Filesystem Inodes IUsed IFree IUse% Mounted on\n"


def judged(text: str | ItemStatus) -> Verdict:
    seen = host({log_tree.ROOM: text})
    return judge("layer2_monitoring.log_room", seen, max_percent=90)


@pytest.mark.parametrize(
    ("blocks", "nodes", "status"),
    [
        ("/dev/a 1000 500 500 50% /", "/dev/a 100 1 99 1% /", Status.PASS),
        ("/dev/a 1000 900 100 90% /", "/dev/a 100 90 10 90% /", Status.PASS),
        ("/dev/a 1000 950 50 95% /", "/dev/a 100 1 99 1% /", Status.FAIL),
        ("/dev/a 1000 1010 -10 101% /var", "/dev/a 100 1 99 1% /var", Status.FAIL),
        ("/dev/a 1000 500 500 50% /", "/dev/a 100 99 1 99% /", Status.FAIL),
        ("/dev/a 1000 500 500 50% /", "/dev/a 0 0 0 - /", Status.PASS),
        ("/dev/a 1000 500 500 50% /nhật ký", "", Status.PASS),
    ],
)
def test_blocks_and_index_nodes_must_be_left(
    blocks: str, nodes: str, status: Status
) -> None:
    assert judged(f"{HEAD}{blocks}\n{NODES}{nodes}\n").status is status


def test_a_df_that_knows_no_index_nodes_is_enough() -> None:
    assert judged(f"{HEAD}/dev/a 1000 500 500 50% /\n").status is Status.PASS


@pytest.mark.parametrize("text", ["", "df: no such file\n", "\x00%%\n" * 500])
def test_what_df_does_not_say_is_unknown(text: str) -> None:
    assert judged(text).reason is Reason.UNPARSEABLE


def test_denied_and_missing_are_unknown() -> None:
    assert judged(ItemStatus.DENIED).reason is Reason.PERMISSION
    assert judged(ItemStatus.ABSENT).reason is Reason.MISSING_TOOL
