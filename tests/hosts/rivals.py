"""Two other auditors, brought into booted hosts from outside: Lynis and OpenSCAP.

Their packages are unpacked beside the host's own, so its package database does not
know them. A host is to be scanned by audit4 before they are brought in.
"""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from .machines import Machine, cache_dir, made_once, run

SECONDS = 400
PROFILE = "anssi_bp28_high"
_CONTENT = "usr/share/xml/scap/ssg/content/ssg-debian12-ds.xml"
_XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"
_PREFIX = "xccdf_org.ssgproject.content_rule_"
_AT = "opt/openscap"
_PARTS = ("lib", "usr/bin", "usr/lib", "usr/share/openscap")
_LIBRARIES = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib")
_LIBRARY_PATH = ":".join(f"/{_AT}/{folder}" for folder in _LIBRARIES)
# The content takes a host without this package for an image without a kernel, and
# exempts it from half of the profile.
_KERNEL = """
Package: linux-base
Status: install ok installed
Priority: optional
Section: kernel
Maintainer: Debian Kernel Team <debian-kernel@lists.debian.org>
Architecture: all
Version: 4.9
Description: Linux image base package
"""
# With its own loader and libraries: the host's may be older, or lack some.
_OPENSCAP = f"""
cd /{_AT}
oscap() {{
  {_LIBRARIES[0]}/ld-linux-x86-64.so.2 \
    --library-path {_LIBRARY_PATH} usr/bin/oscap "$@"
}}
export OSCAP_SCHEMA_PATH=/{_AT}/usr/share/openscap/schemas
export OSCAP_CPE_PATH=/{_AT}/usr/share/openscap/cpe
export OSCAP_XSLT_PATH=/{_AT}/usr/share/openscap/xsl
oscap --version | head -1
oscap xccdf eval --profile {PROFILE} --results results.xml ds.xml \
  > log 2>&1 || [ $? -eq 2 ]
"""


def unpacked(suite: str, packages: Sequence[str]) -> Path:
    """The files of packages and of what they depend on, fetched if need be."""
    root = cache_dir() / f"{suite}-files-{'-'.join(packages)}"
    wanted = f"--include={','.join(packages)}"

    def extract(making: Path) -> None:
        run("mmdebstrap", "--variant=extract", wanted, suite, str(making))

    return made_once(root, extract)


def lynis(machine: Machine) -> str:
    """Run Lynis in the host; its report, lines of `key=value`."""
    files = unpacked("trixie", ("lynis", "ssg-debian"))
    for part in ("usr/share/lynis", "etc/lynis"):
        shutil.copytree(files / part, machine.root / part)
    shutil.copy2(files / "usr/sbin/lynis", machine.root / "usr/sbin/lynis")
    command = "lynis audit system --quick --no-colors --quiet </dev/null"
    machine.sh(f"{command} >/dev/null 2>&1 || true", timeout=SECONDS)
    return (machine.root / "var/log/lynis-report.dat").read_text(errors="replace")


def openscap(machine: Machine) -> tuple[str, dict[str, str]]:
    """Run OpenSCAP in the host; its version, and its result by rule identifier."""
    program = unpacked("bookworm", ("openscap-scanner",))
    for part in _PARTS:
        shutil.copytree(program / part, machine.root / _AT / part, symlinks=True)
    content = unpacked("trixie", ("lynis", "ssg-debian")) / _CONTENT
    shutil.copy2(content, machine.root / _AT / "ds.xml")
    with (machine.root / "var/lib/dpkg/status").open("a") as status:
        status.write(_KERNEL)
    version = machine.sh(_OPENSCAP, timeout=SECONDS)
    tree = ET.parse(machine.root / _AT / "results.xml")
    return version.strip(), dict(_results(tree.getroot()))


def _results(root: ET.Element) -> Iterator[tuple[str, str]]:
    for row in root.iter(f"{_XCCDF}rule-result"):
        said = row.findtext(f"{_XCCDF}result", "")
        if said != "notselected":
            yield row.get("idref", "").removeprefix(_PREFIX), said


def content_version() -> str:
    """Version of the SCAP content as its own package states it."""
    tree = ET.parse(unpacked("trixie", ("lynis", "ssg-debian")) / _CONTENT)
    found = tree.find(f".//{_XCCDF}Benchmark/{_XCCDF}version")
    return (found.text or "") if found is not None else ""
