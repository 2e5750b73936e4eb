"""Time: which sources are set, whether the clock follows them, how far it is off.

By hand: jc has no parser for chronyc.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    ItemStatus,
    Probe,
    Reason,
    Undetermined,
)
from audit4.facts.os import MACHINE, MACHINE_PROBES
from audit4.facts.systemd_conf import systemd_files, systemd_settings

# timedatectl would say the same, but starts a service for it, which leaves private
# folders in /tmp and /var/tmp. timesyncd keeps its state in a folder of /run, and
# from systemd 239 on, which has the unit below, a file there once it is in step.
_FLAG = (
    "if [ -e /run/systemd/timesync/synchronized ]; then echo NTPSynchronized=yes; "
    "elif [ -d /run/systemd/timesync ]; then for d in /usr/lib /lib; do "
    "[ -e $d/systemd/system/systemd-time-wait-sync.service ] || continue; "
    "echo NTPSynchronized=no; break; done; fi"
)
TIMESYNC_FLAG = Command(
    id="timesync.timedatectl", argv=("sh", "-c", _FLAG), needs_root=False
)
TRACKING = Command(
    id="timesync.chrony_tracking", argv=("chronyc", "-n", "tracking"), needs_root=False
)
SOURCES = Command(
    id="timesync.chrony_sources", argv=("chronyc", "-n", "sources"), needs_root=False
)
NTPQ = Command(id="timesync.ntpq", argv=("ntpq", "-pn"), needs_root=False)
CHRONY_FILES = tuple(
    File(id=f"timesync.chrony_{name}", path=path)
    for name, path in (
        ("conf", "/etc/chrony.conf"),
        ("debian", "/etc/chrony/chrony.conf"),
        ("conf_d", "/etc/chrony/conf.d/*.conf"),
        ("chrony_d", "/etc/chrony.d/*.conf"),
        ("sources_d", "/etc/chrony/sources.d/*.sources"),
        ("dhcp", "/run/chrony-dhcp/*.sources"),
    )
)
NTP_FILES = tuple(
    File(id=f"timesync.{name}", path=path)
    for name, path in (
        ("ntp", "/etc/ntp.conf"),
        ("ntpsec", "/etc/ntpsec/ntp.conf"),
        ("openntpd", "/etc/openntpd/ntpd.conf"),
        ("openntpd_etc", "/etc/ntpd.conf"),
    )
)
TIMESYNCD = systemd_files("timesync", "timesyncd.conf")

_SOURCE = re.compile(
    r"^[ \t]*(?:server|servers|pool|peer|refclock)[ \t]+(\S+)",
    re.MULTILINE | re.IGNORECASE,
)
_SYNCED = re.compile(
    r"^[ \t]*NTPSynchronized=(yes|no)[ \t]*$",
    re.MULTILINE,
)
_LEAP = re.compile(r"^Leap status[ \t]*:(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSync:
    """How the host keeps time.

    `configured` are sources by daemon (chrony, ntp, systemd-timesyncd), as
    written. `selected` is what a daemon follows now, empty if nothing.
    `synchronised` is the daemon's own word; None where
    neither says anything. In a container the clock is the machine's below.
    """

    container: bool
    configured: Mapping[str, tuple[str, ...]]
    selected: tuple[str, ...]
    synchronised: bool | None


def _parse(seen: Evidence) -> TimeSync:
    if seen.fact(MACHINE).container:
        return TimeSync(container=True, configured={}, selected=(), synchronised=None)
    selected = (*_chrony_selected(seen), *_ntp_selected(seen))
    return TimeSync(
        container=False,
        configured={
            "chrony": _sources(seen, CHRONY_FILES),
            "ntp": _sources(seen, NTP_FILES),
            "systemd-timesyncd": _timesyncd(seen),
        },
        selected=selected,
        synchronised=_synchronised(seen, selected),
    )


def _sources(seen: Evidence, files: Iterable[File]) -> tuple[str, ...]:
    texts = [text for file in files for text in seen.files(file).values()]
    return tuple(s for text in texts for s in _SOURCE.findall(text))


def _timesyncd(seen: Evidence) -> tuple[str, ...]:
    told = systemd_settings(seen, TIMESYNCD, "Time")
    # Built-in fallback servers exist in every distribution's build.
    return tuple(told.get("NTP", "").split()) or tuple(
        told.get("FallbackNTP", "(built-in)").split()
    )


def _quiet(seen: Evidence, command: Command) -> str:
    """Output of a client whose daemon may not run: then it fails, and is empty."""
    (item,) = seen.take(command)
    if item.status is ItemStatus.FAILED:
        return ""
    return seen.output_if_present(command) or ""


def _chrony_selected(seen: Evidence) -> tuple[str, ...]:
    lines = _quiet(seen, SOURCES).splitlines()
    rows = [line.split() for line in lines if line[1:2] == "*"]
    return tuple(row[1] for row in rows if len(row) > 1)


def _ntp_selected(seen: Evidence) -> tuple[str, ...]:
    lines = _quiet(seen, NTPQ).splitlines()
    # `*` the system peer, `o` the same disciplined by a pulse per second.
    rows = [line[1:].split() for line in lines if line[:1] in {"*", "o"}]
    return tuple(row[0] for row in rows if row)


def _synchronised(seen: Evidence, selected: tuple[str, ...]) -> bool | None:
    flag = _SYNCED.search(_quiet(seen, TIMESYNC_FLAG))
    if flag:
        return flag[1] == "yes"
    leap = _LEAP.search(_quiet(seen, TRACKING))
    if leap:
        return leap[1].strip() != "Not synchronised"
    return True if selected else None


def _skew(seen: Evidence) -> float:
    if seen.clock is None:
        raise Undetermined(Reason.NOT_COLLECTED, "clock")
    return seen.clock - seen.collected_at.timestamp()


PROBES: tuple[Probe, ...] = (
    *MACHINE_PROBES,
    TIMESYNC_FLAG,
    TRACKING,
    SOURCES,
    NTPQ,
    *CHRONY_FILES,
    *NTP_FILES,
    *TIMESYNCD,
)
TIMESYNC: Fact[TimeSync] = Fact(name="timesync", probes=PROBES, parse=_parse)
# Seconds by which the host's clock is ahead of the controller's.
SKEW: Fact[float] = Fact(name="skew", probes=(), parse=_skew)
