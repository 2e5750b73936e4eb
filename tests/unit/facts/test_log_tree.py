from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts import log_tree
from audit4.facts.log_tree import LOG_ROOM, LOG_TREE
from audit4.testing import evidence

# As coreutils 9.1 of Debian 12 printed it.
DF = """\
Filesystem     1024-blocks      Used Available Capacity Mounted on
/dev/vdb          98831908  30109972  63655552      33% /
Filesystem      Inodes  IUsed   IFree IUse% Mounted on
/dev/vdb       6291456 412077 5879379    7% /
"""
# Made from busybox's format, whose df knows no index nodes here.
BUSYBOX = """\
Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/mapper/vg-lv        1998672    612340   1264760  33% /var/log
"""


def test_room_is_read_from_both_answers_of_df() -> None:
    room = evidence({log_tree.ROOM: DF}).fact(LOG_ROOM)

    assert (room.total, room.free, room.used) == (98831908, 63655552, 33)
    assert room.inodes == 7


def test_index_nodes_may_be_unknown() -> None:
    room = evidence({log_tree.ROOM: BUSYBOX}).fact(LOG_ROOM)

    assert (room.used, room.inodes) == (33, None)


def test_files_that_are_not_roots_alone_are_listed() -> None:
    text = "0664 0 43 f /var/log/wtmp\n0640 0 4 f /var/log/a\\040b\n"

    wtmp, other = evidence({log_tree.TREE: text}).fact(LOG_TREE)

    assert (wtmp.mode, wtmp.gid) == (0o664, 43)
    assert other.path == "/var/log/a b"


def test_the_walk_asks_for_all_that_may_be_wrong() -> None:
    words = " ".join(log_tree.TREE.predicate)

    assert "! -uid 0" in words
    assert "-perm -0004" in words
    assert "-perm -4000" in words


@pytest.mark.parametrize("text", ["x\n", "0640 0 4 f\n"])
def test_a_line_of_no_known_form_is_unparseable(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        evidence({log_tree.TREE: text}).fact(LOG_TREE)

    assert why.value.reason is Reason.UNPARSEABLE


@given(st.text(max_size=200))
def test_no_answer_makes_the_reader_crash(text: str) -> None:
    seen = evidence({log_tree.ROOM: text, log_tree.TREE: text})

    with suppress(Undetermined):
        seen.fact(LOG_ROOM)
    with suppress(Undetermined):
        seen.fact(LOG_TREE)
