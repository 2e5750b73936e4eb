import os
import threading
import time

import pytest

from audit4.evidence import Reason
from audit4.transport.base import (
    Become,
    Failure,
    Inputs,
    Limits,
    RawAnswer,
    Timeouts,
)
from audit4.transport.kinds import Kind
from audit4.transport.local import LocalTransport, start

PADDING = b"# sixty kilobytes, more than a pipe holds at once\n" * 1400


def collect(text: bytes, transport: LocalTransport | None = None) -> RawAnswer:
    return (transport or LocalTransport()).collect(Inputs(unpinned=text))


def test_a_script_longer_than_a_pipe_answers_at_length() -> None:
    text = PADDING + b"head -c 900000 /dev/zero </dev/null; echo err >&2; id -u\n"

    answer = collect(text)

    assert answer.data == b"\0" * 900_000 + f"{os.geteuid()}\n".encode()
    assert answer.stderr == "err"
    assert answer.exit == 0
    assert answer.host_key is None
    assert answer.wall_s > 0


def test_sizes_are_told_as_they_come() -> None:
    sizes: list[int] = []

    LocalTransport().collect(Inputs(unpinned=b"echo four\n"), sizes.append)

    assert sum(sizes) == 5


def test_silence_is_ended_and_what_came_is_kept() -> None:
    transport = LocalTransport(timeouts=Timeouts(silence=1))
    started = time.monotonic()

    answer = collect(b"echo part; sleep 30 </dev/null\n", transport)

    assert answer.data == b"part\n"
    assert answer.cut is not None
    assert answer.cut.kind is Kind.SILENCE
    assert time.monotonic() - started < 10


def test_an_endless_answer_is_cut_at_the_limit() -> None:
    transport = LocalTransport(limits=Limits(answer_bytes=100_000))

    answer = collect(b"cat /dev/zero </dev/null\n", transport)

    assert len(answer.data) == 100_000
    assert answer.cut is not None
    assert answer.cut.reason is Reason.TRUNCATED


def test_a_stop_is_heeded() -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(Failure) as caught:
        collect(b"sleep 30 </dev/null\n", LocalTransport(stop=stop))

    assert caught.value.kind is Kind.INTERRUPTED


def test_a_script_that_fails_keeps_its_exit_code() -> None:
    assert collect(b"echo x; exit 7\n").exit == 7


def test_a_child_that_keeps_the_output_open_does_not_hold_the_scan() -> None:
    started = time.monotonic()

    answer = collect(b"sleep 20 </dev/null & echo done\n")

    assert answer.data == b"done\n"
    assert time.monotonic() - started < 15


def test_there_is_no_terminal_to_put_into_raw_mode() -> None:
    with pytest.raises(Failure) as caught:
        start("true", tty=True)

    assert caught.value.kind is Kind.SUDO_TTY


@pytest.mark.needs("root")
def test_root_runs_without_sudo() -> None:
    transport = LocalTransport(become=Become(method="sudo", password_env="NOT_SET"))

    assert collect(b"id -u\n", transport).data == b"0\n"
