import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Item, ItemStatus, Undetermined
from audit4.facts.accounts import PASSWD
from audit4.facts.homes import HOME_STATS, HOMES
from tests.checks.system_literals import host

TWO = "lan:x:1000:1000::/home/lan:/bin/bash\nlanh:x:1001:1001::/home/lanh:/bin/sh\n"


def test_dot_files_belong_to_the_home_they_lie_in() -> None:
    seen = host(
        {
            PASSWD: TWO,
            HOME_STATS: {
                "/home/lan/.": "0700 1000 1000 d 1 1",
                "/home/lan/.a": "0600 1000 1000 f 1 1",
                "/home/lanh/.": "0700 1001 1001 d 1 1",
                "/home/lanh/.b": "0600 1001 1001 f 1 1",
            },
        }
    )

    found = {h.account.name: [f.path for f in h.dot_files] for h in seen.fact(HOMES)}

    assert found == {"lan": ["/home/lan/.a"], "lanh": ["/home/lanh/.b"]}


def test_a_shared_home_is_seen_for_each_account() -> None:
    same = TWO.replace("/home/lanh", "/home/lan")
    seen = host({PASSWD: same, HOME_STATS: {"/home/lan/.": "0700 1000 1000 d 1 1"}})

    assert [bool(h.folder) for h in seen.fact(HOMES)] == [True, True]


@given(
    st.text(max_size=40),
    st.text(max_size=60),
    st.sampled_from(list(ItemStatus)),
)
def test_no_answer_makes_it_crash(name: str, text: str, status: ItemStatus) -> None:
    one = Item(probe=HOME_STATS.id, name=name, status=status, content=text)
    seen = host({PASSWD: TWO, HOME_STATS: [one]})

    try:
        found = seen.fact(HOMES)
    except Undetermined:
        return

    assert len(found) == 2


def test_a_collection_without_it_is_undetermined() -> None:
    with pytest.raises(Undetermined):
        host({PASSWD: TWO}).fact(HOMES)
