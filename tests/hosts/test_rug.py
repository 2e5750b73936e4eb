"""The rug pulled: what disturbs a scan never makes a verdict, and never bends one."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from .auditor import Auditor, Outcome, Verdict, different, make_auditor
from .conftest import AS_ROOT
from .machines import Machine
from .province import Province

UNPRIVILEGED = ("unknown", "permission")

# Printed at every start of a shell, on both streams, as administrators like it.
NOISE = """
for file in /root/.bashrc /root/.profile /etc/profile.d/zz.sh /home/kiemtra/.cshrc \
  /home/kiemtra/.login /etc/bash.bashrc; do
  [ -e $file ] && cp -p $file $file.before
  echo 'echo "Xin chào, hôm nay máy chủ bận"' >> $file
  chown --reference=${file%/*} $file
done
echo 'echo nhiễu >&2' >> /root/.bashrc
echo 'BASH_ENV=/root/.bashrc' >> /etc/environment
mkdir -p /root/.config/fish
echo 'echo "Chào mừng"; echo "cảnh báo" >&2' > /root/.config/fish/config.fish
"""
QUIET = """
for file in /root/.bashrc /root/.profile /etc/profile.d/zz.sh /home/kiemtra/.cshrc \
  /home/kiemtra/.login /etc/bash.bashrc; do
  rm -f $file; [ -e $file.before ] && mv $file.before $file
done
sed -i /BASH_ENV/d /etc/environment
rm -r /root/.config/fish
"""
NO_GZIP = "mv /bin/gzip /bin/gzip.away"
GZIP = "mv /bin/gzip.away /bin/gzip"
NO_SFTP = """
cp -p /etc/ssh/sshd_config /root/sshd_config.before
sed -i /sftp/d /etc/ssh/sshd_config
mv /usr/lib/openssh/sftp-server /root/
systemctl reload ssh
"""
SFTP = """
cp -p /root/sshd_config.before /etc/ssh/sshd_config
rm /root/sshd_config.before
mv /root/sftp-server /usr/lib/openssh/
systemctl reload ssh
"""
VIETNAMESE = "echo LANG=vi_VN.UTF-8 > /etc/default/locale"
NO_LOCALE = "rm /etc/default/locale /usr/lib/locale/locale-archive"


@contextmanager
def changed(machine: Machine, change: str, undo: str) -> Iterator[None]:
    """A change of a host, undone whatever the test comes to."""
    try:
        machine.sh(change)
        yield
    finally:
        machine.sh(undo)


def away(path: str, instead: str = "") -> tuple[str, str]:
    """Commands that take a program away, or put a script in its place, and undo it."""
    change = f"mv {path} {path}.away"
    if instead:
        change += f"\nprintf '%s\\n' '#!/bin/sh' '{instead}' > {path}; chmod 755 {path}"
    return change, f"mv {path}.away {path}"


def carry(machine: Machine, program: str) -> list[Path]:
    """Copy a program with its libraries from this machine to a host; what is new."""
    found = shutil.which(program)
    assert found
    said = subprocess.run(["ldd", found], check=True, capture_output=True, text=True)
    words = [w for w in said.stdout.split() if w.startswith("/")]
    made = []
    for path in (found, *words):
        there = machine.root / path.lstrip("/")
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(path).resolve(), there)
            made.append(there)
    return made


@contextmanager
def login_shell(machine: Machine, user: str, program: str) -> Iterator[None]:
    made = carry(machine, program)
    where = shutil.which(program)
    was = machine.sh(f"getent passwd {user} | cut -d: -f7").strip()
    change = f"echo {where} >> /etc/shells; usermod -s {where} {user}"
    undo = f"usermod -s {was} {user}; sed -i '$d' /etc/shells"
    with changed(machine, change, undo):
        yield
    for path in made:
        path.unlink()


@contextmanager
def vietnamese(machine: Machine) -> Iterator[None]:
    """Logins speak Vietnamese: the locale is compiled here, for minimal hosts."""
    (machine.root / "usr/lib/locale").mkdir(exist_ok=True)
    made = ["localedef", f"--prefix={machine.root}", "-i", "vi_VN", "-f", "UTF-8"]
    subprocess.run([*made, "vi_VN.UTF-8"], check=True, capture_output=True)
    with changed(machine, VIETNAMESE, NO_LOCALE):
        yield


@pytest.fixture(scope="module")
def undisturbed(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("undisturbed") / "audit"
    return make_auditor(root, booted, AS_ROOT).scan()


@pytest.fixture(scope="module")
def unprivileged(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("unprivileged") / "audit"
    return make_auditor(root, booted, {"a4d13": "none"}).scan()


# They are right to tell that a program was laid there, or another put in its place.
OF_PROGRAMS = {"malware.core-programs", "malware.unpackaged-programs"}


def apart_from_programs(
    before: Mapping[str, Verdict], after: Mapping[str, Verdict]
) -> dict[str, tuple[Verdict | None, Verdict | None]]:
    """The rules that differ, but for those that look for laid or swapped programs."""
    found = different(before, after)
    return {rule: pair for rule, pair in found.items() if rule not in OF_PROGRAMS}


def assert_only_unknown(
    before: Mapping[str, Verdict], after: Mapping[str, Verdict], verdict: Verdict
) -> set[str]:
    """The rules that differ; each must have become this unknown verdict."""
    differ = apart_from_programs(before, after)
    wrong = {rule: pair for rule, pair in differ.items() if pair[1] != verdict}
    assert not wrong
    return set(differ)


@pytest.mark.needs("csh", "fish", "localedef")
def test_noise_shells_locale_and_lacks_change_no_verdict(
    auditor: Auditor, undisturbed: Outcome
) -> None:
    old, sudo, new = (auditor.province.hosts[n] for n in AS_ROOT)

    with (
        changed(old, NOISE + NO_GZIP, QUIET + GZIP),
        changed(sudo, NOISE + NO_SFTP, QUIET + SFTP),
        changed(new, NOISE, QUIET),
        vietnamese(old),
        vietnamese(sudo),
        login_shell(sudo, "kiemtra", "csh"),
        login_shell(new, "root", "fish"),
    ):
        noisy = new.sh("/usr/bin/fish -c true 2>&1")
        disturbed = auditor.scan()

    assert "Chào mừng" in noisy
    for host in AS_ROOT:
        seen, before = disturbed.verdicts(host), undisturbed.verdicts(host)
        assert not apart_from_programs(before, seen)
        assert disturbed.host(host)["state"] == "judged"


def test_a_missing_tool_a_hanging_one_and_a_refusal_are_unknown(
    auditor: Auditor, undisturbed: Outcome
) -> None:
    old, sudo, new = (auditor.province.hosts[n] for n in AS_ROOT)
    no = "echo 'kiemtra ALL=(ALL) !ALL' > /etc/sudoers.d/zz"
    begun = time.monotonic()

    with (
        changed(old, *away("/bin/systemctl", "exec sleep 600")),
        changed(sudo, no, "rm /etc/sudoers.d/zz"),
        changed(new, *away("/usr/bin/ss")),
    ):
        disturbed = auditor.scan()

    assert disturbed.code == 3
    assert time.monotonic() - begun < 120
    hung = assert_only_unknown(
        undisturbed.verdicts("a4d11"),
        disturbed.verdicts("a4d11"),
        ("unknown", "timeout"),
    )
    assert hung >= {"firewall.boot", "time-sync.daemon", "unused.cups"}
    assert hung >= {"insecure.telnet", "av-installed.running", "auth-log.daemon"}
    refused = assert_only_unknown(
        undisturbed.verdicts("a4d12"), disturbed.verdicts("a4d12"), UNPRIVILEGED
    )
    assert refused >= {"sudo.nopasswd", "empty-password.accounts", "suid.dangerous"}
    assert refused >= {"root-login.permit", "file-mode.shadow", "firewall.ipv4"}
    missing = assert_only_unknown(
        undisturbed.verdicts("a4d13"),
        disturbed.verdicts("a4d13"),
        ("unknown", "missing_tool"),
    )
    assert missing >= {"exposed.database", "insecure.telnet", "ports.declared"}
    assert disturbed.host("a4d12")["privilege"] == "none"
    assert "sudo_refused" in disturbed.host("a4d12")["detail"]


def test_what_root_cannot_read_safely_or_get_an_answer_to_is_unknown(
    auditor: Auditor, undisturbed: Outcome
) -> None:
    sudo, new = (auditor.province.hosts[n] for n in ("a4d12", "a4d13"))
    auditor.set_hosts({"a4d12": "sudo", "a4d13": "root"})
    path = "/etc/security/pwquality.conf"
    config = "/etc/ssh/sshd_config"

    with (
        changed(
            sudo, f"mv {path} /root/fifo; mkfifo {path}", f"mv -f /root/fifo {path}"
        ),
        changed(
            new, f"echo 'KhongCo yes' >> {config}", f"sed -i '/^KhongCo/d' {config}"
        ),
    ):
        disturbed = auditor.scan()

    assert disturbed.code == 3
    unsafe = assert_only_unknown(
        undisturbed.verdicts("a4d12"),
        disturbed.verdicts("a4d12"),
        ("unknown", "unsafe_path"),
    )
    assert unsafe >= {"password-rule.strength", "password-rule.root"}
    silent = assert_only_unknown(
        undisturbed.verdicts("a4d13"),
        disturbed.verdicts("a4d13"),
        ("unknown", "unparseable"),
    )
    assert silent >= {"root-login.permit", "ssh-crypto.macs", "lockout.ssh-tries"}


def test_what_an_account_may_not_read_is_unknown_and_never_absent(
    auditor: Auditor, unprivileged: Outcome
) -> None:
    new = auditor.province.hosts["a4d13"]
    auditor.set_hosts({"a4d13": "none"})
    shut = "chmod 700 /etc/security /etc/pam.d; chmod 600 /etc/login.defs"
    undo = "chmod 755 /etc/security /etc/pam.d; chmod 644 /etc/login.defs"

    with changed(new, shut, undo):
        disturbed = auditor.scan()

    assert disturbed.code == 3
    hidden = assert_only_unknown(
        unprivileged.verdicts("a4d13"), disturbed.verdicts("a4d13"), UNPRIVILEGED
    )
    assert hidden >= {"password-rule.strength", "lockout.attempts"}


def test_a_wrong_sudo_password_costs_one_failure_in_the_log(
    auditor: Auditor, undisturbed: Outcome
) -> None:
    sudo = auditor.province.hosts["a4d12"]
    auditor.set_hosts({"a4d12": "sudo"})
    count = "grep -c 'sudo.*authentication failure' /var/log/auth.log || true"
    before = int(sudo.sh(count))

    disturbed = auditor.scan(env={"A4_SUDO": "không phải"})

    assert int(sudo.sh(count)) - before == 1
    assert disturbed.code == 3
    assert "sudo_wrong_password" in disturbed.host("a4d12")["detail"]
    assert_only_unknown(
        undisturbed.verdicts("a4d12"), disturbed.verdicts("a4d12"), UNPRIVILEGED
    )


def test_a_link_cut_midway_leaves_nothing_but_unknown(
    auditor: Auditor, undisturbed: Outcome
) -> None:
    old, jump = auditor.province.hosts["a4d11"], auditor.province.jump
    auditor.set_hosts({"a4d11": "root"})
    cut = """
    for pid in $(ss -Htnp state established 'sport = :22' |
      grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u); do kill -9 $pid; done
    """
    change, undo = away("/bin/systemctl", ": > /run/hangs; exec sleep 600")

    def cut_when_it_hangs() -> None:
        old.sh("until [ -e /run/hangs ]; do sleep 0.2; done")
        jump.sh(cut)

    with changed(old, change, f"{undo}; rm -f /run/hangs"):
        cutting = threading.Thread(target=cut_when_it_hangs)
        cutting.start()
        disturbed = auditor.scan()
        cutting.join()

    verdicts = disturbed.verdicts("a4d11")
    assert disturbed.code == 3
    assert disturbed.host("a4d11")["state"] != "judged"
    assert_only_unknown(
        undisturbed.verdicts("a4d11"), verdicts, ("unknown", "truncated")
    )
    assert "pass" not in {status for status, _ in verdicts.values()}
