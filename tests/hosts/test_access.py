"""The ways to root's rights on booted hosts, and what the pinned one lets through."""

import shlex
import subprocess

import pytest

from .auditor import Auditor, different, make_auditor
from .conftest import AS_ROOT
from .machines import Machine
from .province import Province

PINNED = "user: audit4\n            become: {method: pinned}"
SCRIPT = "/usr/local/libexec/audit4-collect"
LET_IN = """
file=/etc/ssh/sshd_config.d/10-audit.conf
[ ! -e $file ] || sed -i '/^AllowUsers/s,$, audit4@10.94.0.0/16,' $file
systemctl reload ssh
"""
KEPT_OUT = """
file=/etc/ssh/sshd_config.d/10-audit.conf
[ ! -e $file ] || sed -i 's, audit4@10.94.0.0/16,,' $file
systemctl reload ssh
"""


def asked(auditor: Auditor, machine: Machine, *words: str) -> str:
    """What `access script` prints, run on a host as root; its output and exit."""
    made = auditor.audit4("access", "script", *words)
    assert made.returncode == 0, made.stderr
    machine.write("/root/access.sh", made.stdout)
    said = machine.sh("sh /root/access.sh 2>&1 && echo exit 0 || echo exit $?")
    machine.sh("rm /root/access.sh")
    return said


def login(auditor: Auditor, name: str, *command: str) -> str:
    """What a login as audit4 with the pinned key brings."""
    machine, jump = auditor.province.hosts[name], auditor.province.jump
    options = [
        *("-F", "none", "-i", str(auditor.province.key), "-o", "BatchMode=yes"),
        *("-o", f"UserKnownHostsFile={auditor.root}/known_hosts"),
    ]
    proxy = ["ssh", *options, "-W", f"{machine.address}:22", f"root@{jump.address}"]
    words = ["ssh", *options, "-o", f"ProxyCommand={shlex.join(proxy)}"]
    done = subprocess.run(
        [*words, f"audit4@{machine.address}", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return f"{done.stdout}{done.stderr}exit {done.returncode}"


@pytest.fixture
def pinned(auditor: Auditor) -> Auditor:
    auditor.set_hosts(dict.fromkeys(AS_ROOT, PINNED))
    return auditor


def test_pinned_access_judges_like_root_and_is_no_finding(
    booted: Province, pinned: Auditor
) -> None:
    plain = make_auditor(pinned.root.parent / "plain", booted, AS_ROOT).scan()
    try:
        installed = [asked(pinned, m) for m in booted.hosts.values()]
        checked = [asked(pinned, m, "--check") for m in booted.hosts.values()]
        for machine in booted.hosts.values():
            machine.sh(LET_IN)
        through = pinned.scan()
        other = login(pinned, "a4d12", "cat /etc/shadow")
        wrong = booted.hosts["a4d12"].sh(
            f"""for words in "{SCRIPT} x" "cat /etc/shadow" "sh -c id"; do
            setpriv --reuid audit4 --regid audit4 --clear-groups sudo -n $words \
              2>&1 || echo refused; done
            echo '#' >> {SCRIPT}
            echo 1 | setpriv --reuid audit4 --regid audit4 --clear-groups \
              sudo -n {SCRIPT} 2>&1 || echo refused"""
        )
        altered = asked(pinned, booted.hosts["a4d12"], "--check")
    finally:
        removed = [asked(pinned, m, "--remove") for m in booted.hosts.values()]
        for machine in booted.hosts.values():
            machine.sh(KEPT_OUT)

    assert all("installed\nexit 0" in said for said in installed)
    assert all("in order\nexit 0" in said for said in checked)
    for host in AS_ROOT:
        assert not different(plain.verdicts(host), through.verdicts(host)), host
        assert through.host(host)["privilege"] == "pinned"
    shown = through.rows("a4d13")["sudo.nopasswd"]["actual"]
    assert shown.startswith("audit access: audit4 ALL=(root) NOPASSWD: sha256:")
    assert "root:" not in other
    assert wrong.count("refused") == 4
    assert "root:" not in wrong
    assert "exit 1" in altered
    assert all("removed\nexit 0" in said for said in removed)
    for machine in booted.hosts.values():
        assert "audit4" not in machine.sh("ls /etc/sudoers.d /usr/local/libexec /home")
        assert not machine.sh("getent passwd audit4 || true")
        assert not machine.sh(r"find / /run -xdev \( -nouser -o -nogroup \)")


def test_the_digest_before_beside_the_new_one_is_no_finding(
    booted: Province, pinned: Auditor
) -> None:
    new = booted.hosts["a4d13"]
    pinned.set_hosts({"a4d13": PINNED})
    try:
        asked(pinned, new)
        new.sh(
            "sed -n 's/sha256:[0-9a-f]*/sha256:" + "a1" * 32 + "/p' "
            "/etc/sudoers.d/audit4 > /root/old; "
            "cat /root/old >> /etc/sudoers.d/audit4; rm /root/old"
        )
        through = pinned.scan()
        asked(pinned, new)
        alone = new.sh("grep -c sha256 /etc/sudoers.d/audit4")
    finally:
        asked(pinned, new, "--remove")

    assert through.verdicts("a4d13")["sudo.nopasswd"] == ("pass", None)
    assert alone.strip() == "1"


def test_sudo_that_insists_on_a_terminal_changes_no_verdict(
    booted: Province, auditor: Auditor
) -> None:
    machine = booted.hosts["a4d12"]
    auditor.set_hosts({"a4d12": "sudo"})
    plain = auditor.scan()
    second = make_auditor(auditor.root.parent / "tty", booted, {"a4d12": "sudo"})

    machine.sh(
        "echo 'Defaults requiretty' > /etc/sudoers.d/zz-tty; "
        "chmod 440 /etc/sudoers.d/zz-tty"
    )
    try:
        through = second.scan()
    finally:
        machine.sh("rm /etc/sudoers.d/zz-tty")

    assert through.host("a4d12")["privilege"] == "sudo"
    assert not different(plain.verdicts("a4d12"), through.verdicts("a4d12"))
