"""Mandatory access control: what AppArmor and SELinux enforce now, and after boot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, File, Reason, Undetermined

APPARMOR_ON = File(
    id="mac.apparmor_on",
    path="/sys/module/apparmor/parameters/enabled",
    needs_root=False,
)
AA_STATUS = Command(id="mac.aa_status", argv=("aa-status",), max_bytes=128 * KIB)
SELINUX_CONFIG = File(
    id="mac.selinux_config", path="/etc/selinux/config", needs_root=False
)
SELINUX_NOW = File(
    id="mac.selinux_now", path="/sys/fs/selinux/enforce", needs_root=False
)

# "12 profiles are in enforce mode." and "1 processes are unconfined but have a
# profile defined.", each followed by the names, indented.
_HEAD = re.compile(
    r"^(\d{1,9}) (profiles|processes) are (?:in (\w+) mode|(unconfined) but have)"
)
_SETTING = re.compile(r"^\s*(SELINUX|SELINUXTYPE)\s*=\s*(\S+)\s*$")
_NOT_ON = (1, 2, 3)  # aa-status(8): off, no profiles, no control files


@dataclass(frozen=True, slots=True, kw_only=True)
class AppArmor:
    """Profiles by mode, and processes that run free although they have one.

    `on` says whether the kernel has it switched on. `profiles` is None where its
    tools are not installed, so that no profile was ever loaded.
    """

    on: bool
    profiles: Mapping[str, tuple[str, ...]] | None
    unconfined: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selinux:
    """Modes in SELinux's words: `enforcing`, `permissive` or `disabled`.

    `configured` and `policy` are what the boot takes, empty where no configuration
    stands, which is how a system without SELinux looks.
    """

    now: str
    configured: str
    policy: str


def _parse_apparmor(seen: Evidence) -> AppArmor:
    said = (seen.file(APPARMOR_ON) or "N").strip()
    if said not in {"Y", "N"}:
        raise Undetermined(Reason.UNPARSEABLE, APPARMOR_ON.path)
    on = said == "Y"
    text = seen.output_if_present(AA_STATUS, exits=(0, *_NOT_ON))
    if text is None:
        return AppArmor(on=on, profiles=None, unconfined=())
    if not text and seen.take(AA_STATUS)[0].exit == _NOT_ON[0]:
        # Of a kernel without AppArmor it speaks on stderr alone.
        return AppArmor(on=on, profiles={}, unconfined=())
    if "apparmor module" not in text:
        raise Undetermined(Reason.UNPARSEABLE, "aa-status")
    told = _sections(text)
    return AppArmor(
        on=on,
        profiles={
            mode: names for (kind, mode), names in told.items() if kind == "profiles"
        },
        unconfined=told.get(("processes", "unconfined"), ()),
    )


def _sections(text: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    here: tuple[str, str] | None = None
    for line in text.splitlines():
        if line[:1].isspace():
            if here and line.strip():
                found[here] = (*found[here], line.strip())
            continue
        head = _HEAD.match(line)
        here = (head[2], head[3] or head[4]) if head else None
        if here:
            found.setdefault(here, ())
    return found


def _parse_selinux(seen: Evidence) -> Selinux:
    flag = seen.file(SELINUX_NOW)
    modes = {None: "disabled", "0": "permissive", "1": "enforcing"}
    now = modes.get(flag if flag is None else flag.strip())
    if now is None:
        raise Undetermined(Reason.UNPARSEABLE, SELINUX_NOW.path)
    rows = (
        _SETTING.match(line) for line in (seen.file(SELINUX_CONFIG) or "").splitlines()
    )
    values = {row[1]: row[2].lower() for row in rows if row}
    return Selinux(
        now=now,
        configured=values.get("SELINUX", ""),
        policy=values.get("SELINUXTYPE", ""),
    )


APPARMOR: Fact[AppArmor] = Fact(
    name="apparmor", probes=(APPARMOR_ON, AA_STATUS), parse=_parse_apparmor
)
SELINUX: Fact[Selinux] = Fact(
    name="selinux", probes=(SELINUX_CONFIG, SELINUX_NOW), parse=_parse_selinux
)
