"""The life of a workspace over booted hosts: scans, findings, evidence, identities."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audit4.evidence import Reason
from audit4.finding import Result, Status
from audit4.store.codec import unpack
from audit4.store.keys import load_key
from audit4.store.retention import Retention
from audit4.store.store import Store

from .auditor import COMPARING, HOST, Auditor, Outcome, different, make_auditor
from .conftest import AS_ROOT
from .machines import Machine
from .province import SUDO_PASSWORD, Province
from .test_rug import away, changed

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


def scan_hosts(auditor: Auditor, *hosts: str) -> tuple[int, str]:
    """Scan some hosts without reports; exit code and all that was printed."""
    words = [word for host in hosts for word in ("--host", f"{PLACE}/{host}")]
    done = auditor.audit4("scan", "--no-reports", "--jobs", "3", *words)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def newest(auditor: Auditor, host: str) -> Mapping[str, Result]:
    """The results of a host in the newest scan, by rule."""
    with Store.open(auditor.root / ".audit4/audit4.db") as store:
        info = store.last_scan()
        assert info
        found = store.results(info.id, subject=f"{PLACE}/{host}")
        return {row.rule: row for row in found}


def finding(auditor: Auditor, rule: str) -> str:
    """The state of the finding of a rule on the newest host."""
    told = said(
        auditor.audit4(
            "findings", "list", f"{PLACE}/a4d13", "--all", "--format", "json"
        )
    )
    (row,) = (r for r in told if r["rule"] == rule)
    return str(row["state"])


def test_a_finding_is_resolved_when_mended_and_reopened_when_broken_again(
    copied: Auditor,
) -> None:
    rule, machine = "file-mode.crontab", copied.province.hosts["a4d13"]

    states = [finding(copied, rule)]
    with changed(machine, "chmod 600 /etc/crontab", "chmod 644 /etc/crontab"):
        scan_hosts(copied, "a4d13")
    states.append(finding(copied, rule))
    scan_hosts(copied, "a4d13")
    states.append(finding(copied, rule))

    assert states == ["open", "resolved", "reopened"]


def scanned(database: Path) -> set[str]:
    """The hosts that a running scan has kept so far."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        with contextlib.closing(connection):
            return {host for (host,) in connection.execute("select host from host")}
    return set()


def test_an_interrupted_scan_keeps_finished_hosts_and_is_resumed(
    lived: Lived, booted: Province, tmp_path: Path
) -> None:
    auditor = make_auditor(tmp_path / "audit", booted, AS_ROOT)
    old, database = booted.hosts["a4d11"], auditor.root / ".audit4/audit4.db"
    environment = {
        "A4_SUDO": SUDO_PASSWORD,
        "HOME": str(auditor.root),
        "XDG_CONFIG_HOME": str(auditor.root / "config"),
    }

    with changed(old, *away("/bin/systemctl", "exec sleep 600")):
        running = subprocess.Popen(
            [sys.executable, "-m", "audit4", "-C", str(auditor.root), "scan"],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            while scanned(database) != {"a4d12", "a4d13"}:
                assert running.poll() is None
                time.sleep(0.2)
            running.send_signal(signal.SIGINT)
            output, _ = running.communicate(timeout=30)
        finally:
            running.kill()
    kept = scanned(database)
    resumed = auditor.scan("--resume")

    assert running.returncode == 130, output
    assert "--resume" in output
    assert kept == {"a4d12", "a4d13"}
    for host in AS_ROOT:
        assert resumed.host(host)["state"] == "judged"
        assert not different(lived.scan.verdicts(host), resumed.verdicts(host))


def test_one_machine_under_two_addresses_is_judged_twice_and_named(
    booted: Province, tmp_path: Path
) -> None:
    auditor = make_auditor(tmp_path / "audit", booted, {"a4d13": "root"})
    machine = booted.hosts["a4d13"]
    with second_address(machine) as address:
        add_host(auditor, "hai", address)
        pin(auditor, address, machine)
        scan_hosts(auditor, "a4d13", "hai")
        one, two = newest(auditor, "a4d13"), newest(auditor, "hai")
    auditor.set_hosts({"a4d13": "root"})

    scan_hosts(auditor, "a4d13")

    for rows, other in ((one, "hai"), (two, "a4d13")):
        assert rows[OWN_IDENTITY].status == "fail"
        assert rows[OWN_IDENTITY].verdict.items == (f"{PLACE}/{other}",)
        assert Counter(r.status for r in rows.values())[Status.PASS] > 50
    # The inventory has the machine once: it shares its identity with nobody.
    assert newest(auditor, "a4d13")[OWN_IDENTITY].status == "pass"


def test_another_machine_id_is_a_stranger_until_a_person_trusts_it(
    copied: Auditor,
) -> None:
    new, neighbour = (copied.province.hosts[n] for n in ("a4d13", "a4d12"))
    cloned = neighbour.sh("cat /etc/machine-id").strip()
    public = new.root / "etc/ssh/ssh_host_ed25519_key.pub"
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(public)], capture_output=True, text=True, check=True
    )
    trust = ("--fingerprint", told.stdout.split()[1], "--host", f"{PLACE}/a4d13")

    with changed(
        new,
        f"cp -p /etc/machine-id /root/machine-id; echo {cloned} > /etc/machine-id",
        "cp -p /root/machine-id /etc/machine-id; rm /root/machine-id",
    ):
        refused, output = scan_hosts(copied, "a4d13")
        strange = newest(copied, "a4d13")
        trusted = copied.audit4("hosts", "trust", "--replace", *trust)
        scan_hosts(copied, "a4d13")
        judged = newest(copied, "a4d13")
        scan_hosts(copied, "a4d12")

    assert refused == 3
    assert "identity" in output
    reasons = {r.verdict.reason for r in strange.values() if r.status == "unknown"}
    assert reasons == {Reason.IDENTITY}
    assert {r.status for r in strange.values()} <= {"unknown", "not_applicable"}
    assert trusted.returncode == 0, trusted.stderr
    assert Counter(r.status for r in judged.values())[Status.PASS] > 50
    for rows, other in ((judged, "a4d12"), (newest(copied, "a4d12"), "a4d13")):
        assert rows[OWN_IDENTITY].status == "fail"
        assert rows[OWN_IDENTITY].verdict.items == (f"{PLACE}/{other}",)


def test_one_server_is_audited_without_a_trace(
    booted: Province, tmp_path: Path
) -> None:
    home, address = tmp_path / "home", booted.jump.address
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    out = ("--json", str(home / "out.json"), "--html", str(home / "out.html"))
    base = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}

    def audit4(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "audit4", *words],
            cwd=home,
            env={**base, "HOME": str(home), "SSH_AUTH_SOCK": ""},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    server = ("scan", f"root@{address}", "--key", str(booted.key), "--level", "3")
    unknown = audit4(*server, *out)
    (pinning,) = re.findall(r"mkdir .* && echo .*", unknown.stderr)
    subprocess.run(["sh", "-c", pinning], check=True, capture_output=True)
    judged = audit4(*server, *out)
    schema = said(audit4("schema", "results"))

    assert unknown.returncode == 2, unknown.stdout
    assert unknown.stdout == ""
    assert judged.returncode in {1, 3}, judged.stderr
    assert "root-login.permit" in judged.stdout
    document = json.loads((home / "out.json").read_text())
    jsonschema.validate(document, schema)
    assert document["hosts"][0]["state"] == "judged"
    assert (home / "out.html").read_text().startswith("<!")
    files = {str(f.relative_to(home)) for f in home.rglob("*") if f.is_file()}
    assert files == {".ssh/known_hosts", "out.json", "out.html"}


def told(auditor: Auditor) -> dict[str, tuple[str, ...]]:
    """What the newest scan says is new on the newest host, by rule."""
    rows = newest(auditor, "a4d13")
    return {r: rows[r].verdict.items for r in COMPARING if rows[r].status == "fail"}


NEW_ENTRIES = """
ssh-keygen -q -t ed25519 -N '' -C la@may -f /run/la
cat /run/la.pub >> /root/.ssh/authorized_keys
printf '[Timer]\\nOnCalendar=daily\\n' > /etc/systemd/system/la.timer
echo '7 3 * * * root /usr/local/sbin/la' > /etc/cron.d/la
"""
NO_NEW_ENTRIES = """
sed -i '/la@may$/d' /root/.ssh/authorized_keys
rm -f /run/la /run/la.pub /etc/systemd/system/la.timer /etc/cron.d/la
"""


def test_what_came_since_the_last_round_is_told_until_somebody_answers_for_it(
    booted: Province, tmp_path: Path
) -> None:
    auditor = make_auditor(tmp_path / "audit", booted, {"a4d13": "root"})
    new = booted.hosts["a4d13"]

    def scan(round_id: str) -> Mapping[str, Result]:
        auditor.audit4("scan", "--no-reports", "--round", round_id)
        return newest(auditor, "a4d13")

    first = scan("k1")
    unchanged = scan("k2")
    with changed(new, NEW_ENTRIES, NO_NEW_ENTRIES):
        scan("k2")
        key = new.sh("ssh-keygen -lf /run/la.pub").split()[1]
        within = told(auditor)
        scan("k3")
        next_round = told(auditor)
        auditor.set_hosts({"a4d13": "none"})
        unprivileged = scan("k3")
        declared = {"local_startup": ["/etc/cron.d/*", "*/la.timer"]}
        declare(auditor, {"local_keys": [key], **declared})
        scan("k4")
        answered = told(auditor)
        states = [finding(auditor, rule) for rule in sorted(COMPARING)[:2]]
    gone = scan("k5")

    assert {first[r].verdict.reason for r in COMPARING} == {"no_earlier_round"}
    assert {unchanged[r].status for r in COMPARING} == {"pass"}
    assert within == {
        "persistence.new-keys": (
            f"/root/.ssh/authorized_keys (root): ssh-ed25519 {key}",
        ),
        "persistence.new-units": ("/etc/systemd/system/la.timer",),
        "persistence.new-jobs": ("/etc/cron.d/la:1 (root)",),
    }
    assert next_round == within
    assert {unprivileged[r].verdict.reason for r in COMPARING} == {Reason.PERMISSION}
    assert answered == {}
    assert states == ["resolved", "resolved"]
    assert {gone[r].status for r in COMPARING} == {"pass"}
    assert "gone 1" in gone["persistence.new-jobs"].verdict.actual


def declare(auditor: Auditor, settings: Mapping[str, list[str]]) -> None:
    """Scan the newest host as root again, with what its unit answers for."""
    auditor.set_hosts(
        {"a4d13": f"user: root\n            settings: {json.dumps(settings)}"}
    )


def test_a_comparison_is_judged_the_same_again_when_its_evidence_is_pruned(
    booted: Province, tmp_path: Path
) -> None:
    auditor = make_auditor(tmp_path / "audit", booted, {"a4d13": "root"})
    new = booted.hosts["a4d13"]
    scan_hosts(auditor, "a4d13")
    with changed(new, NEW_ENTRIES, NO_NEW_ENTRIES):
        scan_hosts(auditor, "a4d13")
    live = told(auditor)
    with Store.open(auditor.root / ".audit4/audit4.db") as store:
        one, later = Retention(newest=1, days=0), datetime.now(UTC) + timedelta(days=1)
        pruned = store.prune(one, later, load_key(auditor.root / "config/audit4"))

    again = auditor.audit4("rejudge", "--format", "json")
    proven = auditor.audit4("evidence", "verify", "--format", "json")

    assert len(live) == 3
    assert len(pruned) == 1
    assert said(again) == []
    assert {row["trust"] for row in said(proven)} == {"ok", "pruned"}
