"""Who may leave core dumps, and what systemd does with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, File, Stat
from audit4.facts.systemd_conf import systemd_files, systemd_settings

LIMITS_CONF = File(id="limits.main", path="/etc/security/limits.conf", needs_root=False)
LIMITS_VENDOR = File(
    id="limits.vendor", path="/usr/lib/security/limits.conf", needs_root=False
)
LIMITS_D = File(
    id="limits.dropins", path="/etc/security/limits.d/*.conf", needs_root=False
)
COREDUMP_CONF = systemd_files("coredump", "coredump.conf")
COREDUMP_PROGRAM = Stat(
    id="coredump.program",
    paths=("/usr/lib/systemd/systemd-coredump", "/lib/systemd/systemd-coredump"),
    needs_root=False,
)
_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PamLimit:
    """A line of limits.conf(5): for whom, `soft`, `hard` or `-`, what, how much."""

    domain: str
    kind: str
    item: str
    value: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coredump:
    """Whether systemd takes core dumps, and its settings of them as merged."""

    installed: bool
    settings: Mapping[str, str]


def _parse_limits(seen: Evidence) -> tuple[PamLimit, ...]:
    main = seen.file(LIMITS_CONF)
    texts = {LIMITS_CONF.path: main} if main is not None else {}
    if main is None and (vendor := seen.file(LIMITS_VENDOR)) is not None:
        texts[LIMITS_VENDOR.path] = vendor
    texts |= dict(sorted(seen.files(LIMITS_D).items()))
    return tuple(limit for path, text in texts.items() for limit in _limits(path, text))


def _limits(path: str, text: str) -> Iterable[PamLimit]:
    for line in text.splitlines():
        fields = line.partition("#")[0].split()
        if len(fields) == _FIELDS:
            domain, kind, item, value = fields
            yield PamLimit(domain=domain, kind=kind, item=item, value=value, path=path)


def _parse_coredump(seen: Evidence) -> Coredump:
    return Coredump(
        installed=bool(seen.stats(COREDUMP_PROGRAM)),
        settings=systemd_settings(seen, COREDUMP_CONF, "Coredump"),
    )


LIMITS: Fact[tuple[PamLimit, ...]] = Fact(
    name="limits", probes=(LIMITS_CONF, LIMITS_VENDOR, LIMITS_D), parse=_parse_limits
)
COREDUMP: Fact[Coredump] = Fact(
    name="coredump", probes=(*COREDUMP_CONF, COREDUMP_PROGRAM), parse=_parse_coredump
)
