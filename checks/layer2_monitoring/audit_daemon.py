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
    want: Literal["running", "enabled"] = "running",
) -> Verdict:
    """Fail where the kernel knows no daemon, or its unit does not start at boot."""
    if auditd.verdict_without:
        return auditd.verdict_without
    if want == "enabled":
        unit = services.get("auditd")
        state = unit.enabled if unit else "-"
        if services.enabled("auditd"):
            return passed(f"auditd: {state}")
        return failed(f"auditd: {state}", expected="auditd: enabled")
    if auditd.pid:
        return passed(f"pid {auditd.pid}")
    return failed("pid 0", expected="auditd")


CHECK = Check(facts={"auditd": AUDITD, "services": SERVICES}, evaluate=evaluate)
