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
    KEY_HOLDERS,
    LOGINS,
    SHADOW,
    Account,
    Accounts,
    Group,
    Password,
)
from audit4.facts.admins import ADMINS
from audit4.facts.agents import (
    AGENTS,
    SIGNS_OF_LIFE,
    Agents,
    Product,
    matching,
)
from audit4.facts.audit_access import AUDIT_ACCESS, AuditAccess
from audit4.facts.auditd import AUDITD, Auditd, AuditRule
from audit4.facts.channels import channels, named, product_running
from audit4.facts.cron import CRON, Cron, CronEntry
from audit4.facts.files import FILES, Files, Limit
from audit4.facts.firewall import FIREWALL, Firewall
from audit4.facts.homes import HOMES, Home
from audit4.facts.inetd import INETD
from audit4.facts.journald import JOURNALD, Journald, age_days, age_of
from audit4.facts.listeners import LISTENERS, Listener
from audit4.facts.login_defs import LOGIN_DEFS, LoginDefs
from audit4.facts.logrotate import LOGROTATE, Logrotate, Rotation
from audit4.facts.mounts import MOUNTS, Mount
from audit4.facts.mta import MTA, is_loopback
from audit4.facts.os import MACHINE, OS, Machine, OsRelease
from audit4.facts.os_life import OsLife, in_support, life_of
from audit4.facts.packages import PACKAGES, Package, Packages
from audit4.facts.pam import PAM, Pam
from audit4.facts.pam_lockout import Lockout, lockout_of
from audit4.facts.pam_stack import PamEntry, Walk
from audit4.facts.persistence import LOGIN_KEYS, PERSISTENCE, LoginKey, Persistence
from audit4.facts.processes import PROCESSES, Process
from audit4.facts.services import GRAPHICAL, SERVICES, Services, ServiceUnit
from audit4.facts.setting import NOW, SETTING
from audit4.facts.shell import SHELL_TIMEOUTS, ShellTimeouts, Timeout
from audit4.facts.snmp import SNMP_COMMUNITIES
from audit4.facts.sshd import SSHD, SshdConfig, SshdScope
from audit4.facts.sudoers import SUDOERS, SudoDefault, Sudoers, SudoGrant
from audit4.facts.suid import UNUSUAL_FILES, Found, Unusual
from audit4.facts.sysctl import SYSCTL, Sysctl
from audit4.facts.syslog import LOGFILES, SYSLOG, Syslog, SyslogDaemon
from audit4.facts.syslog_rules import Destination, receives
from audit4.facts.timesync import SKEW, TIMESYNC, TimeSync
from audit4.facts.updates import UPDATES, Updates
from audit4.facts.wireless import WIRELESS
from audit4.facts.wrappers import WRAPPERS, Wrappers
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
    "AGENTS",
    "AUDITD",
    "AUDIT_ACCESS",
    "CRON",
    "FILES",
    "FIREWALL",
    "GRAPHICAL",
    "GROUP_PASSWORDS",
    "HOMES",
    "INETD",
    "JOURNALD",
    "KEY_HOLDERS",
    "LISTENERS",
    "LOGFILES",
    "LOGINS",
    "LOGIN_DEFS",
    "LOGIN_KEYS",
    "LOGROTATE",
    "MACHINE",
    "MOUNTS",
    "MTA",
    "NOW",
    "OS",
    "PACKAGES",
    "PAM",
    "PERSISTENCE",
    "PROCESSES",
    "SERVICES",
    "SETTING",
    "SHADOW",
    "SHELL_TIMEOUTS",
    "SIGNS_OF_LIFE",
    "SKEW",
    "SNMP_COMMUNITIES",
    "SSHD",
    "SUDOERS",
    "SYSCTL",
    "SYSLOG",
    "TIMESYNC",
    "UNUSUAL_FILES",
    "UPDATES",
    "WIRELESS",
    "WRAPPERS",
    "Account",
    "Accounts",
    "Agents",
    "AuditAccess",
    "AuditRule",
    "Auditd",
    "Check",
    "Command",
    "Cron",
    "CronEntry",
    "Destination",
    "Evidence",
    "Exempt",
    "Fact",
    "File",
    "Files",
    "Find",
    "Firewall",
    "Found",
    "Group",
    "Home",
    "Item",
    "ItemStatus",
    "Journald",
    "Limit",
    "Listener",
    "Lockout",
    "LoginDefs",
    "LoginKey",
    "Logrotate",
    "Machine",
    "Mount",
    "OsLife",
    "OsRelease",
    "Package",
    "Packages",
    "Pam",
    "PamEntry",
    "Password",
    "PathStat",
    "Persistence",
    "Port",
    "Probe",
    "Process",
    "Product",
    "Reason",
    "Rotation",
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
    "Sysctl",
    "Syslog",
    "SyslogDaemon",
    "Text",
    "TimeSync",
    "Timeout",
    "Undetermined",
    "Unusual",
    "Updates",
    "Verdict",
    "Walk",
    "Wrappers",
    "age_days",
    "age_of",
    "channels",
    "failed",
    "in_support",
    "is_loopback",
    "judged_all",
    "life_of",
    "lockout_of",
    "matching",
    "named",
    "not_applicable",
    "passed",
    "product_running",
    "receives",
    "unknown",
]
