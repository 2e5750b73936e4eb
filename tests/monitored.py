"""Evidence of a plain Debian host for the facts of monitoring, to be overridden."""

from pathlib import Path
from typing import Any

from audit4.evidence import Evidence, File, ItemStatus, Probe, Setting
from audit4.facts import (
    agents,
    auditd,
    journald,
    logrotate,
    os,
    packages,
    processes,
    services,
    syslog,
    timesync,
)
from audit4.testing import evidence

# Keys vary in type (File, Stat, Command), which a dict of probes cannot say.
Seen = dict[Any, Any]

CAPTURED = Path(__file__).parent / "evidence"
ABSENT = ItemStatus.ABSENT
DIRECTORY = "0755 0 0 d 4096 1795300000"
LOG = "0640 0 4 f 1000 1795300000"


def captured(system: str, name: str) -> str:
    return (CAPTURED / system / f"{name}.txt").read_text()


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
        journald.SPACE: "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
        "/dev/sda1 41943040 1 1 1% /\n",
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
    return {next(p for p in agents.CONFIGS if p.path == path): text}
