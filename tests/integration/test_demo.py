import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import paramiko
import pytest

from audit4 import collector
from audit4.demo.province import MENDED, answering, cut, serve, write_workspace
from audit4.demo.recordings import load
from audit4.demo.running import MARK
from audit4.demo.server import RecordedHost, closed_port, new_key

# This machine is one of the hosts, and may have a large disk.
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("demo")]


def demo(folder: Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "audit4", "demo", "--directory", str(folder)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    (folder / "old").mkdir(parents=True)
    (folder / MARK).write_text("")

    done = demo(folder, folder.parent)

    assert done.returncode == 0, done.stderr
    assert not (folder / "old").exists()
    return folder, done.stdout


@pytest.fixture(scope="module")
def documents(shown: tuple[Path, str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    folder, _ = shown
    first, second = sorted((folder / "reports").glob("*/results.json"))
    return json.loads(first.read_text()), json.loads(second.read_text())


def states(document: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {h["host"]: (h["state"], h["reason"]) for h in document["hosts"]}


def statuses(document: Mapping[str, Any], host: str) -> dict[str, str]:
    rows = document["results"]
    return {r["rule"]: r["status"] for r in rows if r["host"] == host}


def serious(document: Mapping[str, Any], host: str) -> int:
    """How many rules of at least high severity a host misses."""
    rows = (r for r in document["results"] if r["host"] == host)
    return sum(
        r["status"] == "fail" and r["severity"] in {"high", "critical"} for r in rows
    )


def test_the_demo_names_what_to_open_and_to_try(shown: tuple[Path, str]) -> None:
    folder, said = shown

    pages = [w for w in said.split() if w.endswith(".html")]
    assert len(pages) == 4
    assert all((folder.parent / page).is_file() for page in pages)
    assert said.count("results.json") == 2
    assert "findings list" in said


def test_hosts_that_cannot_be_judged_are_part_of_the_demo(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    first, second = map(states, documents)

    assert len(first) == 11
    assert first.pop("mot-cua-02") == ("not_judged", "unreachable")
    assert set(first.values()) == {("judged", None)}
    assert second["van-ban-02"][0] == "cut_short"
    assert statuses(documents[0], "giam-sat-01")["sudo.nopasswd"] == "unknown"


def test_hosts_are_of_several_systems_levels_and_strengths(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    hosts = documents[0]["hosts"]

    assert {"debian", "ubuntu", "rocky", "centos"} <= {h["os"]["id"] for h in hosts}
    assert {h["level"] for h in hosts} == {1, 2, 3, 4}
    weak = statuses(documents[0], "mot-cua-01")
    strong = statuses(documents[0], "web-01")
    assert serious(documents[0], "web-01") < serious(documents[0], "mot-cua-01") / 2
    assert strong["root-login.permit"] == "pass"
    assert weak["root-login.permit"] == "fail"


@pytest.mark.parametrize(
    ("host", "rule"),
    [
        ("web-02", "root-login.permit"),
        ("web-02", "firewall.ipv4"),
        ("mot-cua-01", "root-login.permit"),
        ("van-ban-01", "password-age.default-max"),
        ("du-lieu-01", "exposed.database"),
    ],
)
def test_what_is_mended_between_the_scans_passes_in_the_second(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]], host: str, rule: str
) -> None:
    first, second = documents

    assert statuses(first, host)[rule] == "fail"
    assert statuses(second, host)[rule] == "pass"


def test_what_is_broken_between_the_scans_is_found_in_the_second(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    first, second = (statuses(d, "web-01") for d in documents)

    broken = ("sudo.nopasswd", "persistence.cron-fetch")
    assert [first[rule] for rule in broken] == ["pass", "pass"]
    assert [second[rule] for rule in broken] == ["fail", "fail"]


def test_what_came_between_the_scans_is_told_by_the_second(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    rules = [f"persistence.new-{kind}" for kind in ("jobs", "keys", "units", "startup")]
    first, second = (statuses(d, "web-01") for d in documents)
    rows = [r for r in documents[1]["results"] if r["host"] == "web-01"]
    (told,) = (r for r in rows if r["rule"] == rules[0])

    assert [first[rule] for rule in rules] == ["not_applicable"] * 4
    assert [second[rule] for rule in rules] == ["fail", "pass", "pass", "pass"]
    assert told["items"] == ["/etc/cron.d/tam:1 (root)"]
    assert documents[0]["scan"]["id"] in told["message"]["vi"]


def test_no_recording_lacks_what_the_collector_asks_for(
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    rows = documents[0]["results"]

    lacking = {r["rule"] for r in rows if r["reason"] == "not_collected" and r["host"]}

    assert len(lacking) < 8, lacking


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    done = demo(tmp_path, tmp_path)

    assert done.returncode == 2
    assert "not a demonstration's folder" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def ask(host: RecordedHost, key: paramiko.PKey, script: bytes) -> tuple[bytes, int]:
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect(
            "127.0.0.1",
            host.port,
            "quantri",
            pkey=key,
            look_for_keys=False,
            allow_agent=False,
        )
        stdin, stdout, _ = client.exec_command("/bin/sh -s")
        stdin.write(script)
        stdin.channel.shutdown_write()
        return stdout.read(), stdout.channel.recv_exit_status()


def test_a_recorded_host_answers_the_collectors_own_script() -> None:
    key, _ = new_key()
    nonce = collector.nonce()
    script = collector.unpinned_input(collector.build([]), nonce)

    with serve(key) as province:
        raw, code = ask(province.hosts["web-01"], key, script)

    evidence = collector.read(raw, nonce, started=load("web-01").taken)
    assert code == 0
    assert evidence.cut_short is None
    assert evidence.header["hostname"] == "web-01"
    assert set(evidence.items) == set(load("web-01").items)


def test_a_recorded_host_runs_nothing_else() -> None:
    key, _ = new_key()

    with serve(key) as province:
        raw, code = ask(province.hosts["web-01"], key, b"id\n")

    assert (raw, code) == (b"", 2)


def test_a_recorded_host_lets_no_other_key_in() -> None:
    (key, _), (other, _) = new_key(), new_key()

    with serve(key) as province, pytest.raises(paramiko.AuthenticationException):
        ask(province.hosts["web-01"], other, b"id\n")


def test_a_line_that_breaks_leaves_a_part_of_the_answer() -> None:
    key, _ = new_key()
    nonce = collector.nonce()
    host = RecordedHost(cut(answering("van-ban-02")), client_key=key)

    raw, code = ask(host, key, f"set -- 1 {nonce}\n".encode())
    host.close()

    assert code == -1
    assert collector.read(raw, nonce, started=load("van-ban-02").taken).cut_short


def test_a_host_that_is_switched_off_refuses() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", closed_port()), timeout=5)


def test_the_workspace_names_every_host_and_its_key(tmp_path: Path) -> None:
    key, _ = new_key()
    (tmp_path / "inventory").mkdir()
    (tmp_path / "attestations").mkdir()

    with serve(key) as province:
        now = load("web-01").taken
        write_workspace(tmp_path, province, tmp_path / "key", now)
        ports = province.ports

    text = "".join(p.read_text() for p in tmp_path.rglob("*.yaml"))
    assert "{{" not in text
    assert all(f"port: {port}" in text for port in ports.values())
    known = (tmp_path / "known_hosts").read_text()
    assert known.count("ssh-ed25519") == len(ports) - 1
    assert set(MENDED) < set(ports)
