import hashlib
import subprocess

import pytest

from audit4.collector import (
    ProbeError,
    Script,
    access_script,
    build,
    bundle_script,
    bundle_title,
    edition_of,
    editions,
    nonce,
    pinned_input,
    unpinned_input,
)
from audit4.collector.access import AccessError
from audit4.collector.script import awk_text
from audit4.evidence import Command, File, Find, Probe, Stat
from audit4.facts.audit_access import sudoers_line

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeForThisTest"
PROBES = [
    File(id="a.file", path="/etc/it's $(here)"),
    Stat(id="b.stat", paths=("/etc/*", "~/.ssh")),
    Command(id="c.command", argv=("printf", "%s\\n", "'; reboot #")),
    Find(id="d.find", roots=("@local",), predicate=("-type", "f", "!", "-perm", "-1")),
]


def test_the_order_of_probes_changes_nothing() -> None:
    assert build(PROBES) == build(PROBES[::-1])


def test_digest_is_that_of_the_text_before_it_held_it() -> None:
    script = build(PROBES)

    bare = script.text.replace(script.digest, "0" * 64)

    assert hashlib.sha256(bare.encode()).hexdigest() == script.digest
    assert script.sha256 == hashlib.sha256(script.text.encode()).hexdigest()
    assert build(PROBES[:2]).digest != script.digest


def test_the_text_names_its_interpreter_and_ends_with_its_call() -> None:
    lines = build(PROBES).text.splitlines()

    assert lines[0] == "#!/bin/sh"
    assert lines[-1] == '_a4_collect_ "$@"'
    assert "<<" not in build(PROBES).text


@pytest.mark.parametrize(
    "shell", [pytest.param(s, marks=pytest.mark.needs(s)) for s in ("dash", "bash")]
)
def test_probes_cannot_break_out_of_their_quotes(shell: str) -> None:
    subprocess.run([shell, "-n"], input=build(PROBES).text.encode(), check=True)


def test_awk_stands_between_single_quotes() -> None:
    assert "'" not in awk_text()


def test_the_engine_leaves_room_for_probes() -> None:
    assert len(build([]).text) < 32_000


@pytest.mark.parametrize(
    "probe",
    [
        File(id="A b", path="/etc/x"),
        File(id="a", path="etc/x"),
        File(id="a", path="/etc/../x"),
        File(id="a", path="/etc/x\ny"),
        Stat(id="a", paths=("/etc/x", "y")),
        Command(id="a", argv=()),
        Command(id="a", argv=("x\ny",)),
        Command(id="a", argv=("x", "{}"), each="no-such-list"),
        Find(id="a", roots=("/",), predicate=("-delete",)),
        Find(id="a", roots=("/",), predicate=("-exec", "rm", "{}", "+")),
        Find(id="a", roots=("/",), predicate=("-fprint", "/x")),
        Find(id="a", roots=("/",), predicate=("-type", "f", ";")),
        Find(id="a", roots=("/",), predicate=()),
        Find(id="a", roots=("x",), predicate=("-type", "f")),
        Probe(id="a"),
    ],
)
def test_a_probe_that_is_no_plain_question_is_refused(probe: Probe) -> None:
    with pytest.raises(ProbeError, match="probe"):
        build([probe])


def test_two_probes_with_one_id_are_refused() -> None:
    with pytest.raises(ProbeError, match="two probes"):
        build([File(id="a", path="/a"), File(id="a", path="/b")])


def test_the_same_probe_may_come_twice() -> None:
    assert build([*PROBES, *PROBES]) == build(PROBES)


def test_searches_of_the_same_roots_share_one_traversal() -> None:
    more = Find(id="d.more", roots=("@local",), predicate=("-type", "d"))
    other = Find(id="d.other", roots=("/srv",), predicate=("-type", "d"))

    calls = [
        x for x in build([*PROBES, more, other]).text.splitlines() if x[:3] == "DR "
    ]

    assert len(calls) == 2


def test_inputs_are_one_line_of_checked_words() -> None:
    n = nonce()
    script = build([])

    assert unpinned_input(script, n) == f"set -- 1 {n}\n{script.text}".encode()
    assert pinned_input(n) == f"1 {n}\n".encode()
    assert nonce() != n


@pytest.mark.parametrize("bad", ["", "x", "0" * 31, "0" * 33, "0" * 31 + ";", "A" * 32])
def test_a_nonce_that_is_none_never_reaches_a_shell(bad: str) -> None:
    script = build([])

    for send in (pinned_input, lambda n: unpinned_input(script, n)):
        with pytest.raises(ValueError, match="nonce"):
            send(bad)
    with pytest.raises(ValueError, match="nonce"):
        bundle_script(script, "unit/host", bad)


def test_an_unreleased_text_has_no_edition() -> None:
    assert build(PROBES).edition is None
    assert edition_of("0" * 64) is None
    assert all(edition_of(digest) == number for number, digest in editions().items())


def test_a_bundle_tells_host_and_nonce() -> None:
    n = nonce()
    text = bundle_script(build([]), "so-y-te/his/db-01", n)

    done = subprocess.run(["sh"], input=text.encode(), capture_output=True, check=True)

    assert bundle_title(done.stdout) == ("so-y-te/his/db-01", n)
    assert bundle_title(b"something else") is None


@pytest.mark.parametrize("host", ["", "a b", "x'; reboot", "../x", "a\nb"])
def test_a_bundle_for_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="host id"):
        bundle_script(build([]), host, nonce())


def access(**given: object) -> str:
    script: Script = build([])
    words = {"public_key": KEY, "script": script, "action": "install", **given}
    return access_script(**words)  # type: ignore[arg-type]


def test_access_pins_key_command_and_digest() -> None:
    text = access()

    assert sudoers_line(build([]).sha256) in text
    command = 'restrict,command="sudo -n /usr/local/libexec/audit4-collect"'
    assert f"key='{command} {KEY} audit4'" in text
    assert build([]).text in text
    assert "@" not in text.partition("collector() {")[0].replace('"$@"', "")


@pytest.mark.parametrize("action", ["check", "remove"])
def test_access_without_installing_carries_no_collector(action: str) -> None:
    assert len(access(action=action)) < 8000


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "ssh-ed25519",
        'command="x" ' + KEY,
        KEY + "'",
        KEY + "\n" + KEY + "'; reboot",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_public_key_never_reaches_a_shell(key: str) -> None:
    try:
        text = access(public_key=key)
    except AccessError:
        return

    assert text == access()


@pytest.mark.parametrize("account", ["", "Root", "a b", "a;b", "-x", "a" * 33])
def test_what_is_no_account_name_is_refused(account: str) -> None:
    with pytest.raises(AccessError, match="account"):
        access(account=account)
