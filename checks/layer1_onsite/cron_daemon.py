"""Jobs that are planned must also run: cron is there, at boot and now.

Nothing tells of a backup or a rotation that was planned and never ran. Where
cron is not installed and systemd started the host, its timers run the jobs, and
the question is not asked.
"""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    MACHINE,
    PACKAGES,
    PROGRAMS,
    SERVICES,
    Check,
    Exempt,
    Machine,
    Packages,
    Program,
    Services,
    Text,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
)

_PACKAGES = ("cron", "cronie", "vixie-cron", "bcron", "dcron", "fcron")
_SERVICES = ("cron", "crond", "cronie", "bcron-sched", "dcron", "fcron")
_TIMERS = Text(
    "Không cài cron; systemd timer chạy các tác vụ định kỳ",
    "Cron is not installed; systemd's timers run periodic jobs",
)


def evaluate(
    packages: Packages,
    services: Services,
    processes: Iterable[Program],
    machine: Machine,
    *,
    want: Literal["installed", "serving"],
) -> Verdict:
    """Pass where a cron is installed, or starts at boot and runs now."""
    there = [name for name in _PACKAGES if packages.installed(name)]
    if not there and want == "serving":
        return not_applicable(Exempt.NOT_INSTALLED)
    if not there and machine.init == "systemd":
        return not_applicable(Exempt.NOT_USED, _TIMERS)
    if want == "serving":
        return _serving(services, processes)
    if not there:
        return failed("-", expected=" | ".join(_PACKAGES))
    return passed(there)


def _serving(services: Services, processes: Iterable[Program]) -> Verdict:
    boots = any(services.enabled(name) for name in _SERVICES)
    runs = any(p.comm in _SERVICES for p in processes)
    states = {"at boot": boots, "running": runs}
    return judged_all(
        [f"not {name}" for name, met in states.items() if not met],
        expected="at boot, running",
        actual="at boot, running",
    )


CHECK = Check(
    facts={
        "packages": PACKAGES,
        "services": SERVICES,
        "processes": PROGRAMS,
        "machine": MACHINE,
    },
    evaluate=evaluate,
)
