"""The login screen must not be offered to the network (XDMCP has no encryption)."""

from audit4.api import (
    DESKTOP,
    PACKAGES,
    Check,
    Desktop,
    Exempt,
    Packages,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(desktop: Desktop, packages: Packages) -> Verdict:
    """Fail for each file of GDM that turns it on."""
    if not any(packages.installed(name) for name in ("gdm3", "gdm")):
        return not_applicable(Exempt.NOT_INSTALLED)
    return judged_all(desktop.xdmcp, expected="[xdmcp] Enable=false", actual="off")


CHECK = Check(facts={"desktop": DESKTOP, "packages": PACKAGES}, evaluate=evaluate)
