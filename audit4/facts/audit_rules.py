"""Rules of the kernel's audit: the language of auditctl(8), and what they record.

By hand: jc has no parser for it. `auditctl -l` and the rule files share one
language; a file besides has lines that control (`-D`, `-e 2`, `-c`), and
augenrules puts these in an order of its own.
"""

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit4.evidence import Reason, Undetermined

_NAME = re.compile(r"[^a-z0-9_]")
_AUID = re.compile(r"auid(>=|>)(\d{1,10})", re.ASCII)
_NUMBERS = re.compile(r"(\d+)", re.ASCII)
_OPTIONS = frozenset({"-a", "-A", "-w", "-p", "-k", "-F", "-S", "-C"})
_WANTED = "always,exit"
_NEVER = "never,exit"
# An exit code as it is named and as it is counted; or any failure.
_CODES = {"-EACCES": "-13", "-EPERM": "-1"}
_FAILED = frozenset({"success=0", "success!=1", "success=no"})
# Calls that younger kernels have than the tools that load rules know by name.
_NUMBERED = {"452": "fchmodat2"}
_SYSCALL_RECORDS = frozenset({"msgtype=SYSCALL", "msgtype=1300"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRule:
    """One rule: a watch on a path, or system calls in a list with an action.

    `action` is like `always,exit`, words in the order of auditctl's output; `path`
    is watched with all below it where `recursive`, else alone. `fields` hold the
    tests besides path, permissions and key, such as `arch=b64`, `auid>=1000`.
    `text` is the rule as found.
    """

    text: str
    action: str
    path: str = ""
    recursive: bool = False
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

    def logs(
        self,
        call: str,
        arch: str,
        narrowing: Collection[str] = (),
        *,
        outcome: str = "",
        uid_min: int = 1000,
    ) -> bool:
        """Whether it records a system call, but for tests named in `narrowing`.

        Those are names of fields, or whole tests (`euid!=uid`); `auid` lets a rule
        leave out services, nobody from `uid_min` on. `outcome` is the exit code
        that matters, such as `-EPERM`. Without `arch` a rule covers the machine's
        native calls, so b64.
        """
        return (
            self.action == _WANTED
            and not self.path
            and self._takes(call, arch)
            and all(
                _harmless(test, narrowing, outcome, uid_min)
                for test in self.fields
                if not test.startswith("arch=")
            )
        )

    def watches(
        self,
        path: str,
        perms: str,
        narrowing: Collection[str] = (),
        uid_min: int = 1000,
    ) -> bool:
        """Whether it records such access to a path, for whoever has it."""
        return (
            self.action == _WANTED
            and self._covers(path)
            and self.perms >= set(perms)
            and all(
                _harmless(test, narrowing, "", uid_min)
                for test in self.fields
                if not test.startswith("arch=")
            )
        )

    def hides(self, call: str, arch: str, path: str = "") -> bool:
        """Whether it keeps rules after it from seeing a call, or access to a path."""
        if self.action != _NEVER or any(not f.startswith("arch=") for f in self.fields):
            return False
        if self.path:
            return bool(path) and self._covers(path)
        return self._takes(call, arch)

    def _takes(self, call: str, arch: str) -> bool:
        told = next((f for f in self.fields if f.startswith("arch=")), "arch=b64")
        return told == f"arch={arch}" and bool(self.syscalls & {call, "all"})

    def _covers(self, path: str) -> bool:
        below = self.recursive and path.startswith(f"{self.path}/")
        return bool(self.path) and (path == self.path or below)


def _harmless(
    test: str, narrowing: Collection[str], outcome: str, uid_min: int
) -> bool:
    """Whether a test leaves out nothing that is wanted."""
    name = _NAME.split(test, maxsplit=1)[0]
    if outcome and name in {"exit", "success"}:
        codes = {f"exit={outcome}", f"exit={_CODES.get(outcome, outcome)}"}
        return test in codes | _FAILED
    if name != "auid" or "auid" not in narrowing:
        return test in narrowing or (name in narrowing and name != "auid")
    bound = _AUID.fullmatch(test)
    if not bound:
        return test == "auid!=-1"
    return int(bound[2]) + (bound[1] == ">") <= uid_min


def recorded(
    rules: Iterable[AuditRule],
    does: Callable[[AuditRule], bool],
    hides: Callable[[AuditRule], bool],
) -> bool:
    """Whether one rule does it before another hides it: the first match decides."""
    for rule in rules:
        if does(rule):
            return True
        if hides(rule):
            return False
    return False


def suppressed(rules: Iterable[AuditRule]) -> bool:
    """Whether a rule keeps all processes, or all records of calls, from the log."""
    for rule in rules:
        words = set(rule.action.split(","))
        if words == {"never", "task"} and not rule.fields:
            return True
        if "exclude" in words and set(rule.fields) & _SYSCALL_RECORDS:
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class BootRules:
    """What the rule files do at the next start.

    `rules` are those that will be loaded; `broken` lines that are none, at the
    first of which loading ends unless `-c` or `-i` stands before.
    `locked` is whether they end in a lock, `continues` whether `-c` stands first.
    """

    rules: tuple[AuditRule, ...] = ()
    broken: tuple[str, ...] = ()
    locked: bool = False
    continues: bool = False


def boot_rules(parts: Mapping[str, str] | None, single: str) -> BootRules:
    """Rules that come into force at the next start.

    `parts` are the files of rules.d by path, which augenrules merges: in the order
    of their names with numbers by value, `-D` first and the last `-e` last.
    Without them `single`, audit.rules, is loaded line by line.
    """
    if not parts:
        return _loading(single.splitlines())
    lines = [x for path in sorted(parts, key=_by_value) for x in _lines(parts[path])]
    ends = [x for x in lines if x.startswith("-e")]
    rest = [x for x in lines if not x.startswith("-e") and x != "-D"]
    return _loading([*rest, *ends[-1:]])


def _by_value(path: str) -> list[tuple[int, str]]:
    # `ls -v`: 9-a before 10-b.
    parts = _NUMBERS.split(path.rsplit("/", 1)[-1])
    return [(int(p[:18]), "") if p.isdecimal() else (0, p) for p in parts]


def _lines(text: str) -> list[str]:
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def _loading(lines: Iterable[str]) -> BootRules:
    rules: list[AuditRule] = []
    broken: list[str] = []
    continues = locked = False
    for line in _lines("\n".join(lines)):
        words = line.split()
        if locked or (broken and not continues):
            break
        if words[0] == "-D" and len(words) == 1:
            rules.clear()
        elif words[0] in {"-c", "-i"} and len(words) == 1:
            continues = True
        elif words[0] == "-e":
            locked = words[1:2] == ["2"]
        elif words[0] in {"-a", "-A", "-w"} or not line.startswith("-"):
            try:
                _add(rules, line)
            except Undetermined:
                broken.append(line[:300])
    return BootRules(
        rules=tuple(rules),
        broken=tuple(broken),
        locked=locked,
        continues=_says_continue(lines),
    )


def _says_continue(lines: Iterable[str]) -> bool:
    """Whether `-c` stands before the first rule."""
    for line in _lines("\n".join(lines)):
        if line == "-c":
            return True
        if line.startswith(("-a", "-A", "-w")):
            return False
    return False


def rules(text: str) -> tuple[AuditRule, ...]:
    """Rules as `auditctl -l` prints them; other lines are left out.

    Raises:
        Undetermined: a rule does not have the form of auditctl's options.
    """
    found: list[AuditRule] = []
    for line in _lines(text):
        if line.startswith(("-a ", "-A ", "-w ")) or line in {"-a", "-A", "-w"}:
            _add(found, line)
    return tuple(found)


def _add(rules: list[AuditRule], line: str) -> None:
    rule = _rule(line)
    if line.startswith("-A"):
        rules.insert(0, rule)
    else:
        rules.append(rule)


def _rule(line: str) -> AuditRule:
    options = _options(line)
    tests = [value for name, value in options if name == "-F"]
    calls = {
        _NUMBERED.get(call, call)
        for name, value in options
        if name == "-S"
        for call in value.split(",")
    }
    told = dict(test.split("=", 1) for test in tests if _plain(test))
    given = dict(options)
    perms = given.get("-p") or told.get("perm") or ""
    watch = given.get("-w") or told.get("path") or told.get("dir") or ""
    fields = [t for t in tests if not t.startswith(("path=", "dir=", "perm=", "key="))]
    return AuditRule(
        text=line[:300],
        action=_action(given.get("-a") or given.get("-A") or _WANTED),
        path=_place(watch),
        recursive="-w" in given or "dir" in told,
        # A watch without permissions is one on all of them.
        perms=frozenset(perms or _all_perms(watch, calls)),
        syscalls=frozenset(calls),
        fields=(*map(_unset, fields), *(_compared(v) for n, v in options if n == "-C")),
        key=given.get("-k") or told.get("key") or "",
    )


def _options(line: str) -> Sequence[tuple[str, str]]:
    # No comment may follow a rule: auditctl refuses the line for it.
    try:
        words = shlex.split(line)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"audit rule {line[:60]}") from None
    if len(words) % 2 or not set(words[::2]) <= _OPTIONS:
        raise Undetermined(Reason.UNPARSEABLE, f"audit rule {line[:60]}")
    return list(zip(words[::2], words[1::2], strict=True))


def _all_perms(watch: str, calls: Collection[str]) -> str:
    if watch and not set(calls) - {"all"}:
        return "rwxa"
    # To record execve of a path is to record that it is run.
    return "x" if watch and "execve" in calls else ""


def _place(path: str) -> str:
    short = path.rstrip("/") or path
    return canonical(short)


def canonical(path: str) -> str:
    """A path without the links that every system has had for long."""
    return f"/run{path[8:]}" if path.startswith("/var/run/") else path


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
