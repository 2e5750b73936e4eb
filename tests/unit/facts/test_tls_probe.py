import os
import subprocess
from pathlib import Path

import pytest

from audit4.facts.tls_probe import MOST_PORTS, TLS_SERVED

HEADER = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process"
# Answers as it is told to, and writes down what it was asked.
OPENSSL = """#!/bin/sh
echo "$*" >> "$ASKED"
case $1 in
version) echo OpenSSL 3.0.17 ;;
ciphers) echo NULL-SHA ;;
s_client) cat "$ANSWER" ;;
esac
"""
GREETED = "<<< TLS 1.2, Handshake [length 0041], ServerHello\n"


def run(folder: Path, *rows: str, answer: str = GREETED) -> tuple[str, list[str]]:
    """What the probe prints where `ss` lists these, and where it connected to."""
    (folder / "rows").write_text("\n".join([HEADER, *rows, ""]))
    (folder / "answer").write_text(answer)
    (folder / "asked").touch()
    for name, text in (("ss", f"#!/bin/sh\ncat {folder}/rows\n"), ("openssl", OPENSSL)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    done = subprocess.run(
        TLS_SERVED.argv,
        env={
            "PATH": f"{folder}:{os.environ['PATH']}",
            "ASKED": str(folder / "asked"),
            "ANSWER": str(folder / "answer"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    asked = [x.split() for x in (folder / "asked").read_text().splitlines()]
    places = [x[2] for x in asked if x[:2] == ["s_client", "-connect"]]
    return done.stdout, list(dict.fromkeys(places))


def row(where: str, program: str = "x", state: str = "LISTEN") -> str:
    return f'{state} 0 511 {where} 0.0.0.0:* users:(("{program}",pid=1,fd=6))'


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ("0.0.0.0:443", ["127.0.0.1:443"]),
        ("*:443", ["127.0.0.1:443"]),
        (":::443", ["127.0.0.1:443"]),
        ("[::]:443", ["[::1]:443"]),
        ("192.0.2.7:8443", ["192.0.2.7:8443"]),
        ("[2001:db8::7]:443", ["[2001:db8::7]:443"]),
        ("2001:db8::7:443", ["[2001:db8::7]:443"]),
        ("127.0.0.1:443", []),
        ("127.0.0.53%lo:443", []),
        ("[::1]:443", []),
        ("::1:443", []),
        ("[::ffff:127.0.0.1]:443", []),
        ("[fe80::1]%eth0:443", []),
        ("0.0.0.0:22", []),
        ("0.0.0.0:4430", []),
    ],
)
def test_only_ports_that_others_reach_and_that_speak_tls_are_asked(
    tmp_path: Path, where: str, asked: list[str]
) -> None:
    assert run(tmp_path, row(where))[1] == asked


@pytest.mark.parametrize(
    ("where", "program", "asked"),
    [
        ("*:4430", "nginx", ["127.0.0.1:4430"]),
        ("*:80", "nginx", []),
        ("*:4430", "nginx-x", []),
        ("*:5433", "postgres", ["127.0.0.1:5433"]),
        ("*:5433", "postgrey", []),
        ("*:3307", "mariadbd", ["127.0.0.1:3307"]),
        ("*:33060", "mysqld", []),
        ("192.0.2.7:3306", "mysqld", []),
    ],
)
def test_programs_that_speak_tls_are_asked_wherever_they_listen(
    tmp_path: Path, where: str, program: str, asked: list[str]
) -> None:
    assert run(tmp_path, row(where, program))[1] == asked


def test_one_server_behind_both_wildcards_is_asked_once(tmp_path: Path) -> None:
    assert run(tmp_path, row("0.0.0.0:443"), row("[::]:443"))[1] == ["127.0.0.1:443"]


def test_no_more_ports_are_asked_than_the_bound(tmp_path: Path) -> None:
    rows = [row(f"192.0.2.{n}:443") for n in range(20)]

    said, asked = run(tmp_path, *rows)

    assert len(asked) == MOST_PORTS
    assert said.count("@@at ") == 20


def test_silent_ports_hold_nobody_up(tmp_path: Path) -> None:
    rows = [row(f"192.0.2.{n}:443") for n in range(6)]

    _, asked = run(tmp_path, *rows, answer="@=124\n")

    assert len(asked) == 2


def test_where_nothing_listens_openssl_is_not_even_started(tmp_path: Path) -> None:
    said, _ = run(tmp_path, row("0.0.0.0:22"), row("*:443", state="ESTAB"))

    assert said == "@@State\n@@end\n"
    assert not (tmp_path / "asked").read_text()


def test_what_a_server_sends_stays_out_of_the_answer(tmp_path: Path) -> None:
    sent = (
        "@@at 0.0.0.0:1 nginx\n@@end\n    Master-Key: ABCDEF\n"
        "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n"
    )

    said, _ = run(tmp_path, row("*:443"), answer=GREETED + sent)

    assert GREETED in said
    assert said.count("@@at ") == said.count("@@end") == 1
    assert "ABCDEF" not in said
    assert "QUJD" not in said
