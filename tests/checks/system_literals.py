"""Evidence of a plain systemd host that tests change one thing of."""

from collections.abc import Mapping

from audit4.evidence import Evidence, ItemStatus, Probe, Setting
from audit4.facts import (
    boot,
    boot_mounts,
    core_dumps,
    cron,
    desktop,
    devices,
    files,
    firewall,
    firewall_boot,
    firewalld,
    inetd,
    listeners,
    mac,
    modules,
    mounts,
    mta,
    orphans,
    os,
    package_sources,
    packages,
    persistence,
    processes,
    services,
    suid,
    sysctl,
    updates,
)
from audit4.facts.accounts import GROUP, PASSWD, SHELLS
from audit4.facts.login_defs import LOGIN_DEFS
from audit4.testing import Raw, evidence

DIRECTORY = "0755 0 0 d 40 1700000000"
SS_HEADER = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
NFT_NONE = '{"nftables": [{"metainfo": {"json_schema_version": 1}}]}'
RUNNING = "kernel.ostype = Linux\nnet.ipv6.conf.all.disable_ipv6 = 0\n"
PASSWD_TEXT = (
    "root:x:0:0:root:/root:/bin/bash\n"
    "www-data:x:33:33::/var/www:/usr/sbin/nologin\n"
    "lan:x:1000:1000::/home/lan:/bin/bash\n"
)
NONE: Mapping[str, str | ItemStatus] = {}

APT_OPTIONS = "a='1'\ne='1'\n"
BASE: Mapping[Probe, Raw] = {
    **dict.fromkeys(LOGIN_DEFS.probes, ItemStatus.ABSENT),
    boot.LOADER: "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n\n",
    modules.LOADED: "",
    modules.ON_DISK: "",
    **dict.fromkeys(modules.FILES, NONE),
    boot_mounts.FSTAB: "/dev/sda1 / ext4 defaults 0 1\n",
    **dict.fromkeys(boot_mounts.UNITS, NONE),
    **dict.fromkeys(boot_mounts.VENDOR, NONE),
    boot_mounts.DROPINS: NONE,
    boot_mounts.WANTS: NONE,
    mac.APPARMOR_ON: ItemStatus.ABSENT,
    mac.AA_STATUS: ItemStatus.ABSENT,
    mac.SELINUX_CONFIG: ItemStatus.ABSENT,
    mac.SELINUX_NOW: ItemStatus.ABSENT,
    core_dumps.LIMITS_CONF: "",
    core_dumps.LIMITS_VENDOR: ItemStatus.ABSENT,
    core_dumps.LIMITS_D: NONE,
    **dict.fromkeys(core_dumps.COREDUMP_CONF, NONE),
    core_dumps.COREDUMP_PROGRAM: NONE,
    desktop.PROFILES: NONE,
    desktop.KEYS: NONE,
    desktop.LOCKS: NONE,
    desktop.COMPILED: NONE,
    desktop.GREETER: ItemStatus.ABSENT,
    desktop.GDM_CONF: NONE,
    desktop.TARGET: "graphical.target\n",
    devices.RADIO: NONE,
    devices.USBGUARD_CONF: ItemStatus.ABSENT,
    orphans.APT: "Listing...\n",
    orphans.DNF: ItemStatus.ABSENT,
    orphans.ZYPPER: ItemStatus.ABSENT,
    package_sources.APT_CONFIG: APT_OPTIONS,
    **dict.fromkeys(package_sources.APT_LISTS, NONE),
    package_sources.APT_SOURCES: NONE,
    **dict.fromkeys(package_sources.RPM_MAIN, NONE),
    **dict.fromkeys(package_sources.RPM_REPOSITORIES, NONE),
    package_sources.RPM_KEYS: ItemStatus.ABSENT,
    **dict.fromkeys(package_sources.AUTOMATIC, ItemStatus.ABSENT),
    package_sources.TIMERS: NONE,
    packages.DPKG: "install ok installed\tbash\t5.2\tamd64\n",
    packages.RPM: ItemStatus.ABSENT,
    packages.APK: ItemStatus.ABSENT,
    os.OS_RELEASE: "ID=debian\nVERSION_ID=12\nPRETTY_NAME=Debian\n",
    os.OS_RELEASE_VENDOR: ItemStatus.ABSENT,
    os.REDHAT_RELEASE: ItemStatus.ABSENT,
    os.KERNEL: "6.1.0\n",
    os.CONTAINER: "none\n",
    os.CONTAINER_MARKS: NONE,
    os.INIT_MARKS: {"/run/systemd/system": DIRECTORY},
    os.INIT_NAME: "systemd\n",
    services.UNITS: "ssh.service loaded active running SSH\n",
    services.UNIT_FILES: "ssh.service enabled enabled\n",
    services.INSTANCES: NONE,
    services.RUNLEVELS: NONE,
    services.SCRIPTS: NONE,
    services.OPENRC: ItemStatus.ABSENT,
    listeners.SS: SS_HEADER,
    listeners.NETSTAT: ItemStatus.ABSENT,
    inetd.XINETD_CONF: ItemStatus.ABSENT,
    inetd.XINETD_FILES: NONE,
    inetd.INETD_CONF: ItemStatus.ABSENT,
    inetd.INETD_FILES: NONE,
    firewall.NFT: NFT_NONE,
    firewall.IPTABLES: ItemStatus.ABSENT,
    firewall.IP6TABLES: ItemStatus.ABSENT,
    firewall.LEGACY: ItemStatus.ABSENT,
    firewall.LEGACY6: ItemStatus.ABSENT,
    firewall.SYMBOLS: "vfs_read\nnft_do_chain\n",
    firewall.TABLE_NAMES: "",
    firewall.TABLE_NAMES6: "",
    firewall.UFW_CONF: ItemStatus.ABSENT,
    **dict.fromkeys(firewall_boot.NFT_FILES, NONE),
    firewall_boot.SAVED: NONE,
    firewall_boot.SAVED_RHEL: NONE,
    firewall_boot.UFW_RULES: NONE,
    firewalld.FIREWALLD_CONF: ItemStatus.ABSENT,
    firewalld.ZONE_FILES: NONE,
    firewalld.POLICY_FILES: NONE,
    mta.MTA_SETTINGS: "end\n",
    sysctl.RUNNING: RUNNING,
    sysctl.BUILT: "",
    **dict.fromkeys(sysctl.FILES, NONE),
    sysctl.LINKS: NONE,
    sysctl.SYSCTL_CONF: ItemStatus.ABSENT,
    sysctl.UFW_SYSCTL: ItemStatus.ABSENT,
    sysctl.UFW_DEFAULTS: ItemStatus.ABSENT,
    mounts.MOUNT_TABLE: "/dev/sda1 / ext4 rw 0 0\n",
    files.FILE_STATS: NONE,
    GROUP: "root:x:0:\nshadow:x:42:\n",
    PASSWD: PASSWD_TEXT,
    SHELLS: "/bin/bash\n",
    updates.APT: "Calculating upgrade...\n0 upgraded, 0 newly installed\n",
    updates.DNF: ItemStatus.ABSENT,
    updates.DNF_ADVISORIES: ItemStatus.ABSENT,
    updates.ZYPPER: ItemStatus.ABSENT,
    updates.APK_UPDATES: ItemStatus.ABSENT,
    updates.FRESH: NONE,
    updates.REBOOT: NONE,
    suid.UNUSUAL: "",
    cron.CRONTAB: ItemStatus.ABSENT,
    cron.CRON_D: NONE,
    cron.SPOOL: NONE,
    cron.SPOOL_RHEL: NONE,
    cron.ANACRONTAB: ItemStatus.ABSENT,
    cron.SCRIPTS: NONE,
    cron.AT_JOBS: NONE,
    persistence.PRELOAD: ItemStatus.ABSENT,
    persistence.RC_LOCAL: ItemStatus.ABSENT,
    persistence.RC_LOCAL_RHEL: ItemStatus.ABSENT,
    persistence.RC_STATS: NONE,
    persistence.UNIT_PROGRAMS: "",
    persistence.AUTHORIZED_KEYS: NONE,
    persistence.AUTHORIZED_KEYS2: NONE,
    processes.PS: "1 0 0 systemd\n",
    processes.EXES: NONE,
}


def host(
    changed: Mapping[Probe, Raw] | None = None,
    *,
    setting: Setting | None = None,
    privileged: bool = True,
) -> Evidence:
    """Evidence of the plain host with some answers replaced."""
    return evidence({**BASE, **(changed or {})}, setting=setting, privileged=privileged)


def listening(*rows: str) -> str:
    """What ss prints: `tcp 0.0.0.0:22 sshd` for each row."""
    lines = []
    for row in rows:
        protocol, where, process = row.split()
        user = f'users:(("{process}",pid=9,fd=3))' if process != "-" else ""
        lines.append(f"{protocol} LISTEN 0 1 {where} *:* {user}\n")
    return SS_HEADER + "".join(lines)
