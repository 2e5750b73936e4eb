"""The kernel's audit log: its state, rules now and at boot, the daemon's options."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    File,
    Probe,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.audit_rules import (
    AuditRule,
    BootRules,
    boot_rules,
    canonical,
    recorded,
    rules,
    suppressed,
)
from audit4.facts.login_defs import LOGIN_DEFS
from audit4.facts.os import MACHINE, MACHINE_PROBES
from audit4.finding import Exempt, Verdict, failed, not_applicable

# Calls that came with a kernel; those that processors of this century never had
# (Linux gave them the *at calls alone); processors without 32-bit programs.
_SINCE = {"fchmodat2": (6, 6), "renameat2": (3, 15), "finit_module": (3, 8)}
_EARLY_CALLS = frozenset(
    {
        "open",
        "creat",
        "unlink",
        "rename",
        "chmod",
        "chown",
        "lchown",
        "create_module",
        "query_module",
    }
)
_LATE = frozenset({"aarch64", "riscv64", "loongarch64"})
_ONE_WIDTH = frozenset({*_LATE, "ppc64le"})

ARCH = Command(id="auditd.arch", argv=("uname", "-m"), needs_root=False)
STATUS = Command(id="auditd.status", argv=("auditctl", "-s"))
LOADED = Command(id="auditd.loaded", argv=("auditctl", "-l"))
RULES_D = File(id="auditd.rules_d", path="/etc/audit/rules.d/*.rules")
RULES = File(id="auditd.rules", path="/etc/audit/audit.rules", max_bytes=128 * KIB)
CONFIG = File(id="auditd.config", path="/etc/audit/auditd.conf")
# What the baseline watches; a path that is not there needs no watch.
WATCHED = Stat(
    id="auditd.watched",
    paths=(
        "/bin",
        "/etc/passwd",
        "/etc/shadow",
        "/etc/group",
        "/etc/gshadow",
        "/etc/sudoers",
        "/etc/sudoers.d",
        "/etc/ssh/sshd_config",
        "/etc/ssh/sshd_config.d",
        "/etc/pam.d",
        "/etc/security",
        "/etc/audit",
        "/etc/rsyslog.conf",
        "/etc/rsyslog.d",
        "/etc/localtime",
        "/etc/hosts",
        "/etc/crontab",
        "/etc/cron.d",
        "/var/log/lastlog",
        "/var/log/faillog",
        "/var/log/tallylog",
        "/var/run/faillock",
        "/run/faillock",
        "/var/log/wtmp",
        "/var/log/btmp",
        "/var/run/utmp",
        "/var/lib/lastlog/lastlog2.db",
        "/var/lib/wtmpdb/wtmp.db",
        "/var/log/wtmp.db",  # where Debian 13 keeps it
        "/run/utmp",
        "/etc/security/opasswd",
        "/etc/nsswitch.conf",
        "/etc/pam.conf",
        "/etc/issue",
        "/etc/issue.net",
        "/etc/networks",
        "/etc/hostname",
        "/etc/resolv.conf",
        "/etc/network",
        "/etc/netplan",
        "/etc/sysconfig/network",
        "/etc/sysconfig/network-scripts",
        "/etc/NetworkManager",
        "/etc/apparmor",
        "/etc/apparmor.d",
        "/etc/selinux",
        "/usr/share/selinux",
        "/etc/sysctl.conf",
        "/etc/sysctl.d",
        "/etc/modprobe.d",
        "/etc/modules-load.d",
        "/etc/fstab",
        "/etc/login.defs",
        "/etc/systemd/system",
        "/etc/cron.hourly",
        "/etc/cron.daily",
        "/etc/cron.weekly",
        "/etc/cron.monthly",
        "/var/spool/cron",
        "/etc/anacrontab",
        "/etc/nftables.conf",
        "/etc/sysconfig/nftables.conf",
        "/etc/iptables",
        "/etc/sysconfig/iptables",
        "/etc/firewalld",
        "/etc/ufw/ufw.conf",
        "/etc/ufw/user.rules",
        "/etc/default/grub",
        "/boot/grub/grub.cfg",
        "/boot/grub2/grub.cfg",
        "/etc/chrony.conf",
        "/etc/chrony",
        "/etc/logrotate.conf",
        "/etc/logrotate.d",
        "/etc/syslog-ng",
        "/etc/systemd/journald.conf",
        "/etc/nginx",
        "/etc/apache2",
        "/etc/httpd",
        "/etc/mysql",
        "/etc/my.cnf",
        "/etc/my.cnf.d",
        "/etc/postgresql",
        "/var/lib/mysql",
        "/var/lib/postgresql",
        "/var/lib/pgsql",
        "/usr/bin/chcon",
        "/usr/bin/setfacl",
        "/usr/bin/chacl",
        "/usr/sbin/usermod",
        "/usr/bin/kmod",
        "/bin/kmod",
    ),
)


_NO_RULES = BootRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditd:
    """The audit system of a host.

    `kernel` is own, container (the kernel belongs to the machine below) or
    none (no audit tools). `enabled` is the kernel's flag: 0 off, 1 on, 2 on and
    locked; `pid` the daemon's, 0 without one. `boot` is what augenrules or
    auditctl load at the next start. `existing` are watched paths that exist,
    `folders` those of them that are directories. `version` is the kernel's,
    `machine` what `uname -m` calls the processor.
    """

    kernel: str
    enabled: int = 0
    pid: int = 0
    lost: int = 0
    loaded: tuple[AuditRule, ...] = ()
    boot: BootRules = _NO_RULES
    options: Mapping[str, str] = field(default_factory=dict)
    existing: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    merged: bool = True
    uid_min: int = 1000
    version: tuple[int, int] = (0, 0)
    machine: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether a rule in force keeps new processes from being audited at all."""
        return suppressed(self.loaded)

    @property
    def all_programs(self) -> bool:
        """Whether all that people start is recorded, now and at the next start."""
        arches = ("b64", "b32")
        return not any(self.call_gap("execve", arch, ("auid",)) for arch in arches)

    def absent(self, path: str) -> bool:
        """Whether a path that was looked for is not there."""
        known = canonical(path)
        looked = {canonical(p) for p in WATCHED.paths}
        return known in looked and known not in self.existing

    def knows(self, call: str, arch: str) -> bool:
        """Whether programs of an architecture can make a system call here."""
        if (0, 0) < self.version < _SINCE.get(call, (0, 0)):
            return False
        if arch == "b32":
            return self.machine not in _ONE_WIDTH
        return self.machine not in _LATE or call not in _EARLY_CALLS

    def gap(self, what: str, covered: Callable[[Sequence[AuditRule]], bool]) -> str:
        """Empty where rules do it now and at the next start, else `what` they miss.

        `(now)` or `(boot)` follows where they miss it at one of the two only: a rule
        loaded by hand is gone after a restart, one in a file records nothing yet.
        """
        places = {"now": self.loaded, "boot": self.boot.rules}
        missed = [
            name
            for name, found in places.items()
            if suppressed(found) or not covered(found)
        ]
        if len(missed) == len(places):
            return what
        return f"{what} ({missed[0]})" if missed else ""

    def watch_gap(self, path: str, perms: str, narrowing: Collection[str] = ()) -> str:
        """The path where some access to it is not recorded; see `gap`.

        A rule for the path of a directory alone does not see what is in it.
        """
        names = self._names(path)

        def does(rule: AuditRule) -> bool:
            return any(
                rule.watches(name, perms, narrowing, self.uid_min)
                and (rule.recursive or name not in self.folders)
                for name in names
            )

        def hides(rule: AuditRule) -> bool:
            return any(rule.hides("all", "b64", name) for name in names)

        return self.gap(path, lambda found: recorded(found, does, hides))

    def call_gap(
        self,
        call: str,
        arch: str,
        narrowing: Collection[str] = (),
        outcome: str = "",
    ) -> str:
        """The system call where it is not recorded; see `gap`.

        Empty too where programs of that architecture cannot make it.
        """
        if not self.knows(call, arch):
            return ""

        def does(rule: AuditRule) -> bool:
            return rule.logs(
                call, arch, narrowing, outcome=outcome, uid_min=self.uid_min
            )

        return self.gap(
            f"{arch} {call} {outcome}".rstrip(),
            lambda found: recorded(found, does, lambda r: r.hides(call, arch)),
        )

    def _names(self, path: str) -> tuple[str, ...]:
        """The path, and what else it is called where /bin is a link."""
        known = canonical(path)
        if not self.merged:
            return (known,)
        bare = known.removeprefix("/usr")
        return (known, bare) if bare.startswith(("/bin/", "/sbin/")) else (known,)

    @property
    def verdict_without(self) -> Verdict | None:
        """What every question comes to where there is no audit system to ask."""
        if self.kernel == "container":
            return not_applicable(Exempt.CONTAINER)
        if self.kernel == "none":
            return failed("auditctl: absent", expected="auditd")
        return None


def _parse(seen: Evidence) -> Auditd:
    machine = seen.fact(MACHINE)
    if machine.container:
        return Auditd(kernel="container")
    status = seen.output_if_present(STATUS)
    there = {canonical(path): stat for path, stat in seen.stats(WATCHED).items()}
    if status is None:
        return Auditd(kernel="none", existing=frozenset(there))
    flags = _status(status)
    return Auditd(
        kernel="own",
        enabled=flags["enabled"],
        pid=flags.get("pid", 0),
        lost=flags.get("lost", 0),
        loaded=_loaded(seen.output(LOADED)),
        boot=boot_rules(seen.files(RULES_D), seen.file(RULES) or ""),
        options=_options(seen),
        existing=frozenset(there),
        folders=frozenset(p for p, s in there.items() if s.kind == "d"),
        merged="/bin" not in there or there["/bin"].kind == "l",
        uid_min=seen.fact(LOGIN_DEFS).number("UID_MIN") or 1000,
        version=_version(machine.kernel),
        machine=seen.output(ARCH).strip(),
    )


def _version(kernel: str) -> tuple[int, int]:
    found = re.match(r"(\d{1,4})\.(\d{1,4})", kernel, re.ASCII)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _status(text: str) -> dict[str, int]:
    # `enabled 1` on lines of their own; up to audit 2.3 all on one line as
    # `AUDIT_STATUS: enabled=1 flag=1 pid=612 …`.
    flags = {}
    for line in text.splitlines():
        words = line.split()
        pairs = [w.split("=", 1) for w in words if "=" in w] or [words[:2] or [""]]
        for pair in pairs:
            if re.fullmatch(r"\d{1,18}", pair[-1], re.ASCII):
                flags[pair[0]] = int(pair[-1])
    if "enabled" not in flags:
        raise Undetermined(Reason.UNPARSEABLE, "auditctl -s")
    return flags


def _loaded(text: str) -> tuple[AuditRule, ...]:
    if text.strip() == "No rules":
        return ()
    found = rules(text)
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, "auditctl -l")
    return found


def _options(seen: Evidence) -> dict[str, str]:
    found = {}
    for line in (seen.file(CONFIG) or "").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            found[name.strip().lower()] = value.strip()
    return found


PROBES: tuple[Probe, ...] = (
    *MACHINE_PROBES,
    *LOGIN_DEFS.probes,
    ARCH,
    STATUS,
    LOADED,
    RULES_D,
    RULES,
    CONFIG,
    WATCHED,
)
AUDITD: Fact[Auditd] = Fact(name="auditd", probes=PROBES, parse=_parse)
