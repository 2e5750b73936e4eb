"""The booted province: a jump host and three Debian hosts with a known state.

Each host is set up by a script below; `truth/` says, rule by rule, what a scan of
that state must come to. A state that no script sets is Debian's own default.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .machines import JUMP, Machine, Place, image, network, overlay

SUDO_PASSWORD = "Trời-xanh-mây-trắng-9"

# On every host: root, an account that may use sudo with a password, one that may
# not use it at all. Passwords are hashed by the host itself.
COMMON = f"""
for name in kiemtra xem; do
  useradd -m -s /bin/sh $name
  install -d -m 700 -o $name -g $name /home/$name/.ssh
  install -m 600 -o $name -g $name /root/test-key.pub /home/$name/.ssh/authorized_keys
done
install -d -m 700 /root/.ssh
install -m 600 /root/test-key.pub /root/.ssh/authorized_keys
rm /root/test-key.pub
printf '%s:{SUDO_PASSWORD}\\n' kiemtra xem | chpasswd
usermod -aG sudo kiemtra
"""

# Debian 11 as it comes, left alone for years: what an auditor should find much in.
NEGLECTED = """
echo 'PermitRootLogin yes' > /etc/ssh/sshd_config.d/10-remote.conf
echo 'MaxAuthTries 10' >> /etc/ssh/sshd_config.d/10-remote.conf
useradd -m -s /bin/bash cu
echo 'cu:x' | chpasswd
useradd -o -u 0 -g 0 -M -d /root -s /bin/bash toor
chmod 644 /etc/shadow
chmod 666 /etc/motd
install -m 4755 /bin/dash /usr/local/bin/la
echo 'kiemtra ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/kiemtra
chmod 440 /etc/sudoers.d/kiemtra
echo '* * * * * root /tmp/chay' > /etc/cron.d/la
"""

# Debian 12 as a careful administrator keeps it.
HARDENED = """
cat > /etc/ssh/sshd_config.d/10-audit.conf <<'X'
PermitRootLogin no
PasswordAuthentication no
MaxAuthTries 3
LoginGraceTime 30
ClientAliveInterval 200
ClientAliveCountMax 1
X11Forwarding no
AllowTcpForwarding no
AllowAgentForwarding no
AllowUsers kiemtra@10.94.0.0/16 xem@10.94.0.0/16
Banner /etc/issue.net
LogLevel VERBOSE
X
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 60/; s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' \
  /etc/login.defs
sed -i 's/^#\\?\\s*minlen.*/minlen = 14/; s/^#\\?\\s*minclass.*/minclass = 4/' \
  /etc/security/pwquality.conf
for name in kiemtra xem; do chage -M 60 -m 1 $name; done
useradd -D -f 30
cat > /etc/nftables.conf <<'X'
#!/usr/sbin/nft -f
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    tcp dport 22 accept
  }
  chain forward { type filter hook forward priority 0; policy drop; }
}
X
systemctl enable --now nftables
printf 'readonly TMOUT=300\\nexport TMOUT\\n' > /etc/profile.d/tmout.sh
printf 'Defaults use_pty\\nDefaults logfile="/var/log/sudo.log"\\n' \
  > /etc/sudoers.d/10-log
chmod 440 /etc/sudoers.d/10-log
"""

PACKAGES = {
    "bullseye": ("cron", "rsyslog", "logrotate"),
    "bookworm": (
        "cron",
        "rsyslog",
        "logrotate",
        "chrony",
        "nftables",
        "auditd",
        "libpam-pwquality",
    ),
    "trixie": ("cron", "nftables", "systemd-timesyncd"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A host of the province: its suite and what is done to it after boot."""

    name: str
    suite: str
    setup: str = ""


HOSTS = (
    Spec(name="a4d11", suite="bullseye", setup=NEGLECTED),
    Spec(name="a4d12", suite="bookworm", setup=HARDENED),
    Spec(name="a4d13", suite="trixie"),
)


@dataclass(kw_only=True)
class Province:
    """The booted hosts by name, the key that opens them, and the pinned keys."""

    work: Path
    key: Path
    jump: Machine
    hosts: dict[str, Machine] = field(default_factory=dict)

    @property
    def known_hosts(self) -> str:
        """Host keys of all machines, as known_hosts."""
        return "".join(m.host_key for m in (self.jump, *self.hosts.values()))


@contextlib.contextmanager
def province(specs: tuple[Spec, ...] = HOSTS) -> Iterator[Province]:
    """Boot the jump host and the hosts; power everything off at the end."""
    with contextlib.ExitStack() as stack:
        work = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="audit4-hosts-"))
        )
        key = _client_key(work)
        places = stack.enter_context(network([s.name for s in specs]))
        machines = {}
        for spec in (Spec(name=JUMP, suite="bookworm"), *specs):
            machine = _machine(spec, places[spec.name], work)
            stack.callback(machine.close)
            machine.boot()
            machine.write("/root/test-key.pub", key.with_suffix(".pub").read_text())
            machine.sh(COMMON + spec.setup)
            machine.sh("systemctl reload ssh || systemctl restart ssh")
            machines[spec.name] = machine
        jump = machines.pop(JUMP)
        yield Province(work=work, key=key, jump=jump, hosts=machines)


def _machine(spec: Spec, place: Place, work: Path) -> Machine:
    lower = image(spec.suite, PACKAGES[spec.suite])
    overlay(spec.name, lower, work / spec.name)
    return Machine(
        name=spec.name,
        address=place.address,
        netns=place.netns,
        work=work / spec.name,
    )


def _client_key(work: Path) -> Path:
    key = work / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True
    )
    return key
