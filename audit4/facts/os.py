"""Which operating system runs, on what kernel, under which init."""

import re
import shlex
from dataclasses import dataclass

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    Probe,
    Reason,
    Stat,
    Undetermined,
)

OS_RELEASE = File(id="os.release", path="/etc/os-release", needs_root=False)
# /etc/os-release is usually a link; a collector that follows none still gets
# the vendor's own copy.
OS_RELEASE_VENDOR = File(
    id="os.release_vendor", path="/usr/lib/os-release", needs_root=False
)
# Releases before os-release existed (RHEL and CentOS 6).
REDHAT_RELEASE = File(
    id="os.redhat_release", path="/etc/redhat-release", needs_root=False
)
KERNEL = Command(id="os.kernel", argv=("uname", "-r"), needs_root=False)
CONTAINER = Command(
    id="os.container", argv=("systemd-detect-virt", "--container"), needs_root=False
)
CONTAINER_MARKS = Stat(
    id="os.container_marks",
    paths=("/.dockerenv", "/run/.containerenv", "/run/systemd/container"),
    needs_root=False,
)
_VIRTUALIZATION = re.compile(r"[a-z0-9-]{2,20}", re.ASCII)
INIT_NAME = File(id="os.init_name", path="/proc/1/comm", needs_root=False)
INIT_MARKS = Stat(
    id="os.init_marks", paths=("/run/systemd/system", "/run/openrc"), needs_root=False
)

_FAMILIES = {
    "debian": "debian",
    "ubuntu": "debian",
    "linuxmint": "debian",
    "raspbian": "debian",
    "rhel": "rhel",
    "centos": "rhel",
    "rocky": "rhel",
    "almalinux": "rhel",
    "ol": "rhel",
    "fedora": "rhel",
    "sles": "suse",
    "sled": "suse",
    "suse": "suse",
    "opensuse": "suse",
    "opensuse-leap": "suse",
    "opensuse-tumbleweed": "suse",
    "amzn": "amazon",
    "alpine": "alpine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OsRelease:
    """The system as it names itself.

    `family` is debian, rhel, suse, amazon, alpine or other. `version` is
    VERSION_ID as printed (`12`, `22.04`, `9.4`), empty on rolling releases.
    """

    family: str
    id: str
    version: str
    codename: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The running kernel and what started user space.

    `init` is systemd, sysvinit, openrc or other. A container shares the kernel
    of its host, so kernel settings and firewall may not be its own.
    """

    kernel: str
    container: bool
    init: str


def _parse_os(seen: Evidence) -> OsRelease:
    text = _release_text(seen)
    if text is None:
        return _from_redhat_release(seen)
    values = _assignments(text)
    os_id = values.get("ID", "linux").lower()  # the default in os-release(5)
    return OsRelease(
        family=_family(os_id, values.get("ID_LIKE", "")),
        id=os_id,
        version=values.get("VERSION_ID", ""),
        codename=values.get("VERSION_CODENAME", ""),
        name=values.get("PRETTY_NAME", values.get("NAME", os_id)),
    )


def _release_text(seen: Evidence) -> str | None:
    try:
        own = seen.file(OS_RELEASE)
    except Undetermined as why:
        if why.reason is not Reason.UNSAFE_PATH:
            raise
        own = None
    return own if own is not None else seen.file(OS_RELEASE_VENDOR)


def _assignments(text: str) -> dict[str, str]:
    values = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if not equals or key.startswith("#"):
            continue
        try:
            values[key] = " ".join(shlex.split(value))
        except ValueError:
            continue  # an unbalanced quote spoils its own line only
    if not values:
        raise Undetermined(Reason.UNPARSEABLE, "os-release")
    return values


def _family(os_id: str, like: str) -> str:
    for name in (os_id, *like.lower().split()):
        if name in _FAMILIES:
            return _FAMILIES[name]
    return "other"


def _from_redhat_release(seen: Evidence) -> OsRelease:
    text = (seen.file(REDHAT_RELEASE) or "").strip()
    name, _, rest = text.partition(" release ")
    if not rest:
        raise Undetermined(Reason.UNPARSEABLE, "no os-release, no redhat-release")
    known = {"CentOS": "centos", "Oracle": "ol", "Red": "rhel"}
    os_id = known.get(name.split()[0], "rhel") if name.split() else "rhel"
    return OsRelease(
        family="rhel", id=os_id, version=rest.split()[0], codename="", name=text
    )


def _parse_machine(seen: Evidence) -> Machine:
    kernel = seen.output(KERNEL).strip()
    if not kernel:
        raise Undetermined(Reason.UNPARSEABLE, "uname -r")
    return Machine(kernel=kernel, container=_container(seen), init=_init(seen))


def _container(seen: Evidence) -> bool:
    # Prints `none` and exits 1 outside of a container.
    said = seen.output_if_present(CONTAINER, exits=(0, 1))
    if said is not None and said.strip():
        if not _VIRTUALIZATION.fullmatch(said.strip()):
            raise Undetermined(Reason.UNPARSEABLE, "systemd-detect-virt")
        return said.strip() != "none"
    return bool(seen.stats(CONTAINER_MARKS))


def _init(seen: Evidence) -> str:
    marks = seen.stats(INIT_MARKS)
    if "/run/systemd/system" in marks:  # the test of sd_booted(3)
        return "systemd"
    if "/run/openrc" in marks:
        return "openrc"
    return "sysvinit" if (seen.file(INIT_NAME) or "").strip() == "init" else "other"


OS_PROBES: tuple[Probe, ...] = (OS_RELEASE, OS_RELEASE_VENDOR, REDHAT_RELEASE)
MACHINE_PROBES: tuple[Probe, ...] = (
    KERNEL,
    CONTAINER,
    CONTAINER_MARKS,
    INIT_NAME,
    INIT_MARKS,
)
OS: Fact[OsRelease] = Fact(name="os", probes=OS_PROBES, parse=_parse_os)
MACHINE: Fact[Machine] = Fact(
    name="machine", probes=MACHINE_PROBES, parse=_parse_machine
)
