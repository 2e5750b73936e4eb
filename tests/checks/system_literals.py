"""Evidence of a plain systemd host that tests change one thing of."""

from collections.abc import Mapping

from audit4.evidence import Evidence, ItemStatus, Probe, Setting
from audit4.facts import (
    cron,
    files,
    firewall,
    inetd,
    listeners,
    mounts,
    os,
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

BASE: Mapping[Probe, Raw] = {
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
    sysctl.RUNNING: RUNNING,
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
    **dict.fromkeys(LOGIN_DEFS.probes, ItemStatus.ABSENT),
    updates.APT: "Calculating upgrade...\n0 upgraded, 0 newly installed\n",
    updates.DNF: ItemStatus.ABSENT,
    updates.DNF_ADVISORIES: ItemStatus.ABSENT,
    updates.YUM: ItemStatus.ABSENT,
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
