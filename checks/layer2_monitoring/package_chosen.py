"""A package must be installed, unless another way of doing the same is in use.

`packages` are its names on different systems, `units` what it brings where it is
part of a larger package, `instead` the services of the other ways. `own_kernel`
holds for what only a machine with a kernel of its own can use.
"""

from collections.abc import Collection

from audit4.api import (
    MACHINE,
    PACKAGES,
    SERVICES,
    Check,
    Exempt,
    Machine,
    Packages,
    Services,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    packages: Packages,
    services: Services,
    machine: Machine,
    names: Collection[str],
    units: Collection[str] = (),
    instead: Collection[str] = (),
    only_with: Collection[str] = (),
    *,
    own_kernel: bool = False,
) -> Verdict:
    """Fail where none of `names` is installed and none of `instead` runs.

    Asked only where one of the services in `only_with`, if any, is there.
    """
    if only_with and not any(map(services.get, only_with)):
        return not_applicable(Exempt.NOT_INSTALLED)
    if own_kernel and machine.container:
        return not_applicable(Exempt.CONTAINER)
    found = [name for name in names if packages.installed(name)]
    found += [name for name in units if services.get(name) is not None]
    if found:
        return passed(found)
    if any(services.get(name) and services.running(name) for name in instead):
        return not_applicable(Exempt.NOT_USED)
    return failed("-", expected=" | ".join(names), items=names)


CHECK = Check(
    facts={"packages": PACKAGES, "services": SERVICES, "machine": MACHINE},
    evaluate=evaluate,
)
