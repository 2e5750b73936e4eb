"""Where packages come from, whether signatures are verified, and who installs them.

apt answers for itself, so that all its drop-ins count as it counts them.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit4.evidence import Command, Evidence, Fact, File, Reason, Stat, Undetermined
from audit4.facts.os import OS, OS_PROBES

# By a letter each, since apt-config prints shell assignments.
_OPTIONS = {
    "a": "APT::Install-Recommends",
    "b": "APT::Install-Suggests",
    "c": "APT::Get::AllowUnauthenticated",
    "d": "Acquire::AllowInsecureRepositories",
    "e": "APT::Periodic::Enable",
    "f": "APT::Periodic::Update-Package-Lists",
    "g": "APT::Periodic::Unattended-Upgrade",
}
APT_CONFIG = Command(
    id="package_sources.apt_config",
    argv=("apt-config", "shell", *(w for pair in _OPTIONS.items() for w in pair)),
    needs_root=False,
)
APT_LISTS = (
    File(id="package_sources.apt_list", path="/etc/apt/sources.list", needs_root=False),
    File(
        id="package_sources.apt_lists",
        path="/etc/apt/sources.list.d/*.list",
        needs_root=False,
    ),
)
APT_SOURCES = File(
    id="package_sources.apt_sources",
    path="/etc/apt/sources.list.d/*.sources",
    needs_root=False,
)
RPM_MAIN = tuple(
    File(id=f"package_sources.{name}", path=path, needs_root=False)
    for name, path in (
        ("dnf", "/etc/dnf/dnf.conf"),
        ("yum", "/etc/yum.conf"),
        ("zypp", "/etc/zypp/zypp.conf"),
    )
)
RPM_REPOSITORIES = tuple(
    File(id=f"package_sources.{name}", path=path, needs_root=False)
    for name, path in (
        ("yum_repos", "/etc/yum.repos.d/*.repo"),
        ("zypp_repos", "/etc/zypp/repos.d/*.repo"),
    )
)
RPM_KEYS = Command(
    id="package_sources.rpm_keys",
    argv=("rpm", "-q", "gpg-pubkey", "--qf", r"%{VERSION} %{SUMMARY}\n"),
    needs_root=False,
)
AUTOMATIC = tuple(
    File(id=f"package_sources.{name}", path=path, needs_root=False)
    for name, path in (
        ("dnf_automatic", "/etc/dnf/automatic.conf"),
        ("yum_cron", "/etc/yum/yum-cron.conf"),
    )
)
TIMERS = Stat(
    id="package_sources.timers",
    paths=(
        "/etc/systemd/system/timers.target.wants/apt-daily*.timer",
        "/etc/systemd/system/timers.target.wants/dnf*-automatic*.timer",
        "/etc/systemd/system/*.wants/yum-cron.service",
        "/etc/cron.daily/0yum-daily.cron",
        "/etc/cron.daily/apt-compat",
    ),
    needs_root=False,
)

_NO_KEYS = 1
# A name or an address, after what may stand before an `@`; in brackets for IPv6.
_HOST = re.compile(r"^[a-z+.-]+://(?:[^/@]*@)?(\[[^\]/]*\]|[^:/]+)")
_KEY = re.compile(r"^([0-9a-f]{8,40}) (.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """One enabled source of packages.

    `options` are lower-cased words of its entry: `gpgcheck`, `trusted` and so on.
    `hosts` are the names in its addresses, empty for a path on this host.
    """

    name: str
    path: str
    hosts: tuple[str, ...]
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSources:
    """Enabled sources and the package manager's own options.

    `options` are apt's by their full name, or those of `[main]` of dnf, yum or
    zypper. `keys` maps the short id of each key that rpm trusts to its owner.
    `automatic` is what installs updates by itself, if it is set to.
    """

    repositories: tuple[Repository, ...]
    options: Mapping[str, str]
    keys: Mapping[str, str]
    automatic: tuple[str, ...]


def _parse(seen: Evidence) -> PackageSources:
    match seen.fact(OS).family:
        case "debian":
            options = _apt_options(seen.output(APT_CONFIG))
            return PackageSources(
                repositories=tuple(_apt_repositories(seen)),
                options=options,
                keys={},
                automatic=tuple(_apt_automatic(seen, options)),
            )
        case "rhel" | "amazon" | "suse":
            return PackageSources(
                repositories=tuple(_rpm_repositories(seen)),
                options=_rpm_options(seen),
                keys=_keys(seen.output(RPM_KEYS, exits=(0, _NO_KEYS))),
                automatic=tuple(_rpm_automatic(seen)),
            )
        case other:
            raise Undetermined(Reason.UNSUPPORTED, f"package sources of {other}")


def _apt_options(text: str) -> Mapping[str, str]:
    found = {}
    for line in text.splitlines():
        letter, equals, value = line.partition("=")
        if equals and letter in _OPTIONS:
            try:
                found[_OPTIONS[letter]] = " ".join(shlex.split(value))
            except ValueError:
                raise Undetermined(Reason.UNPARSEABLE, "apt-config") from None
    return found


def _apt_repositories(seen: Evidence) -> Iterable[Repository]:
    for probe in APT_LISTS:
        for path, text in seen.files(probe).items():
            yield from (r for line in text.splitlines() for r in _one_line(path, line))
    for path, text in seen.files(APT_SOURCES).items():
        yield from _stanzas(path, text)


def _one_line(path: str, raw: str) -> Iterable[Repository]:
    """`deb [trusted=yes] http://host/debian bookworm main`."""
    line = raw.partition("#")[0].strip()
    kind, _, rest = line.partition(" ")
    if kind != "deb":
        return
    inside = re.match(r"\s*\[([^\]]*)\]\s*", rest)
    words = rest[inside.end() if inside else 0 :].split()
    given = (w.partition("=") for w in (inside[1] if inside else "").split())
    options = {key.lower(): value.lower() for key, _, value in given}
    yield Repository(
        name=" ".join(words[:2]), path=path, hosts=_hosts(words[:1]), options=options
    )


def _stanzas(path: str, text: str) -> Iterable[Repository]:
    for stanza in re.split(r"\n\s*\n", text):
        lines = [x for x in stanza.splitlines() if not x.startswith("#")]
        joined = re.sub(r"\n[ \t]+", " ", "\n".join(lines))
        pairs = (line.partition(":") for line in joined.splitlines())
        options = {key.strip().lower(): value.strip() for key, _, value in pairs}
        off = options.get("enabled", "yes").lower() in {"no", "false", "0"}
        if off or "deb" not in options.get("types", "").split():
            continue
        uris = options.get("uris", "").split()
        lowered = {key: value.lower() for key, value in options.items()}
        yield Repository(
            name=f"{' '.join(uris)} {options.get('suites', '')}".strip(),
            path=path,
            hosts=_hosts(uris),
            options=lowered,
        )


def _hosts(addresses: Iterable[str]) -> tuple[str, ...]:
    found = (_HOST.match(address.lower()) for address in addresses)
    return tuple(host[1].strip("[]") for host in found if host)


def _apt_automatic(seen: Evidence, options: Mapping[str, str]) -> Iterable[str]:
    def on(name: str) -> bool:
        return options.get(name, "") not in {"", "0"}

    if options.get("APT::Periodic::Enable") == "0":
        return
    wanted = ("Update-Package-Lists", "Unattended-Upgrade")
    started = any("apt-" in path for path in seen.stats(TIMERS))
    if started and all(on(f"APT::Periodic::{name}") for name in wanted):
        yield "unattended-upgrades"


def _sections(text: str) -> Mapping[str, Mapping[str, str]]:
    """An INI file as yum reads it: keys in any case, a repeated one counts last."""
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and "]" in line:
            here = found.setdefault(line[1 : line.index("]")], {})
        elif "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            here[key.strip().lower()] = value.strip()
    return found


def _rpm_options(seen: Evidence) -> Mapping[str, str]:
    for probe in RPM_MAIN:
        for path, text in seen.files(probe).items():
            return {"file": path, **_sections(text).get("main", {})}
    return {}


def _rpm_repositories(seen: Evidence) -> Iterable[Repository]:
    for probe in RPM_REPOSITORIES:
        for path, text in seen.files(probe).items():
            for name, options in _sections(text).items():
                if options.get("enabled", "1").lower() in {"0", "no", "false"}:
                    continue
                keys = ("baseurl", "mirrorlist", "metalink")
                uris = [u for key in keys for u in options.get(key, "").split()]
                yield Repository(
                    name=name, path=path, hosts=_hosts(uris), options=options
                )


def _keys(text: str) -> Mapping[str, str]:
    rows = [_KEY.match(line) for line in text.splitlines()]
    if not any(rows) and "not installed" not in text:
        raise Undetermined(Reason.UNPARSEABLE, "rpm -q gpg-pubkey")
    return {row[1][-8:]: row[2] for row in rows if row}


def _rpm_automatic(seen: Evidence) -> Iterable[str]:
    started = " ".join(seen.stats(TIMERS))
    if "automatic-install" in started:
        yield "dnf-automatic"
    for probe, mark in zip(AUTOMATIC, ("automatic", "yum"), strict=True):
        commands = _sections(seen.file(probe) or "").get("commands", {})
        applies = commands.get("apply_updates", "no").lower() in {"yes", "1", "true"}
        if applies and mark in started:
            yield probe.path


PACKAGE_SOURCES: Fact[PackageSources] = Fact(
    name="package_sources",
    probes=(
        *OS_PROBES,
        APT_CONFIG,
        *APT_LISTS,
        APT_SOURCES,
        *RPM_MAIN,
        *RPM_REPOSITORIES,
        RPM_KEYS,
        *AUTOMATIC,
        TIMERS,
    ),
    parse=_parse,
)
