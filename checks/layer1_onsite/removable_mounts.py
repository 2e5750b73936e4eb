"""What is plugged in must be mounted so that nothing on it runs or gains rights.

Judged on file systems that are mounted from removable media, as their place or
their kind tells, now and in fstab.
"""

import re
from collections.abc import Collection, Mapping

from audit4.api import (
    BOOT_MOUNTS,
    MACHINE,
    MOUNTS,
    BootMount,
    Check,
    Exempt,
    Machine,
    Mount,
    Verdict,
    judged_all,
    not_applicable,
)

_PLACE = re.compile(r"^/(media|run/media|mnt/(usb|cdrom|dvd|floppy))(/|$)")
_DISC = frozenset({"iso9660", "udf"})


def evaluate(
    mounts: Mapping[str, Mount],
    boot: Mapping[str, BootMount],
    machine: Machine,
    *,
    options: Collection[str],
) -> Verdict:
    """Fail for each such mount that lacks one of the options."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    found = [
        (path, mount.options)
        for path, mount in sorted(mounts.items())
        if _PLACE.match(path) or mount.fstype in _DISC
        if "/loop" not in mount.source
    ]
    found += [(m.target, m.options) for m in boot.values() if _PLACE.match(m.target)]
    if not found:
        return not_applicable(Exempt.NOT_USED)
    wrong = dict.fromkeys(
        f"{path}: no {option}"
        for path, given in found
        for option in options
        if option not in given
    )
    return judged_all(wrong, expected=",".join(options), actual=f"{len(found)} ok")


CHECK = Check(
    facts={"mounts": MOUNTS, "boot": BOOT_MOUNTS, "machine": MACHINE},
    evaluate=evaluate,
)
