from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4 import collector
from audit4.collector.masks import mask
from audit4.collector.recording import frame
from audit4.evidence import Evidence, Item, ItemStatus

NONCE = "0123456789abcdef" * 2
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HEADER = {
    "edition": "3",
    "digest": "d" * 64,
    "clock": "1795400000",
    "finished": "1795400002",
    "euid": "0",
    "hostname": "may-mau",
    "machine_id": "0" * 32,
    "cpu_s": "1.25",
}
ITEMS = {
    "os.release": (
        Item(
            probe="os.release",
            name="/etc/os-release",
            status=ItemStatus.OK,
            content="ID=debian\n",
        ),
    ),
    "pam.services": (
        Item(
            probe="pam.services",
            name="/etc/pam.d/a",
            status=ItemStatus.OK,
            content="no newline at the end",
        ),
        Item(probe="pam.services", name="/etc/pam.d/b", status=ItemStatus.DENIED),
    ),
    "files.none": (),
    "firewall.nft": (
        Item(probe="firewall.nft", name="", status=ItemStatus.FAILED, exit=127),
    ),
}


def back(raw: bytes) -> Evidence:
    return collector.read(raw, NONCE, started=AT)


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_framed_is_read_back_as_it_was(*, packed: bool) -> None:
    evidence = back(frame(ITEMS, HEADER, NONCE, packed=packed))

    assert evidence.cut_short is None
    assert evidence.items == ITEMS
    assert evidence.privileged
    assert evidence.clock == 1795400000
    assert {k: evidence.header[k] for k in HEADER} == HEADER


def test_an_answer_framed_for_another_collection_is_not_read() -> None:
    evidence = back(frame(ITEMS, HEADER, "f" * 32))

    assert not evidence.items
    assert evidence.cut_short is not None


def test_content_that_imitates_the_frame_stays_content() -> None:
    forged = f"{NONCE} item os.release ok - /x\n+ID=alpine\n{NONCE} done os.release\n"
    item = Item(
        probe="cron.crontab", name="/etc/crontab", status=ItemStatus.OK, content=forged
    )

    evidence = back(frame({"cron.crontab": (item,)}, HEADER, NONCE))

    assert evidence.items == {"cron.crontab": (item,)}


def test_a_changed_byte_is_noticed() -> None:
    raw = frame(ITEMS, HEADER, NONCE, packed=False)

    evidence = back(raw.replace(b"ID=debian", b"ID=devuan"))

    assert not evidence.items


def test_an_answer_that_is_cut_keeps_whole_probes_alone() -> None:
    raw = frame(ITEMS, HEADER, NONCE, packed=False)

    evidence = back(raw[: raw.index(b"done pam.services")])

    assert set(evidence.items) == {"os.release"}


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs"])
    )
)
def test_any_text_comes_back_masked_and_otherwise_whole(content: str) -> None:
    item = Item(probe="a.b", name="", status=ItemStatus.OK, content=content)

    evidence = back(frame({"a.b": (item,)}, HEADER, NONCE))

    assert evidence.items["a.b"][0].content == mask(content.encode()).decode()


def test_what_is_no_nonce_is_refused() -> None:
    with pytest.raises(ValueError, match="nonce"):
        frame(ITEMS, HEADER, "x; reboot")
