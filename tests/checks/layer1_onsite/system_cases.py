"""Short ways to say what a host is like, for tests of its kernel and its boot."""

from audit4.evidence import Evidence, Probe
from audit4.facts import boot, boot_mounts, modules, package_sources
from audit4.facts.mounts import MOUNT_TABLE
from audit4.facts.os import CONTAINER, OS_RELEASE
from audit4.facts.packages import DPKG, RPM
from audit4.testing import Raw
from tests.checks.system_literals import host

INSIDE: dict[Probe, Raw] = {CONTAINER: "systemd-nspawn\n"}
RHEL9 = "ID=rhel\nVERSION_ID=9.4\nPRETTY_NAME=RHEL\n"


def booted(running: str, *files: str) -> dict[Probe, Raw]:
    """What the boot loader probe prints; each file as `PATH\\nLINES`."""
    shown = "".join(f"= {text}\n" for text in files)
    return {boot.LOADER: f"{running}\n\n{shown}"}


def packages(*names: str) -> dict[Probe, Raw]:
    """A Debian host with these packages besides bash."""
    rows = ("bash", *names)
    return {DPKG: "".join(f"install ok installed\t{n}\t1\tamd64\n" for n in rows)}


def rhel(**installed: str) -> dict[Probe, Raw]:
    """A RHEL 9 host with packages by name and version."""
    rows = {"bash": "5.1", **installed}
    text = "".join(f"{n}\t(none):{v}\tx86_64\n" for n, v in rows.items())
    return {
        OS_RELEASE: RHEL9,
        RPM: text,
        package_sources.RPM_KEYS: "fd431d51 Red Hat\n",
    }


def mounted(*rows: str) -> dict[Probe, Raw]:
    """Rows of /proc/self/mounts below a root file system."""
    return {MOUNT_TABLE: "\n".join(("/dev/sda1 / ext4 rw 0 0", *rows)) + "\n"}


def fstab(*rows: str) -> dict[Probe, Raw]:
    """Rows of fstab."""
    return {boot_mounts.FSTAB: "\n".join(rows) + "\n"}


def on_disk(*names: str) -> dict[Probe, Raw]:
    """Kernel modules that lie on the disk."""
    lines = (f"0644 0 0 f /lib/modules/6.1/kernel/x/{n}.ko.xz\n" for n in names)
    return {modules.ON_DISK: "".join(lines)}


def modprobe(text: str, path: str = "/etc/modprobe.d/x.conf") -> dict[Probe, Raw]:
    """A file of modprobe.d."""
    return {modules.FILES[0]: {path: text}}


def having(*parts: dict[Probe, Raw], privileged: bool = True) -> Evidence:
    """The plain host with all of these."""
    merged: dict[Probe, Raw] = {}
    for part in parts:
        merged |= part
    return host(merged, privileged=privileged)
