"""Syslog daemons as configured: where messages go, and the files that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import (
    KIB,
    DatedStat,
    Evidence,
    Fact,
    File,
    Probe,
    Stat,
)
from audit4.facts.rsyslog import parse_rsyslog
from audit4.facts.services import Services
from audit4.facts.syslog_ng import parse_syslog_ng
from audit4.facts.syslog_rules import Destination

RSYSLOG = File(id="syslog.rsyslog", path="/etc/rsyslog.conf", max_bytes=128 * KIB)
RSYSLOG_DROPINS = File(id="syslog.rsyslog_dropins", path="/etc/rsyslog.d/*.conf")
SYSLOG_NG = File(
    id="syslog.ng", path="/etc/syslog-ng/syslog-ng.conf", max_bytes=128 * KIB
)
SYSLOG_NG_DROPINS = File(id="syslog.ng_dropins", path="/etc/syslog-ng/conf.d/*.conf")
LOG_FILES = Stat(
    id="syslog.log_files",
    paths=("/var/log", "/var/log/*", "/var/log/audit", "/var/log/audit/*"),
    dated=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyslogDaemon:
    """One configured daemon.

    `services` are the unit names that it runs under. `inputs` are rsyslog's
    modules (`imuxsock`, `imjournal`); syslog-ng reads the journal by itself.
    """

    name: str
    services: tuple[str, ...]
    rules: tuple[Destination, ...]
    inputs: frozenset[str]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Syslog:
    """The daemons that have a configuration, whether they run or not."""

    daemons: tuple[SyslogDaemon, ...]

    def files(self, services: Services) -> tuple[Destination, ...]:
        """Files that the daemons which run now write; paths may be templates (`?`).

        Raises:
            Undetermined: the init keeps no run state.
        """
        return tuple(
            rule
            for daemon in self.daemons
            if any(map(services.running, daemon.services))
            for rule in daemon.rules
            if rule.kind == "file"
        )


def _parse(seen: Evidence) -> Syslog:
    found = (_rsyslog(seen), _syslog_ng(seen))
    return Syslog(daemons=tuple(daemon for daemon in found if daemon))


def _rsyslog(seen: Evidence) -> SyslogDaemon | None:
    main = seen.file(RSYSLOG)
    if main is None:
        return None
    config = parse_rsyslog(main, seen.files(RSYSLOG_DROPINS))
    return SyslogDaemon(
        name="rsyslog",
        services=("rsyslog",),
        rules=config.rules,
        inputs=config.inputs,
        unread=config.unread,
    )


def _syslog_ng(seen: Evidence) -> SyslogDaemon | None:
    main = seen.file(SYSLOG_NG)
    if main is None:
        return None
    config = parse_syslog_ng(main, seen.files(SYSLOG_NG_DROPINS))
    return SyslogDaemon(
        name="syslog-ng",
        services=("syslog-ng",),
        rules=config.rules,
        inputs=frozenset({"imjournal"}),
        unread=config.unread,
    )


def _log_files(seen: Evidence) -> Mapping[str, DatedStat]:
    return seen.dated_stats(LOG_FILES)


PROBES: tuple[Probe, ...] = (
    RSYSLOG,
    RSYSLOG_DROPINS,
    SYSLOG_NG,
    SYSLOG_NG_DROPINS,
)
SYSLOG: Fact[Syslog] = Fact(name="syslog", probes=PROBES, parse=_parse)
LOGFILES: Fact[Mapping[str, DatedStat]] = Fact(
    name="logfiles", probes=(LOG_FILES,), parse=_log_files
)
