"""What a collection leaves on a host, what it takes from it, and who may mislead it."""

import hashlib
import os
import re
import shlex
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import text as sql

from audit4.evidence import ItemStatus
from audit4.store.store import Store

from .auditor import KNOWS_EARLIER, Auditor, different
from .conftest import AS_ROOT
from .machines import Machine
from .province import SUDO_PASSWORD

HOSTS = tuple(AS_ROOT)
LOGINS = "journalctl -q -o cat _COMM=sshd _COMM=sshd-session"
OPENED = "session opened for user"
# What writes at its own times, whoever logs in.
BUSY = "rsyslog syslog.socket cron"
SHADOW = "$6$canaryCANARY$" + "Kh0aB1mat" * 9 + "abcde"
BODY = "b3BlbnNzaC1rZXktdjEAAAAAcanaryTHANTRONGKHOARIENG"


def secret(number: int) -> str:
    return f"matkhau-canary-{number:02}-Xq7"


# One secret in each place where administrators leave them.
PLACES = rf"""
usermod -p '{SHADOW}' xem
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n{BODY}\n{BODY}\n-----END OPENSSH PRIVATE KEY-----\n' \
  | tee /root/.ssh/id_rieng > /etc/rieng.key
cp /root/.ssh/id_rieng /etc/cron.d/khoa
printf '* * * * * root curl -u nguoi:{secret(1)} http://192.0.2.1/\n' > /etc/cron.d/can
printf 'DB_PASSWORD={secret(2)}\n1 1 * * * root mysql -p{secret(3)} -e x\n' >> /etc/cron.d/can
printf '[Service]\nEnvironment=API_TOKEN={secret(4)}\nExecStart=/bin/sh -c "exec sleep 999 # --password {secret(5)}"\n' \
  > /etc/systemd/system/can.service
systemctl daemon-reload; systemctl start can
printf '//192.0.2.1/x /mnt cifs noauto,username=a,password={secret(6)} 0 0\n' >> /etc/fstab
printf 'export API_KEY={secret(7)}\nexport http_proxy=http://a:{secret(8)}@192.0.2.1:3128\n' > /etc/profile.d/can.sh
printf 'module(load="ommysql")\naction(type="ommysql" server="192.0.2.1" db="x" uid="x" pwd="{secret(9)}")\n' \
  > /root/90-can.conf
mkdir -p /etc/snmp; printf 'rocommunity {secret(10)}\ncreateUser a SHA "{secret(11)}" AES {secret(12)}\n' > /etc/snmp/snmpd.conf
printf 'machine x login a password {secret(13)}\n' > /root/.netrc
printf 'TLSPSKIdentity=a\nTLSPSKFile=/x\npassword={secret(14)}\n' > /etc/app.conf
printf 'dbpass = "{secret(15)}"\n' >> /etc/security/pwquality.conf
printf 'environment="SECRET_KEY={secret(16)}",command="x" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGq9vRkwlmMJlQwTkYeV0n2mMTfMGb7vQcQYcXkYyZzz a@b\n' \
  >> /root/.ssh/authorized_keys2
"""  # noqa: E501 - lines of the files that it makes
CLEARED = """
systemctl stop can || true
usermod -p '*' xem
rm -f /etc/systemd/system/can.service /etc/cron.d/can /etc/cron.d/khoa /root/.netrc \
  /root/.ssh/id_rieng /etc/rieng.key /etc/profile.d/can.sh /root/90-can.conf \
  /etc/app.conf /root/.ssh/authorized_keys2
rm -rf /etc/snmp
sed -i /canary/d /etc/fstab
[ ! -e /etc/security/pwquality.conf ] || {
  sed -i /canary/d /etc/security/pwquality.conf
  [ -s /etc/security/pwquality.conf ] || rm /etc/security/pwquality.conf
}
systemctl daemon-reload
"""
NEEDLES = (
    *(secret(n).encode() for n in range(1, 17)),
    SHADOW.split("$")[3].encode(),
    BODY.encode(),
    SUDO_PASSWORD.encode(),
)


def everything(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte that a workspace holds, stored contents as they were."""
    for path in root.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
    with Store.open(root / ".audit4/audit4.db") as store, store.reading() as reading:
        for (digest,) in reading.execute(sql("select digest from blob")):
            name = digest.hex() if isinstance(digest, bytes) else str(digest)
            yield name, (store.content(name) or "").encode()


def accepted(machine: Machine) -> tuple[int, int]:
    """How many logins were accepted, how many sessions opened, by sshd's journal."""
    said = machine.sh(LOGINS)
    return said.count("Accepted publickey"), said.count(OPENED)


def written(machine: Machine) -> dict[str, tuple[int, ...] | str]:
    """Mode, owner, time and content of all that is not as in the image."""
    inside = Path(f"/proc/{machine.pid}/root")
    seen: dict[str, tuple[int, ...] | str] = {}
    for top in (machine.work / "upper", *(inside / p for p in ("run", "tmp", "dev"))):
        for folder, folders, files in os.walk(top):
            for name in (*folders, *files):
                path = Path(folder, name)
                seen[str(path)] = _state(path)
    return seen


def _state(path: Path) -> tuple[int, ...] | str:
    try:
        about = path.lstat()
        content = b""
        if stat.S_ISREG(about.st_mode):
            content = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return "gone"
    # A directory's time tells that something came and went in it.
    return (about.st_mode, about.st_uid, about.st_mtime_ns, *content)


def bare_login(auditor: Auditor, name: str, *, sudo: bool) -> None:
    """`ssh host true` by the same road, with the same sudo."""
    machine, jump = auditor.province.hosts[name], auditor.province.jump
    options = [
        *("-i", str(auditor.province.key)),
        *("-o", f"UserKnownHostsFile={auditor.root}/known_hosts"),
        *("-o", "BatchMode=yes", "-F", "none"),
    ]
    proxy = ["ssh", *options, "-W", f"{machine.address}:22", f"root@{jump.address}"]
    user = "kiemtra" if sudo else "root"
    command = "sudo -k -S -p : true" if sudo else "true"
    subprocess.run(
        [
            *("ssh", *options, "-o", f"ProxyCommand={shlex.join(proxy)}"),
            *(f"{user}@{machine.address}", command),
        ],
        input=f"{SUDO_PASSWORD}\n",
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Paths that differ, numbers of sessions and processes left out."""
    differ = {p for p in {*before, *after} if before.get(p) != after.get(p)}
    return {re.sub(r"\d+", "N", p) for p in differ}


def test_a_scan_is_one_connection_and_one_session_a_host(auditor: Auditor) -> None:
    machines = [auditor.province.jump, *auditor.province.hosts.values()]
    before = [accepted(m) for m in machines]

    auditor.scan()

    after = [accepted(m) for m in machines]
    assert [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)] == [
        (1, 1)
    ] * 4


def test_a_scan_writes_nothing_that_a_bare_login_does_not(auditor: Auditor) -> None:
    machines = auditor.province.hosts
    for machine in machines.values():
        machine.sh(f"systemctl stop {BUSY} 2>/dev/null || true")
    try:
        first = {name: written(m) for name, m in machines.items()}
        for name, way in AS_ROOT.items():
            bare_login(auditor, name, sudo=way == "sudo")
        second = {name: written(m) for name, m in machines.items()}
        auditor.scan()
        third = {name: written(m) for name, m in machines.items()}
    finally:
        for machine in machines.values():
            machine.sh(f"systemctl start {BUSY} 2>/dev/null || true")

    for name in machines:
        bare = changes(first[name], second[name])
        assert changes(second[name], third[name]) <= bare, name


def test_no_secret_of_a_host_is_in_any_byte_that_is_kept(auditor: Auditor) -> None:
    machines = auditor.province.hosts.values()
    try:
        for machine in machines:
            machine.sh(PLACES)
        outcome = auditor.scan("--log", str(auditor.root / "debug.log"))
    finally:
        for machine in machines:
            machine.sh(CLEARED)

    held = list(everything(auditor.root))
    assert (auditor.root / "debug.log").stat().st_size
    assert any(b"/etc/cron.d/can" in content for _, content in held)
    leaks = [(place, n) for place, found in held for n in NEEDLES if n in found]
    assert not leaks
    assert all(outcome.host(name)["state"] == "judged" for name in HOSTS)


# What an account of the host can lay in an auditor's way.
TRAPS = r"""
cd /home/xem
mv .ssh/authorized_keys /root/xem-keys
ln -s /etc/shadow .ssh/authorized_keys
mkfifo .netrc .ssh/authorized_keys2
mkdir lua
name="$(printf 'lua/a\n%s end 0 none\n%s item sshd.effective ok 0 -\nb' $A $A)"
: > "$name"; chmod 666 "$name"; ln -s /etc/shadow "$(printf '.ssh/id_\nx')"
chown -hR xem:xem /home/xem
"""
NO_TRAPS = """
cd /home/xem
rm -rf .ssh/authorized_keys .netrc .ssh/authorized_keys2 .ssh/id_* lua
mv /root/xem-keys .ssh/authorized_keys; chown xem: .ssh/authorized_keys
"""


def test_what_an_account_lays_in_the_way_does_no_harm(auditor: Auditor) -> None:
    new = auditor.province.hosts["a4d13"]
    auditor.set_hosts({"a4d13": "root"})
    plain = auditor.scan()
    try:
        new.sh(f"A={'0123456789abcdef' * 2}; {TRAPS}")
        trapped = auditor.scan()
    finally:
        new.sh(NO_TRAPS)

    with Store.open(auditor.root / ".audit4/audit4.db") as store:
        scan = trapped.document["scan"]["id"]
        seen = store.evidence(scan, "xa-mau/he-thong/a4d13")
    assert seen is not None
    items = [i for some in seen.items.values() for i in some if "/home/xem" in i.name]
    keys = [i for i in items if i.probe.startswith("persistence.authorized_keys")]
    assert len(keys) == 2
    assert {i.status for i in keys} <= {ItemStatus.DENIED, ItemStatus.UNSAFE}
    assert not any("root:" in i.content for i in items)
    assert trapped.host("a4d13")["state"] == "judged"
    differ = different(plain.verdicts("a4d13"), trapped.verdicts("a4d13"))
    assert set(differ) == {
        "file-mode.private-keys",
        "persistence.keys-anonymous",
        "persistence.keys-system",
        "writable.files",
        *KNOWS_EARLIER,  # the second scan knows of a first
    }
    for rule in (
        "persistence.keys-anonymous",
        "persistence.keys-system",
        "persistence.new-keys",
    ):
        assert differ[rule][1] == ("unknown", "permission")
