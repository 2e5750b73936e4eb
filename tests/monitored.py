"""Evidence of a plain Debian host for the facts of monitoring, to be overridden."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from audit4.evidence import Evidence, File, ItemStatus, Probe, Setting
from audit4.facts import (
    accounts,
    agents,
    aide,
    auditd,
    journald,
    log_tree,
    logrotate,
    os,
    packages,
    processes,
    services,
    syslog,
    timesync,
)
from audit4.facts import connections as established
from audit4.facts.agent_products import Product
from audit4.testing import evidence

# Keys vary in type (File, Stat, Command), which a dict of probes cannot say.
Seen = dict[Any, Any]

CAPTURED = Path(__file__).parent / "evidence"
DATA = Path(__file__).parents[1] / "policies" / "data"
ABSENT = ItemStatus.ABSENT
DIRECTORY = "0755 0 0 d 4096 1795300000"
LOG = "0640 0 4 f 1000 1795300000"


def captured(system: str, name: str) -> str:
    return (CAPTURED / system / f"{name}.txt").read_text()


def rows(name: str) -> tuple[Product, ...]:
    """The products of a shipped data file."""
    table = yaml.safe_load((DATA / f"{name}.yaml").read_text())
    return TypeAdapter(tuple[Product, ...]).validate_python(table["rows"])


def stat(mtime: int = 1795300000, mode: str = "0640", size: int = 1000) -> str:
    return f"{mode} 0 4 f {size} {mtime}"


def units(*running: str, idle: tuple[str, ...] = ()) -> Seen:
    rows = [f"{name}.service loaded active running {name}" for name in running]
    rows += [f"{name}.service loaded inactive dead {name}" for name in idle]
    states = [f"{name}.service enabled enabled" for name in running]
    states += [f"{name}.service disabled enabled" for name in idle]
    return {
        services.UNITS: "\n".join(["boot.service loaded active exited boot", *rows]),
        services.UNIT_FILES: "\n".join(["boot.service static -", *states]),
    }


def machine(*, container: bool = False) -> Seen:
    return {
        os.OS_RELEASE: 'ID=debian\nVERSION_ID="12"\n',
        os.OS_RELEASE_VENDOR: ABSENT,
        os.REDHAT_RELEASE: ABSENT,
        os.KERNEL: "6.1.0\n",
        os.CONTAINER: "systemd-nspawn\n" if container else "none\n",
        os.CONTAINER_MARKS: ABSENT,
        os.INIT_MARKS: {"/run/systemd/system": DIRECTORY},
        os.INIT_NAME: "systemd\n",
        packages.DPKG: "install ok installed\tbash\t5.2\tamd64\n",
        packages.RPM: ABSENT,
        packages.APK: ABSENT,
        processes.PS: "1 0 0 systemd\n",
        processes.EXES: {},
        services.INSTANCES: {},
        services.RUNLEVELS: {},
        services.SCRIPTS: {},
        services.OPENRC: ABSENT,
    }


def nothing(*probes: Probe) -> Seen:
    """What a host has that lacks the thing: no file, no hit of a glob, no tool."""
    return {p: {} if isinstance(p, File) and "*" in p.path else ABSENT for p in probes}


def host(
    *raws: Seen,
    container: bool = False,
    setting: Setting | None = None,
    clock: float | None = None,
    privileged: bool = True,
) -> Evidence:
    """A host without any monitoring, then each of `raws` laid over it."""
    raw = machine(container=container) | units()
    for module in (syslog, journald, logrotate, auditd, timesync, agents):
        raw |= nothing(*(p for p in module.PROBES if p not in raw))
    raw[syslog.LOG_FILES] = {"/var/log": DIRECTORY}
    raw[agents.SIGNS] = {}
    raw[aide.CONFIG], raw[aide.FILES] = "", {}
    raw |= connections()
    for over in raws:
        raw |= over
    return evidence(raw, setting=setting, clock=clock, privileged=privileged)


def rsyslog(text: str | None = None, **dropins: str) -> Seen:
    main = captured("debian12", "syslog.rsyslog") if text is None else text
    return units("rsyslog") | {
        syslog.RSYSLOG: main,
        syslog.RSYSLOG_DROPINS: {
            f"/etc/rsyslog.d/{name}.conf": body for name, body in dropins.items()
        },
    }


def journal(
    config: str = "[Journal]\n",
    *,
    disk: bool = True,
    head: str = "2026-01-01 00:00:00",
    size: int = 1 << 30,
) -> Seen:
    place = "/var/log/journal" if disk else "/run/log/journal"
    main = next(p for p in journald.CONFIG if p.path == "/etc/systemd/journald.conf")
    return {
        main: config,
        journald.FILES: {
            "/run/systemd/journal/socket": "0666 0 0 s 0 1795300000",
            f"{place}/0123/system.journal": f"0640 0 999 f {size} 1795300000",
        },
        journald.HEADER: f"Head realtime timestamp: Thu {head} UTC\n",
        log_tree.ROOM: "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
        "/dev/sda1 41943040 4194304 37748736 10% /\n",
    }


def rotation(**files: str) -> Seen:
    return {
        logrotate.MAIN: captured("debian12", "logrotate.main"),
        logrotate.DROPINS: {f"/etc/logrotate.d/{n}": t for n, t in files.items()},
        logrotate.STATE: {"/var/lib/logrotate/status": stat(1795300000)},
        logrotate.BIRTH: {"/etc/machine-id": stat(1700000000)},
    }


def audit(
    loaded: str = "No rules\n",
    *,
    status: str = "enabled 1\npid 642\nlost 0\n",
    rules: str | None = None,
    config: str | None = None,
    existing: tuple[str, ...] = (),
) -> Seen:
    """An audit system; what is loaded was loaded from `rules`, unless they differ."""
    files = loaded.replace("No rules", "-D") if rules is None else rules
    return units("auditd") | {
        auditd.STATUS: status,
        auditd.LOADED: loaded,
        auditd.RULES_D: {"/etc/audit/rules.d/audit.rules": files},
        auditd.RULES: ABSENT,
        auditd.CONFIG: config or captured("debian12", "auditd.config"),
        auditd.WATCHED: dict.fromkeys(existing, LOG),
        auditd.ARCH: "x86_64\n",
    }


def conf(path: str, text: str) -> Seen:
    """A configuration file of an agent, alone among those that its probe finds."""
    slashes = path.count("/")
    probe = next(
        p
        for p in agents.CONFIGS
        if p.path.count("/") == slashes and fnmatchcase(path, p.path)
    )
    return {probe: {path: text} if "*" in probe.path else text}


def says(**status: str) -> Seen:
    """What agents say of themselves, by the names that data rows use."""
    names = {name.replace("_", "-"): text for name, text in status.items()}
    return {agents.STATUS[name]: text for name, text in names.items()}


def connections(*rows: str) -> Seen:
    """Established connections: `process peer:port`."""
    header = "Recv-Q Send-Q Local Address:Port  Peer Address:Port Process"
    lines = [
        f'0 0 192.0.2.7:40000 {peer} users:(("{name}",pid=7,fd=3))'
        for name, _, peer in (row.partition(" ") for row in rows)
    ]
    return {established.ESTABLISHED: "\n".join([header, *lines])}


def people() -> Seen:
    """Accounts and groups: root, syslog, a person; adm, utmp, users."""
    rows = ("root:x:0:0", "syslog:x:104:104", "hoa:x:1000:1000")
    groups = ("root:x:0", "adm:x:4", "utmp:x:43", "users:x:100", "syslog:x:104")
    return nothing(*accounts.ACCOUNTS.probes) | {
        accounts.PASSWD: "".join(f"{row}::/:/bin/sh\n" for row in rows),
        accounts.GROUP: "".join(f"{g}:\n" for g in (*groups, "hoa:x:1000")),
    }


def linked(path: str) -> Seen:
    """That a watched path is a link, as /bin is where /usr was merged."""
    return {auditd.WATCHED: {path: "0777 0 0 l 7 1795300000 usr/bin"}}
