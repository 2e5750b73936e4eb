"""Security updates must come in by themselves, or by a central manager's agent.

With dozens of servers a person who has to remember each of them forgets some.
"""

from collections.abc import Collection

from audit4.api import (
    PACKAGE_SOURCES,
    PACKAGES,
    SERVICES,
    Check,
    Packages,
    PackageSources,
    Services,
    Verdict,
    failed,
    passed,
)

_UNATTENDED = "unattended-upgrades"


def evaluate(
    sources: PackageSources,
    packages: Packages,
    services: Services,
    *,
    agents: Collection[str],
) -> Verdict:
    """Fail where neither installs updates; `agents` are services that do."""
    ways = [
        way
        for way in sources.automatic
        if way != _UNATTENDED or packages.installed(_UNATTENDED)
    ]
    ways += [a for a in agents if services.enabled(a) and services.running(a)]
    expected = "automatic updates | agent"
    if ways:
        return passed(ways, expected=expected)
    return failed("none", expected=expected, items=["automatic updates"])


CHECK = Check(
    facts={"sources": PACKAGE_SOURCES, "packages": PACKAGES, "services": SERVICES},
    evaluate=evaluate,
)
