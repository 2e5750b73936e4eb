"""The booted province: a jump host and Debian hosts with a known state.

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
# not use it at all. Passwords are hashed by the host itself; root's is as old as
# the image, which the cache may have kept for months.
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
chage -d "$(date +%F)" root
"""

# Debian 11 as it comes, left alone for years: what an auditor should find much in.
# `cu` is somebody who left long ago, with a password stored as MD5.
NEGLECTED = """
cat > /etc/ssh/sshd_config.d/10-remote.conf <<'X'
PermitRootLogin yes
MaxAuthTries 10
X
useradd -m -s /bin/bash cu
echo 'cu:$1$abcdefgh$tI.KQ5/biA7.IuZU8LQJZ.' | chpasswd -e
chage -d 2024-01-15 cu
useradd -o -u 0 -g 0 -M -d /root -s /bin/bash toor
chmod 644 /etc/shadow
cp -p /etc/shadow /etc/shadow-
chmod 666 /etc/motd
chmod 644 /var/log/auth.log
install -m 4755 /bin/dash /usr/local/bin/dash
echo 'kiemtra ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/kiemtra
chmod 440 /etc/sudoers.d/kiemtra
echo '* * * * * root /tmp/chay' > /etc/cron.d/la
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\\nStorage=volatile\\n' > /etc/systemd/journald.conf.d/10-nho.conf
systemctl restart systemd-journald
touch -d '400 days ago' /etc/machine-id
"""

# Debian 12 as a careful administrator keeps it.
HARDENED_SSH = """
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
AllowStreamLocalForwarding no
MaxStartups 10:30:60
AllowUsers kiemtra@10.94.0.0/16 xem@10.94.0.0/16
Banner /etc/issue.net
LogLevel VERBOSE
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com
X
echo 'Chỉ người có thẩm quyền được truy cập. Mọi phiên đều được ghi nhật ký.' \
  > /etc/issue.net
cp /etc/issue.net /etc/issue
rm /etc/motd
"""
HARDENED_ACCOUNTS = """
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 60/; s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' \
  /etc/login.defs
cat > /etc/security/pwquality.conf <<'X'
minlen = 14
minclass = 4
difok = 4
maxrepeat = 3
maxsequence = 3
dictcheck = 1
usercheck = 1
enforce_for_root
X
cat > /etc/security/faillock.conf <<'X'
deny = 5
unlock_time = 900
root_unlock_time = 60
X
cat > /etc/pam.d/common-auth <<'X'
auth required pam_faillock.so preauth
auth [success=2 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail
auth requisite pam_deny.so
auth required pam_permit.so
X
echo 'account required pam_faillock.so' >> /etc/pam.d/common-account
sed -i '/pam_pwquality/a password required pam_pwhistory.so remember=10 use_authtok' \
  /etc/pam.d/common-password
sed -i 's/pwhistory.so/& enforce_for_root/' /etc/pam.d/common-password
sed -i '/pam_rootok/a auth required pam_wheel.so group=sudo' /etc/pam.d/su
for name in kiemtra xem; do chage -M 60 -m 1 -I 30 $name; done
useradd -D -f 30
sed -i 's/^UMASK.*/UMASK 027/' /etc/login.defs
echo 'umask 027' > /etc/profile.d/umask.sh
echo 'umask 027' >> /etc/bash.bashrc
chmod 700 /home/*
printf 'readonly TMOUT=300\\nexport TMOUT\\n' > /etc/profile.d/tmout.sh
printf 'Defaults use_pty\\nDefaults logfile="/var/log/sudo.log"\\n' \
  > /etc/sudoers.d/10-log
chmod 440 /etc/sudoers.d/10-log
chmod 600 /etc/crontab
chmod 700 /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly \
  /etc/cron.monthly
"""
HARDENED_NETWORK = """
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
"""
# No such collector can be reached: what is judged is where the logs would go.
HARDENED_LOGS = """
ip route add unreachable 192.0.2.0/24
cat > /etc/rsyslog.d/60-trung-tam.conf <<'X'
global(DefaultNetstreamDriverCAFile="/etc/ssl/certs/ca-certificates.crt")
action(type="omfwd" target="192.0.2.50" port="6514" protocol="tcp"
  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
  StreamDriverPermittedPeers="log.xa-mau.example"
  queue.type="LinkedList" queue.filename="trung_tam" queue.saveOnShutdown="on"
  action.resumeRetryCount="-1")
X
systemctl restart rsyslog
sed -i 's/rotate 4/rotate 90/; s/weekly/daily/' /etc/logrotate.d/rsyslog
systemctl start logrotate
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\\nStorage=persistent\\n' > /etc/systemd/journald.conf.d/10-dia.conf
systemctl restart systemd-journald
"""
HARDENED = HARDENED_SSH + HARDENED_ACCOUNTS + HARDENED_NETWORK + HARDENED_LOGS

# What Linux starts a network namespace with, whatever the machine below has set.
KERNEL_NETWORK = {
    "net.ipv4.ip_forward": 0,
    "net.ipv4.icmp_echo_ignore_broadcasts": 1,
    "net.ipv4.icmp_ignore_bogus_error_responses": 1,
    "net.ipv4.tcp_syncookies": 1,
    "net.ipv6.conf.all.forwarding": 0,
    "net.ipv6.conf.default.accept_ra": 1,
    **{
        f"net.ipv4.conf.{name}.{option}": value
        for name in ("all", "default", "eth0", "lo")
        for option, value in (
            ("accept_redirects", 1),
            ("secure_redirects", 1),
            ("send_redirects", 1),
            ("accept_source_route", int(name != "all")),
            ("rp_filter", 0),
            ("log_martians", 0),
        )
    },
    **{
        f"net.ipv6.conf.{name}.{option}": value
        for name in ("all", "default", "eth0", "lo")
        for option, value in (("accept_redirects", 1), ("accept_source_route", 0))
    },
}
# Set on the running host and, for the next boot, in a file of sysctl.d.
HARDENED_KERNEL = {
    "net.ipv4.ip_forward": 0,
    "net.ipv4.icmp_echo_ignore_broadcasts": 1,
    "net.ipv4.icmp_ignore_bogus_error_responses": 1,
    "net.ipv4.tcp_syncookies": 1,
    "net.ipv6.conf.all.forwarding": 0,
    "net.ipv6.conf.default.accept_ra": 0,
    **{
        f"net.ipv4.conf.{name}.{option}": value
        for name in ("all", "default", "eth0", "lo")
        for option, value in (
            ("accept_redirects", 0),
            ("secure_redirects", 0),
            ("send_redirects", 0),
            ("accept_source_route", 0),
            ("rp_filter", 1),
            ("log_martians", 1),
        )
    },
    **{
        f"net.ipv6.conf.{name}.{option}": 0
        for name in ("all", "default", "eth0", "lo")
        for option in ("accept_redirects", "accept_source_route")
    },
}

# sshd does not listen for a moment while it reads its configuration again.
RELOAD = """
systemctl reload ssh || systemctl restart ssh
sleep 0.3
for n in 1 2 3 4 5 6 7 8 9; do
  ss -Hltn 'sport = :22' | grep -q :22 && break
  sleep 0.3
done
"""

PACKAGES = {
    "bullseye": ("cron", "rsyslog", "logrotate", "nftables"),
    "bookworm": (
        "cron",
        "rsyslog",
        "rsyslog-gnutls",
        "logrotate",
        "chrony",
        "nftables",
        "auditd",
        "libpam-pwquality",
        "cracklib-runtime",
        "ca-certificates",
    ),
    "trixie": ("cron", "nftables", "systemd-timesyncd"),
}
# What Debian's installer leaves on a server: everything of priority standard and,
# beside it, what comes with the kernel and with the choice of an SSH server.
STANDARD = ("apparmor", "xauth")
# What systemd-sysctl sets from Debian 13's own 50-default.conf, and cannot set in a
# container, whose /proc/sys it may not write.
DEBIAN_13_STARTS = {
    f"net.ipv4.conf.{name}.{option}": value
    for name in ("default", "eth0", "lo")
    for option, value in (("rp_filter", 2), ("accept_source_route", 0))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A host of the province: its suite and what is done to it after boot.

    `kernel` is set and kept for the next boot, `started` is what the host's own files
    say already.
    """

    name: str
    suite: str
    standard: bool = False
    setup: str = ""
    kernel: dict[str, int] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=dict)

    def image(self) -> Path:
        """The image that it is a copy of."""
        if self.standard:
            return image(self.suite, STANDARD, variant="standard")
        return image(self.suite, PACKAGES[self.suite])


HOSTS = (
    Spec(name="a4d11", suite="bullseye", setup=NEGLECTED),
    Spec(name="a4d12", suite="bookworm", setup=HARDENED, kernel=HARDENED_KERNEL),
    Spec(name="a4d13", suite="trixie"),
)
# Servers as the installer leaves them. What the suite itself brings is in COMMON: root
# and the accounts kiemtra and xem let the test's key in, and these two have a password.
STOCK = (
    Spec(name="a4s12", suite="bookworm", standard=True),
    Spec(name="a4s13", suite="trixie", standard=True, started=DEBIAN_13_STARTS),
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
            machine.sysctl({**KERNEL_NETWORK, **spec.started, **spec.kernel})
            if spec.kernel:
                lines = [f"{key} = {value}\n" for key, value in spec.kernel.items()]
                machine.write("/etc/sysctl.d/60-mang.conf", "".join(lines))
            machine.sh(RELOAD)
            machines[spec.name] = machine
        jump = machines.pop(JUMP)
        yield Province(work=work, key=key, jump=jump, hosts=machines)


def _machine(spec: Spec, place: Place, work: Path) -> Machine:
    overlay(spec.name, spec.image(), work / spec.name)
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
