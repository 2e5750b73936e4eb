"""Kernel arguments of the running system and of every boot entry; who may edit them.

One command prints the running arguments, then of each boot loader file the lines
that count. Passwords are cut on the host: only whether there is a hash is told.
RHEL 8 and later keep entries in files of their own (the Boot Loader Specification),
whose `$kernelopts` stands in `grubenv`.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined

_B = "[[:space:]]"
_WORD = "([^[:space:]]+)"
_SED = (
    rf"s/^{_B}*password_pbkdf2{_B}+{_WORD}{_B}+\\$.*/sourced \1/"
    rf";s/^{_B}*password_pbkdf2{_B}+{_WORD}.*/hashed \1/"
    rf";s/^{_B}*password{_B}+{_WORD}.*/plain \1/"
    r";s/^GRUB2_PASSWORD=grub.*/hashed -/"
    rf";/^{_B}*(hashed|plain|sourced|linux|kernel|options|set superusers"
    r"|GRUB_CMDLINE_LINUX)/p"
)
_FILES = (
    "/boot/grub*/grub.cfg /boot/grub*/grub.conf /boot/grub*/menu.lst"
    " /boot/grub*/user.cfg /boot/grub*/grubenv"
    " /boot/efi/EFI/*/grub.cfg /boot/efi/EFI/*/user.cfg"
    " /boot/loader/entries/*.conf /boot/efi/loader/entries/*.conf"
    " /etc/default/grub /etc/default/grub.d/*.cfg"
)
_SHOW = (
    f"cat /proc/cmdline;echo;for f in {_FILES};do"
    f' [ -f "$f" ]&&echo "= $f"&&sed -nE "{_SED}" "$f";done;:'
)
LOADER = Command(id="boot.loader", argv=("sh", "-c", _SHOW), max_bytes=512 * KIB)

# No kernel takes more than 4096; shlex would be busy with a long one for seconds.
_LONGEST = 8192
_ENTRY = re.compile(r"^\s*(?:linux(?:16|efi)?|kernel)\s+(.*)$")
_OPTIONS = re.compile(r"^\s*options\s+(.*)$")
_KERNELOPTS = re.compile(r"^kernelopts=(.*)$")
_SUPERUSERS = re.compile(r"^\s*set superusers=(.*)$")
_DEFAULT = re.compile(r"^\s*(GRUB_CMDLINE_LINUX(?:_DEFAULT)?)=(.*)$")
_PASSWORD = re.compile(r"^(hashed|plain|sourced) (\S+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class BootEntry:
    """One way to boot: the file that holds it and its kernel arguments."""

    path: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """Arguments now, by boot entry, and by default for entries made later.

    `defaults` is None where no `/etc/default/grub` stands. `grub` says whether any
    configuration of GRUB was found. `superusers` may edit entries; `hashed` are
    accounts with a hashed password, `plain` those with one that anybody can read
    or that GRUB no longer takes.
    """

    running: tuple[str, ...]
    entries: tuple[BootEntry, ...]
    defaults: tuple[str, ...] | None
    grub: bool
    superusers: frozenset[str]
    hashed: frozenset[str]
    plain: frozenset[str]


def _parse(seen: Evidence) -> Boot:
    first, *rest = seen.output(LOADER).splitlines() or [""]
    if not first.strip():
        raise Undetermined(Reason.UNPARSEABLE, "/proc/cmdline")
    files = _files(rest)
    common = _kernelopts(files)
    passwords = _passwords(files)
    return Boot(
        running=_words(first),
        entries=tuple(_entries(files, common)),
        defaults=_defaults(files),
        grub=any(
            path.endswith(("grub.cfg", "grub.conf", "menu.lst")) for path in files
        ),
        superusers=frozenset(_superusers(files)),
        hashed=passwords["hashed"],
        plain=passwords["plain"],
    )


def _files(lines: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in lines:
        if line.startswith("= /"):
            here = found.setdefault(line[2:], [])
        else:
            here.append(line)
    return found


def _words(text: str) -> tuple[str, ...]:
    if len(text) > _LONGEST:
        raise Undetermined(Reason.UNPARSEABLE, "boot: a line without end")
    try:
        return tuple(shlex.split(text))
    except ValueError:  # an odd quote: the kernel splits at blanks as well
        return tuple(text.split())


def _kernelopts(files: Mapping[str, list[str]]) -> str:
    for path, lines in files.items():
        for line in lines:
            if path.endswith("/grubenv") and (found := _KERNELOPTS.match(line)):
                return found[1]
    return ""


def _entries(files: Mapping[str, list[str]], common: str) -> Iterable[BootEntry]:
    for path, lines in files.items():
        pattern = _OPTIONS if "/loader/entries/" in path else _ENTRY
        for line in lines:
            found = pattern.match(line)
            if not found or "memtest" in line:
                continue
            text = found[1].replace("$kernelopts", common)
            # Of GRUB's own line the first word is the kernel's path.
            words = _words(text)[0 if pattern is _OPTIONS else 1 :]
            yield BootEntry(path=path, words=words)


def _defaults(files: Mapping[str, list[str]]) -> tuple[str, ...] | None:
    values: dict[str, str] = {}
    paths = [path for path in files if path.startswith("/etc/default/grub")]
    for path in paths:
        for line in files[path]:
            if found := _DEFAULT.match(line):
                old = values.get(found[1], "")
                values[found[1]] = " ".join(_words(found[2])).replace(
                    f"${found[1]}", old
                )
    return _words(" ".join(values.values())) if paths else None


def _superusers(files: Mapping[str, list[str]]) -> Iterable[str]:
    for lines in files.values():
        for line in lines:
            if found := _SUPERUSERS.match(line):
                yield from re.split(r"[\s,;&|]+", found[1].strip("\"' "))


def _passwords(files: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    """Accounts by kind; what is sourced counts where user.cfg holds the hash."""
    told: dict[str, set[str]] = {"hashed": set(), "plain": set(), "sourced": set()}
    for lines in files.values():
        for line in lines:
            if found := _PASSWORD.match(line):
                told[found[1]].add(found[2])
    if "-" in told["hashed"]:
        told["hashed"] |= told["sourced"]
    return {kind: frozenset(names - {"-"}) for kind, names in told.items()}


BOOT: Fact[Boot] = Fact(name="boot", probes=(LOADER,), parse=_parse)
