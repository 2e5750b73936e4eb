"""A kernel module that the server does not need must not get into the kernel.

A module on the disk of any installed kernel has to be out of memory, to be refused
by modprobe (`install NAME /bin/false`) and to be on its blacklist, which keeps it
from being loaded for a device by its alias. What is not on the disk, or is part of
the kernel itself, leaves nothing to set.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    MACHINE,
    MODULES,
    PACKAGES,
    Check,
    Exempt,
    Machine,
    Modules,
    Packages,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    modules: Modules,
    machine: Machine,
    packages: Packages,
    *,
    name: str,
    needed_by: Collection[str] = (),
) -> Verdict:
    """Fail for each way in which it is, or can get, into the kernel."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    if any(packages.installed(package) for package in needed_by):
        return not_applicable(Exempt.ROLE)
    return judged_all(
        [f"{name}: {what}" for what in modules.ways_in(name)],
        expected=f"install {name} /bin/false; blacklist {name}; not loaded",
        actual=f"{name}: off",
    )


def mend(*, name: str, **_unused: object) -> Mapping[str, str]:
    """Refuse it to modprobe, and put it out of memory."""
    path, refuse = f"/etc/modprobe.d/{name}.conf", f"install {name} /bin/false"
    lines = (
        f"printf '%s\\n' '{refuse}' 'blacklist {name}' > {path}",
        f"modprobe -r {name}",
    )
    return {"any": "\n".join(lines)}


CHECK = Check(
    facts={"modules": MODULES, "machine": MACHINE, "packages": PACKAGES},
    evaluate=evaluate,
    mend=mend,
)
