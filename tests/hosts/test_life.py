"""The life of a workspace over booted hosts: scans, findings, evidence, identities."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit4.store.codec import unpack
from audit4.store.store import Store

from .auditor import HOST, Auditor, Outcome, make_auditor
from .conftest import AS_ROOT
from .machines import Machine
from .province import Province

PLACE = "xa-mau/he-thong"
OWN_IDENTITY = "server.own-identity"
VIETNAM = timedelta(hours=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A workspace and the scan of three hosts and of three that cannot be judged."""

    auditor: Auditor
    scan: Outcome


def beside(machine: Machine, last: int) -> str:
    """Another address of a host's network."""
    return f"{machine.address.rpartition('.')[0]}.{last}"


@contextmanager
def second_address(machine: Machine, last: int = 99) -> Iterator[str]:
    """One more address under which a host answers."""
    address = beside(machine, last)
    machine.sh(f"ip addr add {address}/24 dev eth0")
    try:
        yield address
    finally:
        machine.sh(f"ip addr del {address}/24 dev eth0")


def add_host(auditor: Auditor, name: str, address: str, more: str = "") -> None:
    """Add a host at any address, scanned as root, to the inventory."""
    access = "\n            ".join(filter(None, ("user: root", more)))
    with (auditor.root / "inventory/mau.yaml").open("a") as file:
        file.write(HOST.format(name=name, address=address, access=access))


def pin(auditor: Auditor, address: str, machine: Machine) -> None:
    """Pin the key of a machine for an address."""
    _, key = machine.host_key.split(maxsplit=1)
    with (auditor.root / "known_hosts").open("a") as file:
        file.write(f"{address} {key}")


def shut_hours() -> str:
    """An hour of the day, in Vietnam, that is half a day away."""
    then = datetime.now(UTC) + VIETNAM + timedelta(hours=12)
    return f'scan_hours: ["{then:%H}:00-{then:%H}:59"]'


def said(done: subprocess.CompletedProcess[str]) -> Any:  # noqa: ANN401 - JSON
    """The JSON that a command printed."""
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def lived(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    root = tmp_path_factory.mktemp("life") / "audit"
    auditor = make_auditor(root, booted, AS_ROOT)
    new = booted.hosts["a4d13"]
    add_host(auditor, "tat", beside(new, 200))
    add_host(auditor, "dem", beside(new, 201), shut_hours())
    with second_address(new) as address:
        add_host(auditor, "gia", address)
        pin(auditor, address, booted.jump)
        scan = auditor.scan("--jobs", "6")
    return Lived(auditor=auditor, scan=scan)


@pytest.fixture
def copied(lived: Lived, tmp_path: Path) -> Auditor:
    """The workspace as it was after its first scan, to be done with as one likes."""
    shutil.copytree(lived.auditor.root, tmp_path / "copy")
    return Auditor(root=tmp_path / "copy", province=lived.auditor.province)


@pytest.mark.parametrize(
    ("host", "reason"),
    [("tat", "unreachable"), ("gia", "host_key"), ("dem", "not_collected")],
)
def test_a_host_that_cannot_be_judged_is_unknown_beside_others_that_are(
    lived: Lived, host: str, reason: str
) -> None:
    report = lived.scan.host(host)
    verdicts = set(lived.scan.verdicts(host).values())

    assert lived.scan.code == 3
    assert (report["state"], report["reason"]) == ("not_judged", reason)
    assert {v for v in verdicts if v[0] != "not_applicable"} == {("unknown", reason)}
    for judged in AS_ROOT:
        assert lived.scan.host(judged)["state"] == "judged"
        assert {"pass", "fail"} <= {s for s, _ in lived.scan.verdicts(judged).values()}


def test_the_same_evidence_is_judged_the_same_again(lived: Lived) -> None:
    again = lived.auditor.audit4("rejudge", "--format", "json")

    with Store.open(lived.auditor.root / ".audit4/audit4.db") as store:
        (info,) = store.scans()
        first, second = (
            {(r.subject, r.rule): r.verdict for r in store.results(info.id, number)}
            for number in (1, 2)
        )
    assert again.returncode == 0, again.stderr
    assert said(again) == []
    assert len(first) > 300
    assert first == second


def test_a_byte_of_evidence_that_was_altered_is_found(
    lived: Lived, copied: Auditor
) -> None:
    whole = lived.auditor.audit4("evidence", "verify", "--format", "json")
    alter_longest_content(copied.root / ".audit4/audit4.db", "a4d13")

    altered = copied.audit4("evidence", "verify", "--format", "json")

    assert whole.returncode == 0, whole.stdout
    assert {row["trust"] for row in said(whole)} == {"ok"}
    assert altered.returncode == 1
    off = [row for row in said(altered) if row["trust"] != "ok"]
    assert {row["trust"] for row in off} == {"altered"}
    (row,) = (r for r in off if r["what"] == f"evidence of {PLACE}/a4d13")
    assert row["detail"]


def alter_longest_content(database: Path, host: str) -> None:
    """Change one byte in the middle of the longest thing a host's evidence holds."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        ((listing,),) = connection.execute(
            "select body from host join blob on blob.id = listing where host.host = ?",
            (host,),
        )
        _, contents = json.loads(unpack(listing))
        bodies = {
            number: body
            for number, body in connection.execute("select id, body from blob")
            if number in contents
        }
        longest = max(bodies, key=lambda number: len(bodies[number]))
        body = bytearray(bodies[longest])
        body[len(body) // 2] ^= 1
        connection.execute("update blob set body = ? where id = ?", (body, longest))
