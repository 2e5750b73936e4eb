"""The audit daemon must run, so that records reach the disk, and start at boot.

The kernel names the daemon's process itself; an active unit alone is no proof.
"""

from typing import Literal

from audit4.api import (
    AUDITD,
    SERVICES,
    Auditd,
    Check,
    Services,
    Verdict,
    failed,
    passed,
)


def evaluate(
    auditd: Auditd,
    services: Services,
    want: Literal["running", "enabled", "lasting"] = "running",
) -> Verdict:
    """Fail where the kernel knows no daemon, or its unit does not start at boot."""
    if auditd.verdict_without:
        return auditd.verdict_without
    unit = services.get("auditd")
    running = (auditd.pid > 0, f"pid {auditd.pid}", "auditd")
    enabled = (
        services.enabled("auditd"),
        f"auditd: {unit.enabled if unit else '-'}",
        "auditd: enabled",
    )
    asked = {
        "running": (running,),
        "enabled": (enabled,),
        "lasting": (running, enabled),
    }[want]
    missed = [(actual, expected) for good, actual, expected in asked if not good]
    if missed:
        return failed([m[0] for m in missed], expected=[m[1] for m in missed])
    return passed([actual for _, actual, _ in asked])


CHECK = Check(facts={"auditd": AUDITD, "services": SERVICES}, evaluate=evaluate)
