"""Folders that everybody can write must be mounted so that nothing there gains rights.

`nosuid` takes the power from SUID bits, `nodev` from device files, `noexec`
stops programs from being started there. The options have to be in force now and
after the next boot. A folder that is no mount of its own cannot have them.
"""

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
    Text,
    Verdict,
    failed,
    judged_all,
    not_applicable,
)

# What these mount is told by themselves: automount waits for the first use, and
# the options of a ZFS dataset are its own properties.
_WAITING = "autofs"
_OWN = "zfs"


def evaluate(
    mounts: Mapping[str, Mount],
    boot: Mapping[str, BootMount],
    machine: Machine,
    *,
    path: str,
    options: Collection[str],
    required: bool = True,
) -> Verdict:
    """Fail for missing options; `required` where a mount of its own is a must."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    expected = f"{path}: {','.join(options)}"
    mount, later = mounts.get(path), boot.get(path)
    if mount is None and later is None:
        if not required:
            return not_applicable(Exempt.NOT_USED)
        return failed(
            f"{path}: not a mount",
            expected=expected,
            items=[path],
            message=Text(
                f"{path} không phải là phân vùng riêng",
                f"{path} is not a file system of its own",
            ),
        )
    wrong = []
    if mount is None or mount.fstype != _WAITING:
        now = mount.options if mount else frozenset()
        wrong += [f"{path}: no {o} now" for o in options if o not in now]
    if mount is None or mount.fstype != _OWN:
        then = later.options if later else frozenset()
        where = later.source if later else "fstab"
        wrong += [f"{path}: no {o} at boot ({where})" for o in options if o not in then]
    return judged_all(wrong, expected=expected, actual=expected)


CHECK = Check(
    facts={"mounts": MOUNTS, "boot": BOOT_MOUNTS, "machine": MACHINE},
    evaluate=evaluate,
    version=2,
)
