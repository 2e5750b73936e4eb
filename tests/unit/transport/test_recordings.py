import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit4.transport.base import Failure, HostKey, Inputs, Limits, RawAnswer
from audit4.transport.bundle import BundleTransport
from audit4.transport.kinds import Kind
from audit4.transport.replay import Recording, ReplayTransport, read, write

STARTED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ANSWER = RawAnswer(
    data=b"noise\n\x00\xff\nframe",
    stderr="lời nhắn",
    exit=0,
    wall_s=1.5,
    bytes_received=14,
    host_key=HostKey("ssh-ed25519", "T05F"),
    nonce="abc",
)
NOTHING = Inputs(unpinned=b"")


def test_a_recording_plays_back_what_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "web1.answer"
    recording = Recording(answer=ANSWER, nonce="abc", started=STARTED)
    sizes: list[int] = []

    write(path, recording)

    assert read(path) == recording
    assert ReplayTransport(path=path).collect(NOTHING, sizes.append) == ANSWER
    assert sizes == [len(ANSWER.data)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"{}\n",
        b"[1]\n",
        b"null\n",
        b'{"format": "audit4.recording/9"}\n',
        json.dumps(
            {
                "format": "audit4.recording/1",
                "nonce": "abc",
                "started": "yesterday",
                "host_key": None,
                "exit": 0,
                "wall_s": 1,
                "stderr": "",
            }
        ).encode(),
        json.dumps(
            {
                "format": "audit4.recording/1",
                "nonce": "abc",
                "started": "2026-11-22T03:00:00+00:00",
                "host_key": "ssh-ed25519 no!base64",
                "exit": 0,
                "wall_s": 1,
                "stderr": "",
            }
        ).encode(),
        b'{"format": ' + b"[" * 20_000,
    ],
)
def test_what_is_no_recording_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answer"
    path.write_bytes(content)

    with pytest.raises(Failure) as caught:
        read(path)

    assert caught.value.kind is Kind.RECORDING


def test_a_bundle_is_brought_back_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.write_bytes(b"\x1f\x8bframe")
    sizes: list[int] = []

    answer = BundleTransport(path=path).collect(NOTHING, sizes.append)

    assert answer == RawAnswer(data=b"\x1f\x8bframe", bytes_received=7)
    assert sizes == [7]


def test_a_bundle_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Failure) as caught:
        BundleTransport(path=tmp_path / "none").collect(NOTHING)

    assert caught.value.kind is Kind.RECORDING


def test_a_bundle_beyond_the_limit_is_not_read_whole() -> None:
    endless = BundleTransport(path=Path("/dev/zero"), limits=Limits(answer_bytes=1000))

    with pytest.raises(Failure) as caught:
        endless.collect(NOTHING)

    assert caught.value.kind is Kind.TOO_LARGE
