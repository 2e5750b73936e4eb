"""The kernel's audit log: state, rules in force, rules at boot, the daemon's options.

By hand: jc has no parser for auditctl. `auditctl -l` and the rule files share
one language, the options of auditctl(8).
"""

import re
import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
from audit4.facts.os import MACHINE, MACHINE_PROBES
from audit4.finding import Exempt, Verdict, failed, not_applicable

_NAME = re.compile(r"[^a-z0-9_]")

STATUS = Command(id="auditd.status", argv=("auditctl", "-s"))
LOADED = Command(id="auditd.loaded", argv=("auditctl", "-l"))
RULES_D = File(id="auditd.rules_d", path="/etc/audit/rules.d/*.rules")
RULES = File(id="auditd.rules", path="/etc/audit/audit.rules", max_bytes=128 * KIB)
CONFIG = File(id="auditd.config", path="/etc/audit/auditd.conf")
# What the baseline watches; a path that is not there needs no watch.
WATCHED = Stat(
    id="auditd.watched",
    paths=(
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
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRule:
    """One rule: a watch on a path, or system calls in a list with an action.

    `action` is like `always,exit`, words in the order of auditctl's output;
    `fields` hold the tests besides path, permissions and key, such as
    `arch=b64`, `auid>=1000`. `text` is the rule as found.
    """

    text: str
    action: str
    path: str = ""
    perms: frozenset[str] = frozenset()
    syscalls: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    key: str = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two rules the same, however they are written."""
        fields = tuple(sorted(self.fields))
        calls = self.syscalls - {"all"}
        return (self.action, self.path, self.perms, calls, fields)

    def logs(self, call: str, arch: str, narrowing: Collection[str]) -> bool:
        """Whether it records a system call, but for tests named in `narrowing`.

        Without `arch` a rule covers the machine's native calls, so b64.
        """
        names = {_NAME.split(f, maxsplit=1)[0]: f for f in self.fields}
        told = names.pop("arch", "arch=b64")
        return (
            self.action == "always,exit"
            and not self.path
            and bool(self.syscalls & {call, "all"})
            and told == f"arch={arch}"
            and set(names) <= set(narrowing)
        )

    def watches(self, path: str, perms: str) -> bool:
        """Whether it records such access to a path, for whoever has it."""
        inside = path == self.path or path.startswith(f"{self.path}/")
        return (
            self.action == "always,exit"
            and bool(self.path)
            and inside
            and self.perms >= set(perms)
            and all(f.startswith("arch=") for f in self.fields)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditd:
    """The audit system of a host.

    `kernel` is own, container (the kernel belongs to the machine below) or
    none (no audit tools). `enabled` is the kernel's flag: 0 off, 1 on, 2 on and
    locked; `pid` the daemon's, 0 without one. `at_boot` are the rules that
    augenrules or auditctl load. `existing` are watched paths that exist.
    """

    kernel: str
    enabled: int
    pid: int
    lost: int
    loaded: tuple[AuditRule, ...]
    at_boot: tuple[AuditRule, ...]
    locked_at_boot: bool
    options: Mapping[str, str]
    existing: frozenset[str]

    @property
    def suppressed(self) -> bool:
        """Whether a rule keeps new processes from being audited at all."""
        return any(
            set(rule.action.split(",")) == {"never", "task"} and not rule.fields
            for rule in self.loaded
        )

    def absent(self, path: str) -> bool:
        """Whether a path that was looked for is not there."""
        return path in WATCHED.paths and path not in self.existing

    @property
    def verdict_without(self) -> Verdict | None:
        """What every question comes to where there is no audit system to ask."""
        if self.kernel == "container":
            return not_applicable(Exempt.CONTAINER)
        if self.kernel == "none":
            return failed("auditctl: absent", expected="auditd")
        return None


def _parse(seen: Evidence) -> Auditd:
    if seen.fact(MACHINE).container:
        return _without_kernel("container")
    status = seen.output_if_present(STATUS)
    if status is None:
        return _without_kernel("none")
    flags = _status(status)
    boot = _boot_texts(seen)
    return Auditd(
        kernel="own",
        enabled=flags["enabled"],
        pid=flags.get("pid", 0),
        lost=flags.get("lost", 0),
        loaded=_loaded(seen.output(LOADED)),
        at_boot=tuple(rule for text in boot for rule in rules(text)),
        locked_at_boot=_locked(boot),
        options=_options(seen),
        existing=frozenset(seen.stats(WATCHED)),
    )


def _without_kernel(kernel: str) -> Auditd:
    return Auditd(
        kernel=kernel,
        enabled=0,
        pid=0,
        lost=0,
        loaded=(),
        at_boot=(),
        locked_at_boot=False,
        options={},
        existing=frozenset(),
    )


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


def _boot_texts(seen: Evidence) -> list[str]:
    # augenrules merges rules.d into audit.rules at every start; without
    # rules.d, audit.rules stands for itself.
    parts = seen.files(RULES_D)
    if parts:
        return [parts[path] for path in sorted(parts)]
    return [seen.file(RULES) or ""]


def _locked(texts: list[str]) -> bool:
    locked = False
    for line in (line for text in texts for line in text.splitlines()):
        words = line.split()
        if words[:1] == ["-e"] and len(words) > 1:
            locked = words[1] == "2"
    return locked


def _options(seen: Evidence) -> dict[str, str]:
    found = {}
    for line in (seen.file(CONFIG) or "").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            found[name.strip().lower()] = value.strip()
    return found


def rules(text: str) -> tuple[AuditRule, ...]:
    """Rules of a rule file or of `auditctl -l`; control lines are left out.

    Raises:
        Undetermined: a rule does not have the form of auditctl's options.
    """
    found = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(("-a ", "-A ", "-w ")):
            found.append(_rule(line))
    return tuple(found)


def _rule(line: str) -> AuditRule:
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"audit rule {line[:60]}") from None
    if len(words) % 2:
        raise Undetermined(Reason.UNPARSEABLE, f"audit rule {line[:60]}")
    options = list(zip(words[::2], words[1::2], strict=True))
    tests = [value for name, value in options if name == "-F"]
    calls = {c for name, v in options if name == "-S" for c in v.split(",")}
    told = dict(test.split("=", 1) for test in tests if _plain(test))
    given = dict(options)
    perms = given.get("-p") or told.get("perm") or ""
    watch = given.get("-w") or told.get("path") or told.get("dir") or ""
    fields = [t for t in tests if not t.startswith(("path=", "dir=", "perm=", "key="))]
    return AuditRule(
        text=line[:300],
        action=_action(given.get("-a") or given.get("-A") or "always,exit"),
        path=watch.rstrip("/") or watch,
        # A watch without permissions is one on all of them.
        perms=frozenset(perms or ("rwxa" if watch and not calls - {"all"} else "")),
        syscalls=frozenset(calls),
        fields=(*map(_unset, fields), *(_compared(v) for n, v in options if n == "-C")),
        key=given.get("-k") or told.get("key") or "",
    )


def _plain(test: str) -> bool:
    name, equals, _ = test.partition("=")
    return bool(equals) and name.isidentifier()


def _action(text: str) -> str:
    words = text.split(",")
    return ",".join(sorted(words, key=lambda w: w not in {"always", "never"}))


def _unset(test: str) -> str:
    # One value, three spellings: files say unset or 4294967295, the kernel -1.
    said = test.replace("4294967295", "-1").replace("=unset", "=-1")
    return said.replace("arch=x86_64", "arch=b64").replace("arch=i386", "arch=b32")


def _compared(test: str) -> str:
    # `euid!=uid` in a file comes back from the kernel as `uid!=euid`.
    left, operator, right = test.partition("!=" if "!=" in test else "=")
    return operator.join(sorted((left, right)))


PROBES: tuple[Probe, ...] = (
    *MACHINE_PROBES,
    STATUS,
    LOADED,
    RULES_D,
    RULES,
    CONFIG,
    WATCHED,
)
AUDITD: Fact[Auditd] = Fact(name="auditd", probes=PROBES, parse=_parse)
