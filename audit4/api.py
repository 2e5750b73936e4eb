"""What the author of a check imports, facts included.

Everything a file below `checks/` may name stands here; nothing else of audit4
is promised to stay as it is.
"""

from audit4.check import Check
from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    Find,
    Item,
    ItemStatus,
    PathStat,
    Port,
    Probe,
    Reason,
    Setting,
    Stat,
    Undetermined,
)
from audit4.facts.listeners import LISTENERS, Listener
from audit4.facts.os import MACHINE, OS, Machine, OsRelease
from audit4.facts.packages import PACKAGES, Package, Packages
from audit4.facts.processes import PROCESSES, Process
from audit4.facts.services import SERVICES, Services, ServiceUnit
from audit4.facts.setting import NOW, SETTING
from audit4.finding import (
    Exempt,
    Severity,
    Status,
    Text,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
    unknown,
)

__all__ = [
    "LISTENERS",
    "MACHINE",
    "NOW",
    "OS",
    "PACKAGES",
    "PROCESSES",
    "SERVICES",
    "SETTING",
    "Check",
    "Command",
    "Evidence",
    "Exempt",
    "Fact",
    "File",
    "Find",
    "Item",
    "ItemStatus",
    "Listener",
    "Machine",
    "OsRelease",
    "Package",
    "Packages",
    "PathStat",
    "Port",
    "Probe",
    "Process",
    "Reason",
    "ServiceUnit",
    "Services",
    "Setting",
    "Severity",
    "Stat",
    "Status",
    "Text",
    "Undetermined",
    "Verdict",
    "failed",
    "judged_all",
    "not_applicable",
    "passed",
    "unknown",
]
