"""Record the collector that the checks now need: `make edition`.

An edition belongs to the version that releases it. While that version is under way
its digest is replaced; an edition of an earlier version is never touched.
"""

import re
from pathlib import Path

import click

from audit4 import __version__, collector, registry

FILE = Path(collector.__file__).with_name("editions.yaml")
_LINE = re.compile(r"^(\d+): ([0-9a-f]{64})  # (\S+)$", re.MULTILINE)
_HEAD = "# Digest by number of every released collector; never change a line.\n"


def current() -> str:
    """Digest of the collector of all shipped checks."""
    probes = registry.load().probes(shipped_only=True)
    return collector.build(probes).digest


def recorded(text: str, digest: str, version: str) -> str:
    """The file's text with the digest of the edition of a version."""
    lines = _LINE.findall(text)
    if any(known == digest for _, known, _ in lines):
        return text
    if lines and lines[-1][2] == version:
        lines[-1] = (lines[-1][0], digest, version)
    else:
        lines.append((str(len(lines) + 1), digest, version))
    return _HEAD + "".join(f"{n}: {d}  # {v}\n" for n, d, v in lines)


if __name__ == "__main__":
    made = recorded(FILE.read_text(encoding="utf-8"), current(), __version__)
    FILE.write_text(made, encoding="utf-8")
    click.echo(made, nl=False)
