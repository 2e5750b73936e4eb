"""Services and sockets: what is loaded, runs, and starts at boot.

systemd answers for itself. Where another init runs, what starts at boot is read
from the runlevel directories or OpenRC; sysvinit keeps no run state that could
be had without executing its scripts, so there `running` is undetermined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audit4.evidence import (
    KIB,
    Command,
    Evidence,
    Fact,
    Reason,
    Stat,
    Undetermined,
)
from audit4.facts.os import MACHINE, MACHINE_PROBES

UNITS = Command(
    id="services.units",
    argv=(
        "systemctl",
        "list-units",
        "--all",
        "--plain",
        "--full",
        "--no-legend",
        "--no-pager",
        "--type=service,socket,timer",
    ),
    needs_root=False,
    max_bytes=512 * KIB,
)
UNIT_FILES = Command(
    id="services.unit_files",
    argv=(
        "systemctl",
        "list-unit-files",
        "--full",
        "--no-legend",
        "--no-pager",
        "--type=service,socket,timer",
    ),
    seconds=20,
    needs_root=False,
    max_bytes=512 * KIB,
)
RUNLEVELS = Stat(
    id="services.runlevels",
    paths=("/etc/rc[2-5].d/S*", "/etc/rc.d/rc[2-5].d/S*"),
    needs_root=False,
)
# An enabled instance of a template is a link alone: its template is "indirect".
INSTANCES = Stat(
    id="services.instances",
    paths=("/etc/systemd/system/*.wants/*@?*",),
    needs_root=False,
)
SCRIPTS = Stat(
    id="services.scripts",
    paths=("/etc/init.d/*", "/etc/rc.d/init.d/*"),
    needs_root=False,
)
OPENRC = Command(
    id="services.openrc",
    argv=("rc-status", "--all", "--format", "ini"),
    needs_root=False,
)

_STARTED = frozenset({"active", "activating", "reloading", "refreshing"})
# `linked` only makes a unit known. `enabled-runtime` is also what a generator's
# links look like, and those come back with each start.
_AT_BOOT = frozenset({"enabled", "enabled-runtime", "generated"})
_UNKNOWN = "unknown"
_TYPES = (".service", ".socket", ".timer")
_UNIT_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUnit:
    """One unit in systemd's words; `enabled` is its unit file state.

    `name` has its suffix (`ssh.service`, `rpcbind.socket`). `active` is
    `unknown` under sysvinit. `enabled` is empty where no unit file is known.
    """

    name: str
    load: str
    active: str
    sub: str
    enabled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All service and socket units by full name."""

    units: Mapping[str, ServiceUnit]
    _by_stem: Mapping[str, tuple[str, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the units by what they are made of; many rules ask for it."""
        by_stem: dict[str, list[str]] = {}
        for name in sorted(self.units):
            for stem in {name, _stem(name)}:
                by_stem.setdefault(stem, []).append(name)
        made = {stem: tuple(names) for stem, names in by_stem.items()}
        object.__setattr__(self, "_by_stem", made)

    def get(self, name: str) -> ServiceUnit | None:
        """The unit, also by a name without `.service`; None if there is none."""
        return self.units.get(_full(name))

    def running(self, name: str) -> bool:
        """Whether the unit is active now; a socket is while it listens.

        Raises:
            Undetermined: the init keeps no run state (`unsupported`).
        """
        unit = self.get(name)
        if unit and unit.active == _UNKNOWN:
            raise Undetermined(Reason.UNSUPPORTED, f"run state of {name}")
        return unit is not None and unit.active in _STARTED

    def enabled(self, name: str) -> bool:
        """Whether the unit itself starts at boot; masked and static do not."""
        unit = self.get(name)
        return unit is not None and unit.enabled in _AT_BOOT

    def instances(self, name: str) -> tuple[str, ...]:
        """The unit and all that are made of its template, by full name.

        `vsftpd` means `vsftpd.service`, `vsftpd@.service` and `vsftpd@a.service`.
        """
        return self._by_stem.get(_full(name), ())


def _full(name: str) -> str:
    return name if name.endswith(_TYPES) else f"{name}.service"


def _stem(name: str) -> str:
    """`vsftpd@a.service` comes from what `vsftpd.service` stands for."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem.partition('@')[0]}.{suffix}"


def _parse(seen: Evidence) -> Services:
    match seen.fact(MACHINE).init:
        case "systemd":
            scripts = _scripts(seen.stats(SCRIPTS), seen.stats(RUNLEVELS))
            links = [_base(path) for path in seen.stats(INSTANCES)]
            files = seen.output(UNIT_FILES)
            return _systemd(seen.output(UNITS), files, scripts, links)
        case "sysvinit":
            return _sysvinit(seen.stats(SCRIPTS), seen.stats(RUNLEVELS))
        case "openrc":
            return _openrc(seen.output(OPENRC))
        case other:
            raise Undetermined(Reason.UNSUPPORTED, f"init {other}")


# By hand: jc's parsers for both commands pair columns with a header line, which
# --no-legend leaves out, and take a row that is too short without a word.
def _systemd(
    units: str, files: str, scripts: Mapping[str, str], instances: Iterable[str]
) -> Services:
    listed = dict(_state(line) for line in files.splitlines() if line.strip())
    # A unit is generated of each old script, also of one that no runlevel starts;
    # systemd before 230 lists none of them.
    of_scripts = {
        n: s for n, s in scripts.items() if listed.get(n, "generated") == "generated"
    }
    of_templates = {
        name: "enabled"
        for name in instances
        if listed.get(_template(name), "masked") != "masked"
    }
    states = of_templates | listed | of_scripts if listed else {}
    rows = [line for line in units.splitlines() if line.strip()]
    # A description may hold a line's end, which systemd before 253 prints as it is.
    loaded = [
        _unit(line, states) for n, line in enumerate(rows) if not n or _is_row(line)
    ]
    if not loaded or not states:
        raise Undetermined(Reason.UNPARSEABLE, "systemctl")
    idle = {
        name: ServiceUnit(
            name=name,
            load="masked" if state.startswith("masked") else "loaded",
            active="inactive",
            sub="dead",
            enabled=state,
        )
        for name, state in states.items()
    }
    return Services(units=idle | {u.name: u for u in loaded})


def _state(line: str) -> tuple[str, str]:
    words = line.split()
    if len(words) < 2 or "." not in words[0]:  # noqa: PLR2004 - unit and state
        raise Undetermined(Reason.UNPARSEABLE, "systemctl list-unit-files")
    return words[0], words[1]


def _is_row(line: str) -> bool:
    words = line.lstrip(" *●").split(None, _UNIT_WORDS)
    return len(words) >= _UNIT_WORDS and words[0].endswith(_TYPES)


def _unit(line: str, states: Mapping[str, str]) -> ServiceUnit:
    # systemd before 240 marks failed units even with --plain.
    words = line.lstrip(" *●").split(None, _UNIT_WORDS)
    if len(words) < _UNIT_WORDS or "." not in words[0]:
        raise Undetermined(Reason.UNPARSEABLE, "systemctl list-units")
    name, load, active, sub = words[:_UNIT_WORDS]
    state = states.get(name) or states.get(_template(name), "")
    return ServiceUnit(name=name, load=load, active=active, sub=sub, enabled=state)


def _template(name: str) -> str:
    """`getty@tty1.service` comes from `getty@.service`."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem.partition('@')[0]}@.{suffix}" if "@" in stem else name


def _scripts(scripts: Iterable[str], links: Iterable[str]) -> dict[str, str]:
    """State by unit name of what sysvinit left behind, as systemd maps it."""
    started = _started(links)
    return {
        _full(name.removesuffix(".sh")): "generated" if name in started else "disabled"
        for name in map(_base, scripts)
    }


def _sysvinit(scripts: Iterable[str], links: Iterable[str]) -> Services:
    known = {_base(path) for path in scripts} - {"README", "skeleton", "functions"}
    started = _started(links)
    if not known:
        raise Undetermined(Reason.UNPARSEABLE, "/etc/init.d")
    return _listed(
        {
            name: (_UNKNOWN, "enabled" if name in started else "disabled")
            for name in known | started
        }
    )


def _started(links: Iterable[str]) -> set[str]:
    # S20rsync: start, order, name.
    return {_base(path)[3:] for path in links}


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _openrc(text: str) -> Services:
    runlevel, found = "", {}
    for line in text.splitlines():
        name, equals, state = (part.strip() for part in line.partition("="))
        if name.startswith("["):
            runlevel = name.strip("[]")
        elif equals:
            boots = runlevel not in {"", "dynamic/hotplugged", "dynamic/manual"}
            active = "active" if state.startswith("started") else "inactive"
            found[name] = (active, "enabled" if boots else "disabled")
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, "rc-status")
    return _listed(found)


def _listed(found: Mapping[str, tuple[str, str]]) -> Services:
    return Services(
        units={
            _full(name): ServiceUnit(
                name=_full(name),
                load="loaded",
                active=active,
                sub=active,
                enabled=enabled,
            )
            for name, (active, enabled) in found.items()
        }
    )


SERVICES: Fact[Services] = Fact(
    name="services",
    probes=(*MACHINE_PROBES, UNITS, UNIT_FILES, INSTANCES, RUNLEVELS, SCRIPTS, OPENRC),
    parse=_parse,
)
