"""How scans of booted hosts go: interrupted, repeated, by file, of one server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from .auditor import KNOWS_EARLIER, Auditor, Outcome, different
from .conftest import AS_ROOT
from .machines import Machine
from .province import SUDO_PASSWORD

SUBJECT = "xa-mau/he-thong/a4d13"


def bundle_of(auditor: Auditor, machine: Machine, host: str = "a4d13") -> Path:
    """What the host's bundle script writes when it runs there as root."""
    made = auditor.audit4("bundle", "script", "--host", host)
    assert made.returncode == 0, made.stderr
    machine.write("/root/bundle.sh", made.stdout)
    machine.sh("sh /root/bundle.sh > /root/bundle.audit4; rm /root/bundle.sh")
    brought = auditor.root / f"{time.monotonic_ns()}.audit4"
    shutil.move(machine.root / "root/bundle.audit4", brought)
    return brought


def results(said: subprocess.CompletedProcess[str]) -> Outcome:
    (line,) = (w for w in said.stdout.splitlines() if w.startswith("results"))
    document = json.loads(Path(line.split(maxsplit=1)[1]).read_text())
    return Outcome(said.returncode, said.stdout + said.stderr, document)


def test_a_bundle_is_judged_like_the_live_host_and_taken_once(
    auditor: Auditor,
) -> None:
    new, old = (auditor.province.hosts[n] for n in ("a4d13", "a4d11"))
    auditor.set_hosts({"a4d13": "root"})
    live = auditor.scan()
    file = bundle_of(auditor, new)

    taken = results(auditor.audit4("bundle", "import", str(file)))
    again = auditor.audit4("bundle", "import", str(file))
    stranger = auditor.audit4("bundle", "import", str(bundle_of(auditor, old)))
    other = file.read_bytes().replace(b"audit4-bundle ", b"audit4-bundle x")
    (auditor.root / "odd").write_bytes(other)
    odd = auditor.audit4("bundle", "import", str(auditor.root / "odd"))
    file.write_bytes(file.read_bytes()[:-2000])
    cut = auditor.audit4("bundle", "import", str(file))

    differ = different(live.verdicts("a4d13"), taken.verdicts("a4d13"))
    # Judged live the first time; by file there is no clock to hold against ours.
    assert set(differ) == {*KNOWS_EARLIER, "time-sync.skew"}
    assert taken.host("a4d13")["via"] == "bundle"
    for refused, why in (
        (again, "imported before"),
        (stranger, "another machine"),
        (odd, "made for"),
        (cut, "not whole"),
    ):
        assert refused.returncode == 2, refused.stdout + refused.stderr
        assert why in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_a_bundle_from_the_future_is_stale(auditor: Auditor) -> None:
    new = auditor.province.hosts["a4d13"]
    auditor.set_hosts({"a4d13": "root"})
    lie = """mv /bin/date /bin/date.away
    printf '#!/bin/sh\\nexec /bin/date.away -d +2days "$@"\\n' > /bin/date
    chmod 755 /bin/date"""
    new.sh(lie)
    try:
        file = bundle_of(auditor, new)
    finally:
        new.sh("mv /bin/date.away /bin/date")

    taken = results(auditor.audit4("bundle", "import", str(file)))

    assert taken.code == 3
    judged = {v for v in taken.verdicts("a4d13").values() if v[0] != "not_applicable"}
    assert judged == {("unknown", "stale")}


def test_a_killed_scan_is_resumed_and_a_second_one_is_kept_out(
    auditor: Auditor,
) -> None:
    old = auditor.province.hosts["a4d11"]
    old.sh("mv /bin/systemctl /bin/systemctl.away; rm -f /run/hangs")
    old.write("/bin/systemctl", "#!/bin/sh\n: > /run/hangs\nexec sleep 60\n", 0o755)
    command = [sys.executable, "-m", "audit4", "-C", str(auditor.root), "scan"]
    try:
        running = subprocess.Popen(
            [*command, "--jobs", "3"],
            env={**os.environ, "A4_SUDO": SUDO_PASSWORD, "HOME": str(auditor.root)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        old.sh("until [ -e /run/hangs ]; do sleep 0.2; done")
        second = auditor.audit4("scan")
        running.send_signal(signal.SIGKILL)
        running.wait(20)
    finally:
        old.sh("mv -f /bin/systemctl.away /bin/systemctl")

    resumed = auditor.scan("--resume")
    again = auditor.audit4("scan", "--resume")

    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    for host in AS_ROOT:
        assert resumed.host(host)["state"] == "judged"
    assert again.returncode == 2
    assert "no interrupted scan" in again.stderr
