"""What the author of a check imports, facts included.

Everything a file below `checks/` may name stands here; nothing else of audit4
is promised to stay as it is.
"""

from audit4.check import Check
from audit4.evidence import (
    Command,
    DatedStat,
    EarlierFinding,
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
    SHADOW,
    Account,
    Accounts,
    Group,
    Password,
)
from audit4.facts.acls import SECRET_READERS, Reader
from audit4.facts.admins import ADMINS, Admins
from audit4.facts.agent_life import LIFE, Life, product_there, running_name, said
from audit4.facts.agent_products import Product, hosts, matching
from audit4.facts.agents import AGENTS, SIGNS_OF_LIFE, Agents
from audit4.facts.aide import AIDE, Aide
from audit4.facts.audit_access import AUDIT_ACCESS, AuditAccess
from audit4.facts.audit_rules import AuditRule
from audit4.facts.auditd import AUDITD, Auditd
from audit4.facts.authselect import AUTHSELECT, LIBUSER, Authselect
from audit4.facts.backup_copies import BACKUP_COPIES, Copies
from audit4.facts.backup_jobs import BackupJob, BackupTool, backup_jobs
from audit4.facts.banners import BANNERS, Banners
from audit4.facts.boot import BOOT, Boot, BootEntry
from audit4.facts.boot_mounts import BOOT_MOUNTS, BootMount
from audit4.facts.certificates import CERTIFICATES, Certificate, Certificates
from audit4.facts.channels import SENDERS, Channel, Senders, named, product_running
from audit4.facts.core_dumps import COREDUMP, LIMITS, Coredump, PamLimit
from audit4.facts.cron import CRON, Cron, CronEntry, weekly
from audit4.facts.crypto_policy import CRYPTO_POLICY, CryptoPolicy
from audit4.facts.desktop import DEFAULT_TARGET, DESKTOP, Desktop
from audit4.facts.devices import RADIO_INTERFACES, UNKNOWN_USB
from audit4.facts.directory import DIRECTORY, Directory
from audit4.facts.disks import DISKS, Disks
from audit4.facts.fetching import runs_what_it_fetches
from audit4.facts.files import FILES, Files, Limit
from audit4.facts.firewall import FIREWALL, Firewall
from audit4.facts.firewall_boot import FIREWALL_AT_BOOT
from audit4.facts.firewall_tools import FIREWALL_TOOLS
from audit4.facts.firewalld import FIREWALLD, Firewalld
from audit4.facts.homes import HOMES, Home
from audit4.facts.inetd import INETD
from audit4.facts.journald import JOURNALD, Journald, age_days, age_of
from audit4.facts.listeners import LISTENERS, Listener
from audit4.facts.log_tree import LOG_ROOM, LOG_TREE, LogRoom
from audit4.facts.login_defs import LOGIN_DEFS, LoginDefs
from audit4.facts.logins import LOGINS, Logins
from audit4.facts.logrotate import LOGROTATE, Logrotate, Rotation
from audit4.facts.mac import APPARMOR, SELINUX, AppArmor, Selinux
from audit4.facts.malware import (
    CORE,
    DELETED_PROGRAMS,
    LISTENING_CARDS,
    MODULE_HIDING,
    TEMPORARY_FILES,
    UNCHANGEABLE,
    Core,
    Gone,
    ModuleSigns,
)
from audit4.facts.modules import MODULES, Modules
from audit4.facts.mounts import MOUNTS, Mount
from audit4.facts.mta import MTA, is_loopback
from audit4.facts.orphans import ORPHANS
from audit4.facts.os import MACHINE, OS, Machine, OsRelease
from audit4.facts.os_life import OsLife, in_support, life_of
from audit4.facts.package_sources import (
    PACKAGE_SOURCES,
    PackageSources,
    Repository,
)
from audit4.facts.packages import PACKAGES, Package, Packages
from audit4.facts.packet_filter import Packet
from audit4.facts.pam import AUTHENTICATORS, PAM, Pam
from audit4.facts.pam_files import PamLine
from audit4.facts.pam_lockout import Lockout, lockout_of
from audit4.facts.pam_quality import Quality, changers, quality_of
from audit4.facts.pam_stack import PamEntry, Walk
from audit4.facts.persistence import (
    LOGIN_KEYS,
    PERSISTENCE,
    UNIT_FETCHES,
    UNIT_PRELOADS,
    LoginKey,
    Persistence,
)
from audit4.facts.persistence_entries import (
    BASELINE,
    PERSISTENCE_ENTRIES,
    Before,
    PersistenceEntries,
    Unseen,
)
from audit4.facts.persistence_parts import Entry
from audit4.facts.processes import PROCESSES, PROGRAMS, Process, Program
from audit4.facts.root_path import ROOT_PATH, RootPath
from audit4.facts.served_chain import Chain
from audit4.facts.served_tls import SERVED_TLS, ServedTls, TlsPort
from audit4.facts.server_scopes import Scope
from audit4.facts.servers import SERVERS, Servers
from audit4.facts.services import SERVICES, Services, ServiceUnit
from audit4.facts.setting import EARLIER, NOW, SETTING, TWINS
from audit4.facts.shell import SHELL_TIMEOUTS, ShellTimeouts, Timeout
from audit4.facts.snmp import SNMP_COMMUNITIES
from audit4.facts.sshd import SSHD, SshdConfig, SshdScope, set_first
from audit4.facts.startup import ROOT_STARTUP, STARTUP, UNTOLD, Startup, mask_of
from audit4.facts.sudoers import SUDOERS, SudoDefault, Sudoers, SudoGrant
from audit4.facts.suid import UNOWNED_FILES, UNUSUAL_FILES, Found, Unusual
from audit4.facts.sysctl import SYSCTL, Sysctl
from audit4.facts.syslog import LOGFILES, SYSLOG, Syslog, SyslogDaemon
from audit4.facts.syslog_rules import Destination, receives
from audit4.facts.timesync import SKEW, TIMESYNC, TimeSync
from audit4.facts.umask import session_umask
from audit4.facts.unpackaged import UNPACKAGED, Unpackaged
from audit4.facts.updates import (
    EXTENDED_SUPPORT,
    LISTS_REFRESHED,
    UPDATES,
    Update,
    Updates,
)
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
    "AIDE",
    "APPARMOR",
    "AUDITD",
    "AUDIT_ACCESS",
    "AUTHENTICATORS",
    "AUTHSELECT",
    "BACKUP_COPIES",
    "BANNERS",
    "BASELINE",
    "BOOT",
    "BOOT_MOUNTS",
    "CERTIFICATES",
    "CORE",
    "COREDUMP",
    "CRON",
    "CRYPTO_POLICY",
    "DEFAULT_TARGET",
    "DELETED_PROGRAMS",
    "DESKTOP",
    "DIRECTORY",
    "DISKS",
    "EARLIER",
    "EXTENDED_SUPPORT",
    "FILES",
    "FIREWALL",
    "FIREWALLD",
    "FIREWALL_AT_BOOT",
    "FIREWALL_TOOLS",
    "GROUP_PASSWORDS",
    "HOMES",
    "INETD",
    "JOURNALD",
    "KEY_HOLDERS",
    "LIBUSER",
    "LIFE",
    "LIMITS",
    "LISTENERS",
    "LISTENING_CARDS",
    "LISTS_REFRESHED",
    "LOGFILES",
    "LOGINS",
    "LOGIN_DEFS",
    "LOGIN_KEYS",
    "LOGROTATE",
    "LOG_ROOM",
    "LOG_TREE",
    "MACHINE",
    "MODULES",
    "MODULE_HIDING",
    "MOUNTS",
    "MTA",
    "NOW",
    "ORPHANS",
    "OS",
    "PACKAGES",
    "PACKAGE_SOURCES",
    "PAM",
    "PERSISTENCE",
    "PERSISTENCE_ENTRIES",
    "PROCESSES",
    "PROGRAMS",
    "RADIO_INTERFACES",
    "ROOT_PATH",
    "ROOT_STARTUP",
    "SECRET_READERS",
    "SELINUX",
    "SENDERS",
    "SERVED_TLS",
    "SERVERS",
    "SERVICES",
    "SETTING",
    "SHADOW",
    "SHELL_TIMEOUTS",
    "SIGNS_OF_LIFE",
    "SKEW",
    "SNMP_COMMUNITIES",
    "SSHD",
    "STARTUP",
    "SUDOERS",
    "SYSCTL",
    "SYSLOG",
    "TEMPORARY_FILES",
    "TIMESYNC",
    "TWINS",
    "UNCHANGEABLE",
    "UNIT_FETCHES",
    "UNIT_PRELOADS",
    "UNKNOWN_USB",
    "UNOWNED_FILES",
    "UNPACKAGED",
    "UNTOLD",
    "UNUSUAL_FILES",
    "UPDATES",
    "WRAPPERS",
    "Account",
    "Accounts",
    "Admins",
    "Agents",
    "Aide",
    "AppArmor",
    "AuditAccess",
    "AuditRule",
    "Auditd",
    "Authselect",
    "BackupJob",
    "BackupTool",
    "Banners",
    "Before",
    "Boot",
    "BootEntry",
    "BootMount",
    "Certificate",
    "Certificates",
    "Chain",
    "Channel",
    "Check",
    "Command",
    "Copies",
    "Core",
    "Coredump",
    "Cron",
    "CronEntry",
    "CryptoPolicy",
    "DatedStat",
    "Desktop",
    "Destination",
    "Directory",
    "Disks",
    "EarlierFinding",
    "Entry",
    "Evidence",
    "Exempt",
    "Fact",
    "File",
    "Files",
    "Find",
    "Firewall",
    "Firewalld",
    "Found",
    "Gone",
    "Group",
    "Home",
    "Item",
    "ItemStatus",
    "Journald",
    "Life",
    "Limit",
    "Listener",
    "Lockout",
    "LogRoom",
    "LoginDefs",
    "LoginKey",
    "Logins",
    "Logrotate",
    "Machine",
    "ModuleSigns",
    "Modules",
    "Mount",
    "OsLife",
    "OsRelease",
    "Package",
    "PackageSources",
    "Packages",
    "Packet",
    "Pam",
    "PamEntry",
    "PamLimit",
    "PamLine",
    "Password",
    "PathStat",
    "Persistence",
    "PersistenceEntries",
    "Port",
    "Probe",
    "Process",
    "Product",
    "Program",
    "Quality",
    "Reader",
    "Reason",
    "Repository",
    "RootPath",
    "Rotation",
    "Scope",
    "Selinux",
    "Senders",
    "ServedTls",
    "Servers",
    "ServiceUnit",
    "Services",
    "Setting",
    "Severity",
    "ShellTimeouts",
    "SshdConfig",
    "SshdScope",
    "Startup",
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
    "TlsPort",
    "Undetermined",
    "Unpackaged",
    "Unseen",
    "Unusual",
    "Update",
    "Updates",
    "Verdict",
    "Walk",
    "Wrappers",
    "age_days",
    "age_of",
    "backup_jobs",
    "changers",
    "failed",
    "hosts",
    "in_support",
    "is_loopback",
    "judged_all",
    "life_of",
    "lockout_of",
    "mask_of",
    "matching",
    "named",
    "not_applicable",
    "passed",
    "product_running",
    "product_there",
    "quality_of",
    "receives",
    "running_name",
    "runs_what_it_fetches",
    "said",
    "session_umask",
    "set_first",
    "unknown",
    "weekly",
]
