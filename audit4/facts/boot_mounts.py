"""What the next boot mounts, and with which options: fstab and systemd's units.

A unit of the administrator hides what fstab says, and fstab hides the vendor's unit
(systemd.unit(5), systemd-fstab-generator(8)). systemd itself mounts `/dev/shm`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, File, ItemStatus, Reason, Stat, Undetermined
from audit4.facts.os import MACHINE, MACHINE_PROBES
from audit4.facts.systemd_conf import texts_of

FSTAB = File(id="boot_mounts.fstab", path="/etc/fstab", needs_root=False)
# In the order in which one hides another; fstab's units stand after the second.
UNITS = tuple(
    File(id=f"boot_mounts.{name}", path=f"{folder}/*.mount", needs_root=False)
    for name, folder in (
        ("etc", "/etc/systemd/system"),
        ("run", "/run/systemd/system"),
        ("local", "/usr/local/lib/systemd/system"),
    )
)
VENDOR = tuple(
    File(
        id=f"boot_mounts.{name}",
        path=f"{folder}/systemd/system/tmp.mount",
        needs_root=False,
    )
    for name, folder in (("vendor", "/usr/lib"), ("vendor_lib", "/lib"))
)
DROPINS = File(
    id="boot_mounts.dropins",
    path="/etc/systemd/system/*.mount.d/*.conf",
    needs_root=False,
)
WANTS = Stat(
    id="boot_mounts.wants",
    paths=(
        "/etc/systemd/system/*.wants/*.mount",
        "/etc/systemd/system/*.requires/*.mount",
        "/usr/lib/systemd/system/local-fs.target.wants/tmp.mount",
        "/lib/systemd/system/local-fs.target.wants/tmp.mount",
    ),
    needs_root=False,
)

SHM = "/dev/shm"  # noqa: S108 - asked about, not used
_FIELDS = 2
_KEY = re.compile(r"^\s*(Where|Options|What|Type)\s*=(.*)$")
_ESCAPE = re.compile(r"\\([0-7]{3})")
_INVERSE = {"suid": "nosuid", "dev": "nodev", "exec": "noexec"}
# mount(8): options that bring others along.
_IMPLIED = {
    "user": ("nosuid", "nodev", "noexec"),
    "users": ("nosuid", "nodev", "noexec"),
    "owner": ("nosuid", "nodev"),
    "group": ("nosuid", "nodev"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BootMount:
    """A file system that the boot mounts; `source` is the file that says so."""

    target: str
    options: frozenset[str]
    source: str


def _parse(seen: Evidence) -> Mapping[str, BootMount]:
    found: dict[str, BootMount] = {}
    systemd = seen.fact(MACHINE).init == "systemd"
    fstab = {mount.target: mount for mount in _fstab(seen)}
    if systemd:
        found |= _units(seen, VENDOR)
    found[SHM] = BootMount(
        target=SHM, options=frozenset({"nosuid", "nodev"}), source="init"
    )
    found |= fstab
    if systemd:
        found |= _units(seen, tuple(reversed(UNITS)))
    return {target: m for target, m in found.items() if m.source}


def _fstab(seen: Evidence) -> Iterable[BootMount]:
    for raw in (seen.file(FSTAB) or "").splitlines():
        fields = raw.split()
        if len(fields) < _FIELDS or fields[0].startswith("#"):
            continue
        options = fields[3] if len(fields) > 3 else "defaults"  # noqa: PLR2004
        if fields[2:3] == ["swap"] or "noauto" in options.split(","):
            continue
        target = _ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[1])
        yield BootMount(
            target=target if target == "/" else target.rstrip("/"),
            options=effective(options),
            source=FSTAB.path,
        )


def effective(options: str) -> frozenset[str]:
    """Options in force where later ones take back earlier ones."""
    held: dict[str, None] = {}
    for word in options.split(","):
        for one in (*_IMPLIED.get(word, ()), word):
            if one in _INVERSE:
                held.pop(_INVERSE[one], None)
            else:
                held[one] = None
    return frozenset(held)


def _units(seen: Evidence, probes: tuple[File, ...]) -> Mapping[str, BootMount]:
    """By mount point; a unit that is masked or not started has no `source`."""
    wanted = {path.rsplit("/", 1)[1] for path in _wanted(seen)}
    dropins = seen.files(DROPINS)
    found = {}
    for probe in probes:
        for path, text in texts_of(seen, probe).items():
            name = path.rsplit("/", 1)[1]
            added = [t for p, t in sorted(dropins.items()) if f"/{name}.d/" in p]
            values = _values("\n".join((text, *added)))
            target = values.get("Where") or _target(name)
            starts = bool(values.get("What")) and name in wanted
            found[target] = BootMount(
                target=target,
                options=effective(values.get("Options", "")),
                source=path if starts else "",
            )
    return found


def _wanted(seen: Evidence) -> Iterable[str]:
    for item in seen.take(WANTS):
        if item.status is ItemStatus.OK:
            yield item.name
        elif item.status is not ItemStatus.ABSENT:
            raise Undetermined(Reason.PERMISSION, item.name)


def _values(text: str) -> Mapping[str, str]:
    """Keys of a mount unit; the last assignment counts."""
    found = (_KEY.match(line) for line in text.splitlines())
    return {key[1]: key[2].strip() for key in found if key}


def _target(unit: str) -> str:
    """`var-tmp.mount` is `/var/tmp`: the name of a unit is its mount point's."""
    path = unit.removesuffix(".mount").replace("-", "/")
    return "/" + re.sub(r"\\x([0-9a-f]{2})", lambda x: chr(int(x[1], 16)), path)


BOOT_MOUNTS: Fact[Mapping[str, BootMount]] = Fact(
    name="boot_mounts",
    probes=(*MACHINE_PROBES, FSTAB, *UNITS, *VENDOR, DROPINS, WANTS),
    parse=_parse,
)
