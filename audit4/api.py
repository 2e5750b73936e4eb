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
from audit4.facts.accounts import (
    ACCOUNTS,
    GROUP_PASSWORDS,
    LOGINS,
    SHADOW,
    Account,
    Accounts,
    Group,
    Password,
)
from audit4.facts.admins import ADMINS
from audit4.facts.audit_access import AUDIT_ACCESS, AuditAccess
from audit4.facts.listeners import LISTENERS, Listener
from audit4.facts.login_defs import LOGIN_DEFS, LoginDefs
from audit4.facts.os import MACHINE, OS, Machine, OsRelease
from audit4.facts.packages import PACKAGES, Package, Packages
from audit4.facts.pam import PAM, Lockout, Pam, PamEntry, Walk
from audit4.facts.processes import PROCESSES, Process
from audit4.facts.services import SERVICES, Services, ServiceUnit
from audit4.facts.setting import NOW, SETTING
from audit4.facts.shell import SHELL_TIMEOUTS, ShellTimeouts, Timeout
from audit4.facts.sshd import SSHD, SshdConfig, SshdScope
from audit4.facts.sudoers import SUDOERS, SudoDefault, Sudoers, SudoGrant
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
    "ACCOUNTS",
    "ADMINS",
    "AUDIT_ACCESS",
    "GROUP_PASSWORDS",
    "LISTENERS",
    "LOGINS",
    "LOGIN_DEFS",
    "MACHINE",
    "NOW",
    "OS",
    "PACKAGES",
    "PAM",
    "PROCESSES",
    "SERVICES",
    "SETTING",
    "SHADOW",
    "SHELL_TIMEOUTS",
    "SSHD",
    "SUDOERS",
    "Account",
    "Accounts",
    "AuditAccess",
    "Check",
    "Command",
    "Evidence",
    "Exempt",
    "Fact",
    "File",
    "Find",
    "Group",
    "Item",
    "ItemStatus",
    "Listener",
    "Lockout",
    "LoginDefs",
    "Machine",
    "OsRelease",
    "Package",
    "Packages",
    "Pam",
    "PamEntry",
    "Password",
    "PathStat",
    "Port",
    "Probe",
    "Process",
    "Reason",
    "ServiceUnit",
    "Services",
    "Setting",
    "Severity",
    "ShellTimeouts",
    "SshdConfig",
    "SshdScope",
    "Stat",
    "Status",
    "SudoDefault",
    "SudoGrant",
    "Sudoers",
    "Text",
    "Timeout",
    "Undetermined",
    "Verdict",
    "Walk",
    "failed",
    "judged_all",
    "not_applicable",
    "passed",
    "unknown",
]
