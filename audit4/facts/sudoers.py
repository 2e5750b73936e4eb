"""What sudo lets whom do: the sudoers files as sudo reads them.

`cvtsudoers` would do the parsing, but older releases lack it and its output
drops the text of a line, by which audit4's own access is recognised.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    PathStat,
    Reason,
    Stat,
    Undetermined,
)

MAIN = File(id="sudoers.main", path="/etc/sudoers", max_bytes=256 << 10)
DROP_INS = File(id="sudoers.d", path="/etc/sudoers.d/*", max_bytes=256 << 10)
STATS = Stat(
    id="sudoers.stat", paths=("/etc/sudoers", "/etc/sudoers.d", "/etc/sudoers.d/*")
)
VERSION = Command(id="sudoers.version", argv=("sudo", "-V"))

_DEEPEST = 32
_MOST_GRANTS = 5000
_TAG = re.compile(
    r"((?:NO)?(?:EXEC|FOLLOW|INTERCEPT|LOG_INPUT|LOG_OUTPUT|MAIL|PASSWD|SETENV)):\s*"
)
_OPTION = re.compile(
    r"(ROLE|TYPE|TIMEOUT|NOTBEFORE|NOTAFTER|CWD|CHROOT|APPARMOR_PROFILE|PRIVS"
    r"|LIMITPRIVS)=(\S+)\s+"
)
_DIGEST = re.compile(r"(sha(?:224|256|384|512):[0-9A-Za-z+/=]+)(?:\s+|$)")
_RUNAS = re.compile(r"\(([^)]*)\)\s*")
_ALIAS = re.compile(r"(User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)", re.DOTALL)
_DEFAULTS = re.compile(r"Defaults([@:!>]\s*(?:\"[^\"]*\"|\S+))?\s+(.*)", re.DOTALL)
_INCLUDE = re.compile(r"[#@](include|includedir)\s+(.+)")
_HOST_NAME = re.compile(r"(?=[^A-Z]*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
# Both are used on text with single blanks, which keeps them linear.
_NEXT_HOST = re.compile(r" : ?(?=[^=,:() ]+(?: ?, ?[^=,:() ]+)* ?=)")
_NEXT_ALIAS = re.compile(r" ?: ?(?=[A-Z][A-Z0-9_]* ?=)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SudoGrant:
    """One command that somebody may run, aliases expanded.

    `users` are names, `%group`, `#uid`, `+netgroup` or `ALL`, `!` for not.
    `runas` is the target as written, such as `root` or `ALL:ALL`; empty means
    root. `tags` are those in force (`NOPASSWD`, `NOEXEC` …). `line` is the
    whole logical line of the file, as sudo sees it.
    """

    users: tuple[str, ...]
    hosts: tuple[str, ...]
    runas: str
    command: str
    digests: tuple[str, ...]
    tags: frozenset[str]
    file: str
    line: str

    @property
    def program(self) -> str:
        """The command without its arguments."""
        return self.command.split(None, 1)[0] if self.command.strip() else ""

    @property
    def who(self) -> str:
        """The users, as a report shows them."""
        return ",".join(self.users)


@dataclass(frozen=True, slots=True, kw_only=True)
class SudoDefault:
    """One setting of a Defaults line.

    `scope` is empty for all, else as written: `:user`, `@host`, `>runas` or
    `!command`. `value` is True or False for a flag.
    """

    scope: str
    name: str
    value: str | bool
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sudoers:
    """sudo's rules and settings; `installed` is false where there is no sudo.

    `unclear` are lines and includes that could not be read: nothing may pass on
    them. `built_in` holds defaults that this build has (`sudo -V`).
    """

    installed: bool
    grants: tuple[SudoGrant, ...] = ()
    defaults: tuple[SudoDefault, ...] = ()
    files: tuple[str, ...] = ()
    stats: Mapping[str, PathStat] = field(default_factory=dict)
    built_in: Mapping[str, str | bool] = field(default_factory=dict)
    unclear: tuple[tuple[Reason, str], ...] = ()

    def option(self, name: str) -> str | bool | None:
        """The value in force for everybody; `None` where nothing sets it."""
        told = [d.value for d in self.defaults if d.name == name and not d.scope]
        return told[-1] if told else self.built_in.get(name)

    def exceptions(self, name: str) -> tuple[SudoDefault, ...]:
        """Settings of an option for some users, hosts, targets or commands."""
        return tuple(d for d in self.defaults if d.name == name and d.scope)

    def asks_no_password(self, grant: SudoGrant) -> bool:
        """Whether the grant works without a password.

        True by the tag, or by `Defaults !authenticate` for all or for its users.
        """
        if "PASSWD" in grant.tags:
            return False
        if "NOPASSWD" in grant.tags or self.option("authenticate") is False:
            return True
        off = {d.scope for d in self.exceptions("authenticate") if d.value is False}
        return any(f":{user}" in off for user in grant.users)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, as includes are followed."""

    texts: Mapping[str, str]
    aliases: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    specs: list[tuple[str, str]] = field(default_factory=list)
    host: str = ""
    elsewhere: int = 0
    defaults: list[SudoDefault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unclear: list[tuple[Reason, str]] = field(default_factory=list)


def _parse(evidence: Evidence) -> Sudoers:
    version = evidence.output_if_present(VERSION)
    main = evidence.file(MAIN)
    if version is None:
        return Sudoers(installed=False)
    if main is None:
        raise Undetermined(Reason.NOT_COLLECTED, "/etc/sudoers")
    host = evidence.header.get("hostname", "").lower()
    reading = _Reading({MAIN.path: main, **evidence.files(DROP_INS)}, host=host)
    _read(reading, MAIN.path, 0)
    return Sudoers(
        installed=True,
        grants=_grants(reading),
        defaults=tuple(reading.defaults),
        files=tuple(reading.files),
        stats=evidence.stats(STATS),
        built_in=_built_in(version),
        unclear=tuple(reading.unclear),
    )


def _built_in(version: str) -> Mapping[str, str | bool]:
    found: dict[str, str | bool] = {"authenticate": True, "env_reset": True}
    number = re.search(r"version (\d+)\.(\d+)\.(\d+)", version)
    if not number and "sudo-rs" not in version.lower():
        raise Undetermined(Reason.UNPARSEABLE, "sudo -V")
    # sudo(8) NEWS: use_pty is on by default since 1.9.14.
    if number and tuple(map(int, number.groups())) >= (1, 9, 14):
        found["use_pty"] = True
    if "sudo-rs" in version.lower():
        found["use_pty"] = True
    if minutes := re.search(r"timestamp timeout: (-?[\d.]+) minutes", version):
        found["timestamp_timeout"] = minutes[1]
    return found


def logical_lines(text: str) -> Iterator[str]:
    """Lines with continuations joined and comments gone, the empty left out.

    `#include`, `#includedir` and `#1000` (a uid) are not comments.
    """
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        bare = line.strip()
        if not re.match(r"#include(dir)?\s", bare):
            bare = _without_comment(bare)
        if bare:
            yield bare


def _without_comment(line: str) -> str:
    quoted = False
    for place, letter in enumerate(line):
        if letter == '"' and line[place - 1 : place] != "\\":
            quoted = not quoted
        starts = letter == "#" and not quoted and line[place - 1 : place] != "\\"
        if starts and not line[place + 1 : place + 2].isdigit():
            return line[:place].strip()
    return line


def _read(reading: _Reading, path: str, depth: int) -> None:
    if depth > _DEEPEST or path in reading.files:
        reading.unclear.append((Reason.UNPARSEABLE, f"{path[:80]}: include loop"))
        return
    reading.files.append(path)
    for line in logical_lines(reading.texts[path]):
        if include := _INCLUDE.match(line):
            _include(reading, include[1], include[2].strip().strip('"'), path, depth)
        elif alias := _ALIAS.match(line):
            _alias(reading, alias[1], alias[2])
        elif line.startswith("Defaults") and (default := _DEFAULTS.match(line)):
            _default(reading, default[1] or "", default[2], path)
        elif "=" in line:
            reading.specs.append((path, line))
        else:
            reading.unclear.append((Reason.UNPARSEABLE, f"{path}: {line[:60]}"))


def _include(
    reading: _Reading, kind: str, target: str, source: str, depth: int
) -> None:
    target = (
        target if target.startswith("/") else f"{source.rsplit('/', 1)[0]}/{target}"
    )
    if kind == "include" and target in reading.texts:
        _read(reading, target, depth + 1)
    elif kind == "includedir" and target.rstrip("/") == "/etc/sudoers.d":
        for path in sorted(p for p in reading.texts if p != MAIN.path):
            name = path.rsplit("/", 1)[-1]
            # sudoers(5): names with a dot or a final tilde are passed over.
            if "." not in name and not name.endswith("~"):
                _read(reading, path, depth + 1)
    else:
        reading.unclear.append((Reason.NOT_COLLECTED, target[:100]))


def _alias(reading: _Reading, kind: str, text: str) -> None:
    names = reading.aliases.setdefault("Cmnd" if kind == "Cmd" else kind, {})
    for part in _NEXT_ALIAS.split(" ".join(text.split())):
        name, _, members = part.partition("=")
        names[name.strip()] = _items(members)


def _default(reading: _Reading, scope: str, text: str, path: str) -> None:
    if scope.startswith("@") and _elsewhere(reading, scope[1:].split(",")):
        return
    for item in _items(text):
        name, sign, value = item.partition("=")
        name = name.strip().rstrip("+-").strip()
        setting: str | bool = value.strip().strip('"') if sign else True
        if name.startswith("!"):
            name, setting = name.lstrip("! "), False
        reading.defaults.append(
            SudoDefault(
                scope=scope.replace(" ", ""), name=name, value=setting, file=path
            )
        )


def _items(text: str) -> list[str]:
    """Split at commas that are neither quoted, escaped nor in parentheses."""
    items, start, quoted, depth = [], 0, False, 0
    for place, letter in enumerate(text):
        escaped = text[place - 1 : place] == "\\"
        if letter == '"' and not escaped:
            quoted = not quoted
        elif not quoted and not escaped:
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth <= 0:
                items.append(text[start:place].strip())
                start = place + 1
    return [i for i in (*items, text[start:].strip()) if i]


def _expand(
    names: Mapping[str, list[str]], items: list[str], depth: int = 0
) -> list[str]:
    found: list[str] = []
    for item in items:
        bare = item.lstrip("! ")
        no = "!" if (len(item) - len(item.lstrip("!"))) % 2 else ""
        if bare in names and depth < _DEEPEST:
            found += [f"{no}{x}" for x in _expand(names, names[bare], depth + 1)]
        else:
            found.append(f"{no}{bare}")
        if len(found) > _MOST_GRANTS:
            raise Undetermined(Reason.UNPARSEABLE, "/etc/sudoers: too many entries")
    return found


def _grants(reading: _Reading) -> tuple[SudoGrant, ...]:
    grants: list[SudoGrant] = []
    for path, line in reading.specs:
        elsewhere = reading.elsewhere
        found = list(_spec(reading, path, line))
        if not found and elsewhere == reading.elsewhere:
            reading.unclear.append((Reason.UNPARSEABLE, f"{path}: {line[:60]}"))
        grants += found
        if len(grants) > _MOST_GRANTS:
            raise Undetermined(Reason.UNPARSEABLE, "/etc/sudoers: too many entries")
    return tuple(grants)


def _spec(reading: _Reading, path: str, line: str) -> Iterator[SudoGrant]:
    users: list[str] = []
    for part in _NEXT_HOST.split(" ".join(line.split())):
        left, _, right = part.partition("=")
        words = _words(left)
        if not users:
            users = _expand(reading.aliases.get("User", {}), _items(words[0]))
            words = words[1:]
        hosts = _expand(reading.aliases.get("Host", {}), _items(" ".join(words)))
        if not users or not hosts:
            return
        if _elsewhere(reading, hosts):
            reading.elsewhere += 1
            continue
        yield from _commands(reading, tuple(users), tuple(hosts), right, (path, line))


def _elsewhere(reading: _Reading, hosts: list[str]) -> bool:
    """Whether all of the hosts are others, by plain name: one file serves many.

    Addresses, netgroups, patterns and negations may mean this host too.
    """
    # In capitals it is ALL, or an alias.
    plain = all(_HOST_NAME.fullmatch(h.strip()) for h in hosts)
    here = reading.host.partition(".")[0]
    return bool(here) and plain and all(h.strip().split(".")[0] != here for h in hosts)


def _words(left: str) -> list[str]:
    """Split the users from the hosts: lists bind by commas, not by blanks."""
    joined = re.sub(r"\s*,\s*", ",", left.strip())
    joined = re.sub(r"!\s+", "!", joined)
    return re.findall(r"(?:\"[^\"]*\"|\\.|[^\s\"])+", joined) or [""]


def _commands(
    reading: _Reading,
    users: tuple[str, ...],
    hosts: tuple[str, ...],
    text: str,
    place: tuple[str, str],
) -> Iterator[SudoGrant]:
    # Target, tags and digests hold for the commands after them, too.
    runas, tags, digests = "", frozenset[str](), tuple[str, ...]()
    for item in _items(text):
        rest = item
        if found := _RUNAS.match(rest):
            runas, rest = _target(reading, found[1]), rest[found.end() :]
        while found := _OPTION.match(rest) or _TAG.match(rest):
            if found.re is _TAG:
                tags = (tags - {_opposite(found[1])}) | {found[1]}
            rest = rest[found.end() :]
        while found := _DIGEST.match(rest):
            digests, rest = (*digests, found[1]), rest[found.end() :]
        if not rest:
            continue
        for command in _expand(reading.aliases.get("Cmnd", {}), [rest]):
            yield SudoGrant(
                users=users,
                hosts=hosts,
                runas=runas,
                command=command,
                digests=digests,
                tags=tags,
                file=place[0],
                line=place[1],
            )
        digests = ()


def _target(reading: _Reading, text: str) -> str:
    """Users and groups to become, aliases expanded, without blanks."""
    users, sign, groups = re.sub(r"\s", "", text).partition(":")
    names = _expand(reading.aliases.get("Runas", {}), _items(users))
    return f"{','.join(names)}{sign}{groups}"


def _opposite(tag: str) -> str:
    return tag.removeprefix("NO") if tag.startswith("NO") else f"NO{tag}"


SUDOERS: Fact[Sudoers] = Fact(
    name="sudoers", probes=(MAIN, DROP_INS, STATS, VERSION), parse=_parse
)
