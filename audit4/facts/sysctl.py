"""Kernel parameters: what they are now and what the next boot will set.

At boot the files count as systemd-sysctl(8) counts them: a file hides those of
the same name in later directories, files are taken in the order of their names
whatever their directory, and the last assignment wins. `/etc/sysctl.conf` has a
part only through a link to it (`99-sysctl.conf`); under another init procps
reads it last. ufw sets its own file after all of them. A key that none of them sets
keeps the value that the kernel was built with.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    File,
    ItemStatus,
    Probe,
    Reason,
    Stat,
    Undetermined,
    settled,
)
from audit4.facts.os import MACHINE, MACHINE_PROBES
from audit4.facts.services import SERVICES

RUNNING = Command(
    id="sysctl.running", argv=("sysctl", "-a"), max_bytes=1024 * KIB, seconds=20
)
# In the order in which systemd-sysctl lets one directory hide another.
FILES = tuple(
    File(id=f"sysctl.{name}", path=f"{folder}/*.conf", needs_root=False)
    for name, folder in (
        ("etc", "/etc/sysctl.d"),
        ("run", "/run/sysctl.d"),
        ("local", "/usr/local/lib/sysctl.d"),
        ("vendor", "/usr/lib/sysctl.d"),
        ("vendor_lib", "/lib/sysctl.d"),
    )
)
LINKS = Stat(
    id="sysctl.links",
    paths=("/etc/sysctl.d/*.conf", "/usr/lib/sysctl.d/*.conf", "/lib/sysctl.d/*.conf"),
    needs_root=False,
)
SYSCTL_CONF = File(id="sysctl.conf", path="/etc/sysctl.conf", needs_root=False)
UFW_SYSCTL = File(id="sysctl.ufw", path="/etc/ufw/sysctl.conf", needs_root=False)
UFW_DEFAULTS = File(id="sysctl.ufw_defaults", path="/etc/default/ufw", needs_root=False)
# How the running kernel was built; where no file tells, nothing is printed.
BUILT = Command(
    id="sysctl.built",
    argv=(
        "sh",
        "-c",
        (
            'k=$(uname -r);for f in "/boot/config-$k" "/lib/modules/$k/config";do '
            '[ ! -r "$f" ]||exec grep -E "CONFIG_(MAGIC_SYSRQ_DEFAULT_ENABLE|'
            'SECURITY_DMESG_RESTRICT|BPF_UNPRIV_DEFAULT_OFF)[= ]" "$f";done'
        ),
    ),
    needs_root=False,
)

_LINE = re.compile(r"^(\S+)\s+=(.*)$")
_INTERFACE = re.compile(r"^net\.(ipv[46])\.conf\.(.+)\.([a-z0-9_]+)$")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]{1,16}|0[0-7]{1,20}", re.ASCII)
_SET = re.compile(r"^CONFIG_(\w+)=(\w+)$", re.MULTILINE)
_NOT_SET = re.compile(r"^# CONFIG_(\w+) is not set$", re.MULTILINE)
# Keys whose first value is the builder's choice: option, and value where it is on.
_BUILDS = {
    "kernel.dmesg_restrict": ("SECURITY_DMESG_RESTRICT", "1"),
    "kernel.unprivileged_bpf_disabled": ("BPF_UNPRIV_DEFAULT_OFF", "2"),
}
_SYSRQ = ("kernel.sysrq", "MAGIC_SYSRQ_DEFAULT_ENABLE")
_UFW_FILE = re.compile(r"^[ \t]*IPT_SYSCTL=[\"']?/etc/ufw/sysctl\.conf", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A line of a configuration file; `value` None only forbids globs to match."""

    pattern: str
    value: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sysctl:
    """Running values by dotted key, and the assignments of the next boot in order.

    `built` has the values that the running kernel starts with where its builder
    chose them, and only those that its configuration tells.
    """

    running: Mapping[str, str]
    assignments: tuple[Assignment, ...]
    built: Mapping[str, str] = field(default_factory=dict)

    def at_boot(self, key: str) -> Assignment | None:
        """What sets the key at boot; None where the kernel's default stays."""
        path = _slashed(key)
        exact = [a for a in self.assignments if a.pattern == path]
        if exact:
            return exact[-1] if exact[-1].value is not None else None
        globs = [a for a in self.assignments if _matches(a.pattern, path)]
        return globs[-1] if globs else None

    def interfaces(self, family: str) -> tuple[str, ...]:
        """Names of real interfaces with settings of `ipv4` or `ipv6`, sorted."""
        names = {
            found[2]
            for found in map(_INTERFACE.match, self.running)
            if found and found[1] == family
        }
        return tuple(sorted(names - {"all", "default", "lo"}))

    def has_ipv6(self) -> bool:
        """Whether the kernel speaks IPv6 on any interface."""
        return self.running.get("net.ipv6.conf.all.disable_ipv6") == "0"


def _slashed(key: str) -> str:
    """A key in the kernel's own form; in `a/b.c` the dot belongs to a name."""
    first = re.search(r"[./]", key)
    return key.translate(_SWAP) if first and first[0] == "." else key


_SWAP = str.maketrans("./", "/.")


def _matches(pattern: str, path: str) -> bool:
    if not any(sign in pattern for sign in "*?["):
        return False
    globs, parts = pattern.split("/"), path.split("/")
    return len(globs) == len(parts) and all(map(fnmatchcase, parts, globs))


def _parse(seen: Evidence) -> Sysctl:
    return Sysctl(
        running=_running(seen),
        assignments=tuple(_at_boot(seen)),
        built=_built(seen),
    )


def _built(seen: Evidence) -> Mapping[str, str]:
    # Collectors of the first edition do not ask for it; grep finds nothing by 1.
    text = seen.output(BUILT, exits=(0, 1)) if BUILT.id in seen.items else ""
    chosen = {**dict.fromkeys(_NOT_SET.findall(text), "n"), **dict(_SET.findall(text))}
    found = {
        key: value if chosen[option] == "y" else "0"
        for key, (option, value) in _BUILDS.items()
        if option in chosen
    }
    key, option = _SYSRQ
    return {**found, key: _plain(chosen[option])} if option in chosen else found


def _plain(value: str) -> str:
    """A number as `sysctl -a` prints it: the kernel takes 0x1b6 and 0666 as well."""
    if not _NUMBER.fullmatch(value):
        return value
    return str(int(value, 16 if value[1] in "xX" else 8))


def _running(seen: Evidence) -> Mapping[str, str]:
    # Some keys refuse to be read; sysctl says so on stderr and exits non-zero.
    text = seen.output(RUNNING, exits=(0, 1, 255))
    found = (_LINE.match(line) for line in text.splitlines())
    values = {line[1]: " ".join(line[2].split()) for line in found if line}
    if "kernel.ostype" not in values:
        raise Undetermined(Reason.UNPARSEABLE, "sysctl -a")
    return values


def _at_boot(seen: Evidence) -> Iterable[Assignment]:
    init = seen.fact(MACHINE).init
    files = _effective_files(seen)
    for name in sorted(files):
        path, text = files[name]
        yield from _assignments(text, path)
    if init != "systemd":
        yield from _assignments(seen.file(SYSCTL_CONF) or "", SYSCTL_CONF.path)
    elif seen.fact(SERVICES).enabled("ufw") and _UFW_FILE.search(
        seen.file(UFW_DEFAULTS) or ""
    ):
        yield from _assignments(seen.file(UFW_SYSCTL) or "", UFW_SYSCTL.path)


def _effective_files(seen: Evidence) -> Mapping[str, tuple[str, str]]:
    """Path and text by file name, one for each name."""
    chosen: dict[str, tuple[str, str]] = {}
    for folder in FILES:
        for path, text in _folder(seen, folder).items():
            chosen.setdefault(path.rsplit("/", 1)[-1], (path, text))
    return chosen


def _folder(seen: Evidence, folder: File) -> Mapping[str, str]:
    """Files of a directory; a link that was not followed is resolved if known."""
    links = seen.stats(LINKS)
    texts = {}
    for item in seen.take(folder):
        link = links.get(item.name)
        if item.status is ItemStatus.UNSAFE and link and link.kind == "l":
            texts[item.name] = _linked(seen, link.target)
        elif item.status is not ItemStatus.ABSENT:
            texts[item.name] = settled(item)
    return texts


def _linked(seen: Evidence, target: str) -> str:
    if target == "/dev/null":  # how an administrator switches a vendor's file off
        return ""
    if target in {"../sysctl.conf", "/etc/sysctl.conf"}:
        return seen.file(SYSCTL_CONF) or ""
    raise Undetermined(Reason.UNSAFE_PATH, target[:80])


def _assignments(text: str, path: str) -> Iterable[Assignment]:
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        key, equals, value = line.partition("=")
        name = key.strip()
        quiet = name.startswith("-")  # an error when setting it is ignored
        if not equals and not quiet:
            continue  # systemd-sysctl reports such a line and goes on
        yield Assignment(
            pattern=_slashed(name.removeprefix("-").strip()),
            value=_plain(" ".join(value.split())) if equals else None,
            path=path,
        )


SYSCTL_PROBES: tuple[Probe, ...] = (
    RUNNING,
    BUILT,
    *FILES,
    LINKS,
    SYSCTL_CONF,
    UFW_SYSCTL,
    UFW_DEFAULTS,
)
SYSCTL: Fact[Sysctl] = Fact(
    name="sysctl",
    probes=(*MACHINE_PROBES, *SERVICES.probes, *SYSCTL_PROBES),
    parse=_parse,
)
