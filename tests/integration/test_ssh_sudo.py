import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit4.evidence import Reason
from audit4.transport.base import Become, RawAnswer
from audit4.transport.kinds import Kind, Stage
from tests.integration.collecting import collect, expected, failure
from tests.integration.conftest import PASSWORD
from tests.integration.sshd import Sshd, User

pytestmark = [pytest.mark.needs("root", "sshd"), pytest.mark.needs("sudo")]

SUDO = Become(method="sudo")
ASKED = Become(method="sudo", password_env="SUDO_PASSWORD")
STRICT = Become(method="sudo", password_env="SUDO_PASSWORD", degrade=False)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_PASSWORD", PASSWORD)


def failures(sshd: Sshd, user: str) -> int:
    entries = re.split(r"\n(?=\S)", sshd.sudo_log)
    mine = [" ".join(e.split()) for e in entries if f" : {user} : " in e]
    return sum(
        int(found[1])
        for entry in mine
        if (found := re.search(r"(\d+) incorrect password", entry))
    )


def privileged(answer: RawAnswer) -> bool:
    return answer.data == expected(0) and answer.degraded is None


@pytest.mark.parametrize(
    ("user", "become"),
    [
        ("sudoer", SUDO),
        ("sudoer", ASKED),
        ("vietnamese", ASKED),
        ("pwsudo", ASKED),
        ("usepty", ASKED),
        ("needtty", SUDO),
        ("needttypw", ASKED),
        ("bothtty", ASKED),
        ("tracing", ASKED),
    ],
)
def test_sudo_brings_roots_answer_byte_for_byte(
    sshd: Sshd, user: str, become: Become
) -> None:
    answer = collect(sshd.target(user, become=become), sshd.known)

    assert privileged(answer)
    assert PASSWORD not in answer.stderr


@pytest.mark.parametrize(
    ("user", "become", "kind"),
    [
        ("pwsudo", SUDO, Kind.SUDO_NEEDS_PASSWORD),
        ("needttypw", SUDO, Kind.SUDO_NEEDS_PASSWORD),
        ("nosudo", ASKED, Kind.SUDO_REFUSED),
    ],
)
def test_where_sudo_refuses_the_answer_comes_without_rights(
    sshd: Sshd, user: str, become: Become, kind: Kind
) -> None:
    answer = collect(sshd.target(user, become=become), sshd.known)

    assert answer.degraded is not None
    assert answer.degraded.kind is kind
    assert answer.degraded.reason is Reason.PERMISSION
    assert answer.data.startswith(b"BEGIN 1 abc 6")


# Hung up on at its second prompt on a terminal, sudo may die before it writes its
# own log line; PAM has written the one failure by then.
@pytest.mark.parametrize(
    ("user", "logged"),
    [("pwsudo", {1}), ("usepty", {1}), ("needttypw", {0, 1}), ("bothtty", {0, 1})],
)
def test_a_wrong_password_costs_exactly_one_failure(
    sshd: Sshd, user: str, logged: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_PASSWORD", "sai")
    before = failures(sshd, user)

    why = failure(sshd.target(user, become=STRICT), sshd.known)

    assert why.kind is Kind.SUDO_WRONG_PASSWORD
    assert not why.retriable
    assert failures(sshd, user) - before in logged


def test_a_password_that_is_not_at_hand_is_told_before_any_connection(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_PASSWORD")

    why = failure(sshd.target("pwsudo", become=ASKED, port=1), sshd.known)

    assert why.kind is Kind.SECRET_MISSING
    assert "SUDO_PASSWORD" in why.detail


def test_a_host_without_sudo_still_answers_without_rights() -> None:
    tools = ["env", "id", "head", "tr", "cat"]
    with Sshd(users=[User(name="bare")], tools=tools) as server:
        answer = collect(server.target("bare", become=SUDO), server.known)

    assert answer.degraded is not None
    assert answer.degraded.kind is Kind.SUDO_MISSING
    assert answer.data.startswith(b"BEGIN 1 abc 6")


def test_root_needs_no_sudo() -> None:
    tools = ["env", "id", "head", "tr", "cat"]
    with Sshd(tools=tools) as server:
        answer = collect(server.target("root", become=SUDO), server.known)

    assert privileged(answer)


def test_a_terminal_that_sshd_does_not_give_is_told_so() -> None:
    user = User(name="needtty", sudo="ALL=(ALL) NOPASSWD: ALL")
    rules = "Defaults:needtty requiretty"
    with Sshd(users=[user], sudoers=rules, config="PermitTTY no") as server:
        why = failure(
            server.target("needtty", become=Become(method="sudo", degrade=False)),
            server.known,
        )

    assert why.kind is Kind.SUDO_TTY


COLLECTOR = '#!/bin/sh\nread -r words\necho "$words $# $(id -u)"\n'
PINNED = Become(method="pinned")


def pinned_host(path: str, flags: str = "") -> Sshd:
    digest = hashlib.sha256(COLLECTOR.encode()).hexdigest()
    rule = f'pinned ALL=(root) NOPASSWD: sha256:{digest} {path} ""'
    forced = f'Match User pinned\n  ForceCommand sudo -n "{path}"\nMatch all'
    rules = "\n".join([rule, *([f"Defaults:pinned {flags}"] if flags else [])])
    return Sshd(users=[User(name="pinned")], sudoers=rules, config=forced)


@pytest.fixture
def collector() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="audit4-pinned-") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "collect")
        path.write_text(COLLECTOR)
        path.chmod(0o755)
        yield path


@pytest.mark.parametrize("flags", ["", "use_pty"])
def test_a_pinned_key_runs_the_installed_collector(flags: str, collector: Path) -> None:
    with pinned_host(str(collector), flags) as server:
        answer = collect(server.target("pinned", become=PINNED), server.known)

    assert answer.data == b"1 abc 0 0\n"


def test_a_pinned_key_gets_no_shell(collector: Path) -> None:
    with pinned_host(str(collector)) as server:
        why = failure(server.target("pinned", become=Become()), server.known)

    assert why.kind is Kind.NO_SHELL


def test_an_altered_collector_is_refused_by_its_digest(collector: Path) -> None:
    collector.write_text(COLLECTOR + "# altered\n")

    with pinned_host(str(collector)) as server:
        why = failure(server.target("pinned", become=PINNED), server.known)

    assert why.stage is Stage.SUDO


def test_a_pinned_login_to_an_account_that_is_not_pinned_is_told_so(
    sshd: Sshd,
) -> None:
    why = failure(sshd.target("plain", become=Become(method="pinned")), sshd.known)

    assert why.kind is Kind.NOT_PINNED
