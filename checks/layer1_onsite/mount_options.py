"""Folders that everybody can write must be mounted so that nothing there gains rights.

`nosuid` takes the power from SUID bits, `nodev` from device files, `noexec`
stops programs from being started there. A folder that is no mount of its own
cannot have these options.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    MACHINE,
    MOUNTS,
    Check,
    Exempt,
    Machine,
    Mount,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    mounts: Mapping[str, Mount],
    machine: Machine,
    *,
    path: str,
    options: Collection[str],
) -> Verdict:
    """Fail for missing options; a container's mounts are its host's affair."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    expected = f"{path}: {','.join(options)}"
    mount = mounts.get(path)
    if mount is None:
        return failed(
            f"{path}: not a mount",
            expected=expected,
            items=[path],
            message=Text(
                f"{path} không phải là phân vùng riêng",
                f"{path} is not a file system of its own",
            ),
        )
    missing = [option for option in options if option not in mount.options]
    if missing:
        return failed(
            f"{path}: no {','.join(missing)}", expected=expected, items=missing
        )
    return passed(expected)


CHECK = Check(facts={"mounts": MOUNTS, "machine": MACHINE}, evaluate=evaluate)
