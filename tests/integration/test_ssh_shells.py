import time

import pytest

from audit4.transport.base import Inputs
from audit4.transport.kinds import Kind
from tests.integration.collecting import SCRIPT, collect, expected, failure
from tests.integration.sshd import FIRST_UID, Sshd, User

pytestmark = [
    pytest.mark.needs("root", "sshd"),
    pytest.mark.needs("fish", "csh", "busybox"),
]


def test_a_login_brings_the_answer_and_the_proven_host_key(sshd: Sshd) -> None:
    answer = collect(sshd.target("root"), sshd.known)

    assert answer.data == expected(0)
    assert answer.exit == 0
    assert answer.cut is None
    assert answer.host_key == sshd.host_key
    assert answer.bytes_received >= len(answer.data)
    assert answer.bytes_sent >= len(SCRIPT.unpinned)


@pytest.mark.parametrize("user", ["plain", "fishy", "cshy", "ashy", "tracing"])
def test_any_login_shell_runs_the_script_unchanged(sshd: Sshd, user: str) -> None:
    answer = collect(sshd.target(user), sshd.known)

    assert answer.data.split(b" ", 3)[:3] == [b"BEGIN", b"1", b"abc"]
    assert answer.data.endswith(b"\x01\r\n\xffEND")


def test_noise_at_startup_only_precedes_the_answer(sshd: Sshd) -> None:
    answer = collect(sshd.target("noisy"), sshd.known)

    assert answer.data.startswith("Xin chào\nBEGIN".encode())
    assert "nhiễu" in answer.stderr


def test_busybox_as_bin_sh_and_no_sftp_are_enough() -> None:
    mounts = {"/usr/bin/dash": "/usr/bin/busybox"}
    with Sshd(users=[User(name="small")], mounts=mounts) as server:
        answer = collect(server.target("small"), server.known)

    assert answer.data == expected(FIRST_UID)


@pytest.mark.parametrize("user", ["nologin", "quitter"])
def test_an_account_without_a_shell_is_told_so(sshd: Sshd, user: str) -> None:
    why = failure(sshd.target(user), sshd.known)

    assert why.kind is Kind.NO_SHELL
    assert not why.retriable


def test_a_forced_command_that_is_no_shell_is_told_so() -> None:
    with Sshd(config="ForceCommand echo chỉ dùng để sao lưu") as server:
        why = failure(server.target(), server.known)

    assert why.kind is Kind.NO_SHELL
    assert "sao lưu" in why.detail


def test_a_host_without_sessions_refuses_the_channel() -> None:
    with Sshd(config="MaxSessions 0") as server:
        why = failure(server.target(), server.known)

    assert why.kind is Kind.CHANNEL_REFUSED


def test_a_child_that_keeps_the_output_open_does_not_hold_the_scan(sshd: Sshd) -> None:
    script = Inputs(unpinned=b"sleep 30 </dev/null & echo done\n")
    started = time.monotonic()

    answer = collect(sshd.target(), sshd.known, script)

    assert answer.data == b"done\n"
    assert time.monotonic() - started < 15
