"""A folder that grows by what others write must be a file system of its own.

A log or an upload that fills it then stops itself, not the whole host, and mount
options can be set for it alone. It has to be mounted now and at the next boot.
"""

from collections.abc import Mapping

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


def evaluate(
    mounts: Mapping[str, Mount],
    boot: Mapping[str, BootMount],
    machine: Machine,
    *,
    path: str,
) -> Verdict:
    """Fail where the folder belongs to another file system, now or at boot."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    mount = mounts.get(path)
    wrong = [] if mount else [f"{path}: not a mount"]
    if not (path in boot or (mount and mount.fstype == "zfs")):
        wrong.append(f"{path}: not mounted at boot")
    return judged_all(wrong, expected=f"{path}: own file system", actual=path)


CHECK = Check(
    facts={"mounts": MOUNTS, "boot": BOOT_MOUNTS, "machine": MACHINE},
    evaluate=evaluate,
)
