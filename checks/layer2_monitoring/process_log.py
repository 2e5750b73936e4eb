"""Started programs must be recorded: by the kernel's audit, or by an agent.

Without it nobody can say afterwards what an intruder ran. A rule limited by auid
(sessions of people, not services) counts; one for root alone does not.
"""

from collections.abc import Collection

from audit4.api import (
    AGENTS,
    AUDITD,
    PROGRAMS,
    SERVICES,
    Agents,
    Auditd,
    Check,
    Exempt,
    Product,
    Program,
    Services,
    Text,
    Verdict,
    failed,
    matching,
    not_applicable,
    passed,
    product_running,
)


def evaluate(
    auditd: Auditd,
    configs: Agents,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
    arches: Collection[str] = ("b64",),
) -> Verdict:
    """Pass where execve is audited for all `arches`, or such an agent runs."""
    running = [p for p in products if product_running(p, services, processes)]
    recording = [p.name for p in running if _records(p, configs)]
    if recording:
        return passed(recording)
    if auditd.kernel == "container":
        return not_applicable(Exempt.CONTAINER)
    gaps = (auditd.call_gap("execve", arch, ("auid",)) for arch in arches)
    missed = [*filter(None, gaps)] if auditd.enabled else ["enabled 0"]
    if not missed:
        return passed("execve")
    return failed(
        f"no rule: {', '.join(missed)}" if auditd.enabled else missed,
        expected="-a always,exit -S execve",
        items=missed,
        message=Text(
            "Không ghi nhật ký các tiến trình được khởi chạy",
            "Started programs are not recorded",
        ),
    )


def _records(product: Product, configs: Agents) -> bool:
    if not product.requires:
        return True
    return bool(matching(configs.settings(product), product.requires))


CHECK = Check(
    facts={
        "auditd": AUDITD,
        "configs": AGENTS,
        "services": SERVICES,
        "processes": PROGRAMS,
    },
    evaluate=evaluate,
    version=2,
)
