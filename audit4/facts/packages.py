"""Installed packages by name, from dpkg, rpm or apk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined
from audit4.facts.os import OS, OS_PROBES

DPKG = Command(
    id="packages.dpkg",
    argv=(
        "dpkg-query",
        "-W",
        "-f",
        r"${Status}\t${Package}\t${Version}\t${Architecture}\n",
    ),
    max_bytes=1024 * KIB,
    seconds=30,
    needs_root=False,
)
RPM = Command(
    id="packages.rpm",
    argv=("rpm", "-qa", "--qf", r"%{NAME}\t%{EPOCH}:%{VERSION}-%{RELEASE}\t%{ARCH}\n"),
    max_bytes=1024 * KIB,
    seconds=30,
    needs_root=False,
)
APK = Command(id="packages.apk", argv=("apk", "info", "-v"), needs_root=False)

_DPKG_FIELDS = 4
_RPM_FIELDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One installed package; `version` with epoch where it has one."""

    name: str
    version: str
    arch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """Installed packages by name, without an architecture suffix.

    Of a name installed in several versions (kernels on rpm systems) the one
    that the package manager lists last stands here.
    """

    items: Mapping[str, Package]

    def installed(self, name: str) -> bool:
        """Whether the package is unpacked and configured."""
        return name in self.items

    def version(self, name: str) -> str | None:
        """Version of the package, None where it is not installed."""
        package = self.items.get(name)
        return package.version if package else None


def _parse(seen: Evidence) -> Packages:
    # A tool of the other family may be there too (rpm on Debian) and lists
    # nothing, so the family says whose database counts.
    family = seen.fact(OS).family
    readers = _READERS.get(family, tuple(r for rs in _READERS.values() for r in rs))
    for command, read in readers:
        text = seen.output_if_present(command)
        if text is not None:
            return _filled(read(text), command)
    raise Undetermined(Reason.MISSING_TOOL, readers[0][0].argv[0])


def _filled(packages: list[Package], command: Command) -> Packages:
    if not packages:
        raise Undetermined(Reason.UNPARSEABLE, command.argv[0])
    return Packages(items={p.name: p for p in packages})


def _dpkg(text: str) -> list[Package]:
    rows = [line.split("\t") for line in text.splitlines()]
    if any(len(row) != _DPKG_FIELDS for row in rows):
        raise Undetermined(Reason.UNPARSEABLE, "dpkg-query")
    return [
        Package(name=name, version=version, arch=arch)
        for status, name, version, arch in rows
        if status.endswith(" installed")  # "hold ok installed" counts too
    ]


def _rpm(text: str) -> list[Package]:
    rows = [line.split("\t") for line in text.splitlines()]
    if any(len(row) != _RPM_FIELDS for row in rows):
        raise Undetermined(Reason.UNPARSEABLE, "rpm")
    return [
        Package(name=name, version=version.removeprefix("(none):"), arch=arch)
        for name, version, arch in rows
    ]


def _apk(text: str) -> list[Package]:
    # `name-1.2.3-r0`: neither version nor release holds a hyphen.
    rows = [line.rsplit("-", 2) for line in text.splitlines() if line.count("-") > 1]
    return [Package(name=n, version=f"{v}-{r}", arch="") for n, v, r in rows]


_Reader = tuple[Command, Callable[[str], list[Package]]]
_READERS: Mapping[str, tuple[_Reader, ...]] = {
    "debian": ((DPKG, _dpkg),),
    "rhel": ((RPM, _rpm),),
    "suse": ((RPM, _rpm),),
    "amazon": ((RPM, _rpm),),
    "alpine": ((APK, _apk),),
}

PACKAGES: Fact[Packages] = Fact(
    name="packages", probes=(*OS_PROBES, DPKG, RPM, APK), parse=_parse
)
