import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest
from paramiko.common import AUTH_SUCCESSFUL, OPEN_SUCCEEDED

from audit4.evidence import Reason
from audit4.transport.base import HostKey, Inputs, Limits, Target, Timeouts
from audit4.transport.hostkeys import KnownHosts, parse
from audit4.transport.jump import JumpPool
from audit4.transport.kinds import Kind
from audit4.transport.ssh import SshTransport, fetch_host_key
from tests.integration.collecting import collect, failure
from tests.integration.conftest import PASSWORD
from tests.integration.sshd import Sshd, User, free_port, run

pytestmark = pytest.mark.needs("root", "sshd")

SHORT = Timeouts(connect=1, banner=1, auth=1, silence=1, total=20)
NOBODY = KnownHosts()
# Of a server that answers: a busy machine takes its second for a login.
PATIENT = Timeouts(connect=5, banner=5, auth=4, silence=4, total=20)
# Standard output may overtake the ready line on standard error unless it waits.
PART = b"sleep 1 </dev/null; echo part; sleep 20 </dev/null\n"
Answer = Callable[[socket.socket], None]


@contextlib.contextmanager
def listener(answer: Answer) -> Iterator[Target]:
    with socket.create_server(("127.0.0.12", 0)) as server:
        held: list[socket.socket] = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                held.append(connection)
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address, port = server.getsockname()
        yield Target(address=address, port=port, timeouts=SHORT, key="/nonexistent")
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in held:
            connection.close()


class Stuck(paramiko.ServerInterface):
    """An overloaded host: it lets anybody in and opens no session for long."""

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:  # noqa: ARG002 - as paramiko calls it
        return AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002 - as paramiko calls it
        time.sleep(2 * PATIENT.auth)
        return OPEN_SUCCEEDED


def say(text: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(text)
        connection.close()

    return answer


def reset(connection: socket.socket) -> None:
    linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


@pytest.mark.parametrize(
    ("answer", "kind", "retriable"),
    [
        (lambda _: None, Kind.BANNER_TIMEOUT, True),
        (say(b""), Kind.RESET, True),
        (reset, Kind.RESET, True),
        (say(b"Exceeded MaxStartups\r\n"), Kind.BUSY, True),
        (say(b"Not allowed at this time\r\n"), Kind.PENALISED, False),
        (say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Kind.NOT_SSH, False),
        (say(b"\xff\xfe\x00\x1b[2J" * 50), Kind.NOT_SSH, False),
        (say(b"SSH-1.5-Cisco-1.25\r\n"), Kind.NO_ALGORITHM, False),
        (say(b"SSH-2.0-OpenSSH_9.2\r\n"), Kind.PROTOCOL, True),
    ],
)
def test_what_answers_instead_of_ssh_is_told_apart(
    answer: Answer, kind: Kind, *, retriable: bool
) -> None:
    with listener(answer) as target:
        why = failure(target, NOBODY)

    assert why.kind is kind
    assert why.reason is Reason.UNREACHABLE
    assert why.retriable is retriable
    assert "\x1b" not in str(why)


def test_a_server_that_greets_and_then_stays_silent_times_out() -> None:
    def greet(connection: socket.socket) -> None:
        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

    started = time.monotonic()
    with listener(greet) as target:
        why = failure(target, NOBODY)

    assert why.kind in {Kind.BANNER_TIMEOUT, Kind.PROTOCOL}
    assert time.monotonic() - started < 10


def test_a_host_too_slow_to_open_a_session_is_a_time_out(sshd: Sshd) -> None:
    key = paramiko.RSAKey.generate(2048)

    def let_in(connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        transport.add_server_key(key)
        transport.start_server(server=Stuck())

    with listener(let_in) as target:
        line = f"[{target.address}]:{target.port} {key.get_name()} {key.get_base64()}"
        slow = replace(target, key=str(sshd.client_key), timeouts=PATIENT)
        why = failure(slow, parse(line))

    assert why.kind is Kind.SILENCE
    assert why.reason is Reason.TIMEOUT
    assert why.retriable


def test_a_closed_port_refuses() -> None:
    target = Target(address="127.0.0.12", port=free_port("127.0.0.12"))

    why = failure(target, NOBODY)

    assert why.kind is Kind.REFUSED
    assert why.retriable


def test_a_name_that_does_not_exist_is_told_so() -> None:
    why = failure(Target(address="khong-co.invalid"), NOBODY)

    assert why.kind is Kind.DNS


def test_an_unknown_host_key_stops_before_any_login(sshd: Sshd) -> None:
    before = sshd.log.count("Accepted")

    why = failure(sshd.target(), NOBODY)

    assert why.kind is Kind.HOST_KEY_UNKNOWN
    assert sshd.host_key.fingerprint in why.detail
    assert sshd.log.count("Accepted") == before


def test_a_changed_host_key_stops_before_any_login(sshd: Sshd, tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other")
    kind, blob, *_ = (tmp_path / "other.pub").read_text().split()
    known = parse(f"[{sshd.address}]:{sshd.port} {kind} {blob}")

    why = failure(sshd.target(), known)

    assert why.kind is Kind.HOST_KEY_CHANGED
    assert why.reason is Reason.HOST_KEY
    assert not why.retriable


def test_a_revoked_host_key_is_refused_even_where_it_is_also_pinned(sshd: Sshd) -> None:
    name = f"[{sshd.address}]:{sshd.port}"
    line = f"{sshd.host_key.type} {sshd.host_key.base64}"
    known = parse(f"{name} {line}\n@revoked * {line}\n")

    why = failure(sshd.target(), known)

    assert why.kind is Kind.HOST_KEY_REVOKED


def test_a_host_with_several_keys_is_asked_for_the_one_on_record(
    tmp_path: Path,
) -> None:
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", tmp_path / "rsa")
    kind, blob, *_ = (tmp_path / "rsa.pub").read_text().split()
    with Sshd(config=f"HostKey {tmp_path}/rsa") as server:
        known = parse(f"[{server.address}]:{server.port} {kind} {blob}")

        answer = collect(server.target(), known)

    assert answer.host_key == HostKey(kind, blob)


def test_the_host_key_is_fetched_without_a_login(sshd: Sshd) -> None:
    before = sshd.log.count("Accepted")

    with JumpPool(NOBODY) as pool:
        key = fetch_host_key(sshd.target(), NOBODY, pool)

    assert key == sshd.host_key
    assert sshd.log.count("Accepted") == before


def test_a_refused_key_is_offered_once_and_nothing_else(
    sshd: Sshd, tmp_path: Path
) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "stranger")
    before = sshd.log

    why = failure(sshd.target(key=str(tmp_path / "stranger")), sshd.known)

    assert why.kind is Kind.AUTH_REFUSED
    assert why.reason is Reason.AUTH
    assert not why.retriable
    new = sshd.log.removeprefix(before)
    assert new.count("Connection from") == 1
    assert new.count("Failed password") == 0


def test_a_password_is_taken_by_reference(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN", PASSWORD)

    answer = collect(sshd.target("pwsudo", key=None, password_env="LOGIN"), sshd.known)

    assert answer.exit == 0


def test_a_wrong_login_password_costs_one_failure(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN", "sai")
    before = sshd.log

    why = failure(sshd.target("pwsudo", key=None, password_env="LOGIN"), sshd.known)

    assert why.kind is Kind.AUTH_REFUSED
    assert sshd.log.removeprefix(before).count("Failed password") == 1


def test_a_host_that_wants_key_and_password_gets_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGIN", PASSWORD)
    config = "AuthenticationMethods publickey,password"
    users = [User(name="pwsudo", password=PASSWORD)]
    with Sshd(users=users, config=config) as server:
        alone = failure(server.target("pwsudo"), server.known)
        both = collect(server.target("pwsudo", password_env="LOGIN"), server.known)

    assert alone.kind is Kind.AUTH_PARTIAL
    assert both.exit == 0


def test_a_key_that_is_not_there_is_told_before_login(sshd: Sshd) -> None:
    why = failure(sshd.target(key="/nonexistent/key"), sshd.known)

    assert why.kind is Kind.KEY_UNREADABLE


def test_a_key_file_that_holds_no_key_is_told_so(sshd: Sshd, tmp_path: Path) -> None:
    garbage = tmp_path / "key"
    garbage.write_bytes(b"\x00\xff not a key")

    why = failure(sshd.target(key=str(garbage)), sshd.known)

    assert why.kind is Kind.KEY_UNREADABLE


def test_an_encrypted_key_opens_with_the_passphrase_by_reference(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "locked"
    shutil.copy(sshd.client_key, key)
    run("ssh-keygen", "-q", "-p", "-P", "", "-N", "mở khóa", "-f", key)
    monkeypatch.setenv("PASSPHRASE", "mở khóa")

    locked = failure(sshd.target(key=str(key)), sshd.known)
    opened = collect(sshd.target(key=str(key), passphrase_env="PASSPHRASE"), sshd.known)

    assert locked.kind is Kind.KEY_ENCRYPTED
    assert opened.exit == 0


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_kinds_of_keys_log_in(sshd: Sshd, tmp_path: Path, kind: str) -> None:
    run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", tmp_path / kind)
    with (sshd.root / "keys" / "root").open("a") as keys:
        keys.write((tmp_path / f"{kind}.pub").read_text())

    answer = collect(sshd.target(key=str(tmp_path / kind)), sshd.known)

    assert answer.exit == 0


def test_a_certificate_logs_in_where_the_bare_key_does_not(tmp_path: Path) -> None:
    for name in ("authority", "signed"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name)
    run(
        *("ssh-keygen", "-q", "-s", tmp_path / "authority", "-I", "audit"),
        *("-n", "root", tmp_path / "signed.pub"),
    )
    config = f"TrustedUserCAKeys {tmp_path}/authority.pub"
    with Sshd(config=config) as server:
        bare = server.target(key=str(tmp_path / "signed"))
        signed = replace(bare, certificate=str(tmp_path / "signed-cert.pub"))

        refused = failure(bare, server.known)
        answer = collect(signed, server.known)

    assert refused.kind is Kind.AUTH_REFUSED
    assert answer.exit == 0


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "agent"
    process = subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL
    )
    while not path.exists():
        time.sleep(0.02)
    yield path
    process.terminate()
    process.wait()


def add_key(agent: Path, key: Path) -> None:
    subprocess.run(
        ["ssh-add", "-q", str(key)],
        check=True,
        env={**os.environ, "SSH_AUTH_SOCK": str(agent)},
        capture_output=True,
    )


def test_the_agents_only_key_logs_in(sshd: Sshd, agent: Path) -> None:
    add_key(agent, sshd.client_key)

    answer = collect(
        sshd.target(key=None, agent=True, agent_socket=str(agent)), sshd.known
    )

    assert answer.exit == 0


def test_of_several_agent_keys_one_must_be_named(
    sshd: Sshd, agent: Path, tmp_path: Path
) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other")
    add_key(agent, sshd.client_key)
    add_key(agent, tmp_path / "other")
    target = sshd.target(key=None, agent=True, agent_socket=str(agent))

    unnamed = failure(target, sshd.known)
    named = collect(replace(target, key=f"{sshd.client_key}.pub"), sshd.known)

    assert unnamed.kind is Kind.AGENT
    assert named.exit == 0


def test_an_agent_that_is_not_there_is_told_so(sshd: Sshd, tmp_path: Path) -> None:
    target = sshd.target(key=None, agent=True, agent_socket=str(tmp_path / "none"))

    assert failure(target, sshd.known).kind is Kind.AGENT


def test_a_server_with_only_obsolete_algorithms_is_too_old() -> None:
    with Sshd(config="KexAlgorithms diffie-hellman-group1-sha1") as server:
        why = failure(server.target(), server.known)

    assert why.kind is Kind.NO_ALGORITHM
    assert "bundle" in why.way_out.en


def test_silence_in_the_middle_keeps_what_came_before(sshd: Sshd) -> None:
    script = Inputs(unpinned=b"echo part\nsleep 20 </dev/null\n")

    answer = collect(sshd.target(timeouts=PATIENT), sshd.known, script)

    assert answer.data == b"part\n"
    assert answer.cut is not None
    assert answer.cut.kind is Kind.SILENCE
    assert answer.cut.reason is Reason.TIMEOUT


def test_a_trickling_host_is_ended_by_the_total_time(sshd: Sshd) -> None:
    script = Inputs(unpinned=b"while :; do echo x; sleep 0.2 </dev/null; done\n")
    brief = replace(PATIENT, total=6)
    started = time.monotonic()

    answer = collect(sshd.target(timeouts=brief), sshd.known, script)

    assert answer.cut is not None
    assert answer.cut.kind is Kind.TOTAL_TIMEOUT
    assert time.monotonic() - started < 15


def test_an_endless_answer_is_cut_at_the_limit(sshd: Sshd) -> None:
    script = Inputs(unpinned=b"cat /dev/zero </dev/null\n")

    answer = collect(sshd.target(), sshd.known, script, Limits(answer_bytes=500_000))

    assert len(answer.data) == 500_000
    assert answer.cut is not None
    assert answer.cut.kind is Kind.TOO_LARGE


def test_endless_error_output_is_bounded(sshd: Sshd) -> None:
    script = Inputs(unpinned=b"head -c 9000000 /dev/zero </dev/null >&2; echo end\n")

    answer = collect(sshd.target(), sshd.known, script, Limits(stderr_bytes=1000))

    assert answer.data == b"end\n"
    assert len(answer.stderr) <= 1000


def test_a_link_cut_midway_keeps_what_came_and_says_so() -> None:
    script = Inputs(unpinned=PART)
    with Sshd() as server:
        seen = threading.Event()
        answers = []

        def work() -> None:
            with JumpPool(server.known) as pool:
                transport = SshTransport(
                    target=server.target(), known=server.known, pool=pool
                )
                answers.append(transport.collect(script, lambda _: seen.set()))

        thread = threading.Thread(target=work)
        thread.start()
        assert seen.wait(10)
        server.drop_sessions()
        thread.join(10)

    (answer,) = answers
    assert answer.data == b"part\n"
    assert answer.cut is not None
    assert answer.cut.kind is Kind.CUT
    assert answer.cut.retriable


def test_a_stop_ends_a_running_collection(sshd: Sshd) -> None:
    stop = threading.Event()
    script = Inputs(unpinned=PART)
    with JumpPool(sshd.known) as pool:
        transport = SshTransport(
            target=sshd.target(), known=sshd.known, pool=pool, stop=stop
        )

        answer = transport.collect(script, lambda _: stop.set())

    assert answer.cut is not None
    assert answer.cut.reason is Reason.INTERRUPTED


def test_many_hosts_at_once_each_get_their_own_answer(sshd: Sshd) -> None:
    users = ["root", "plain", "fishy", "cshy", "sudoer"] * 4
    answers: dict[int, bytes] = {}

    def work(number: int, user: str) -> None:
        script = Inputs(unpinned=f"echo {number} $(id -un)\n".encode())
        answers[number] = collect(sshd.target(user), sshd.known, script).data

    threads = [
        threading.Thread(target=work, args=(n, user)) for n, user in enumerate(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == {n: f"{n} {user}\n".encode() for n, user in enumerate(users)}
