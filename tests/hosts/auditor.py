"""audit4 as its users have it: a workspace, and the command line run in it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .province import SUDO_PASSWORD, Province

ACCESS = {
    "root": "user: root",
    "sudo": "user: kiemtra\n            become: {method: sudo, password_env: A4_SUDO}",
    "none": "user: xem\n            become: {method: none}",
}
INVENTORY = """\
jumps:
  cong: {{address: {jump}, user: root, key: {key}}}
defaults: {{jump: cong, key: {key}}}
units:
  - id: xa-mau
    name: UBND xã Mẫu
    systems:
      - id: he-thong
        name: Hệ thống thử
        level: {level}
        ports: [22]
        defaults: {{settings: {{log_targets: [192.0.2.50]}}}}
        hosts:
{hosts}
"""
HOST = """\
          - id: {name}
            address: {address}
            {access}
"""

COMPARING = frozenset(
    f"persistence.new-{kind}"
    for kind in ("keys", "jobs", "units", "startup", "modules")
)
KNOWS_EARLIER = COMPARING | {"remediation.overdue"}
"""Rules that a second scan judges by what the first one saw."""

Verdict = tuple[str, str | None]
"""Status and, of an unknown or not applicable one, the reason."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scan ended: exit code, what it printed, `results.json`."""

    code: int
    output: str
    document: Mapping[str, Any]

    def verdicts(self, host: str) -> dict[str, Verdict]:
        """Verdict by rule of one host."""
        return {
            row["rule"]: (row["status"], row["reason"])
            for row in self.document["results"]
            if row["host"] == host
        }

    def rows(self, host: str) -> dict[str, Mapping[str, Any]]:
        """Whole result by rule of one host."""
        found = self.document["results"]
        return {row["rule"]: row for row in found if row["host"] == host}

    def host(self, host: str) -> Mapping[str, Any]:
        """The report of one host."""
        (found,) = (h for h in self.document["hosts"] if h["host"] == host)
        return found  # type: ignore[no-any-return]


@dataclass(kw_only=True)
class Auditor:
    """A workspace over booted hosts."""

    root: Path
    province: Province

    def audit4(
        self, *words: str, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line in the workspace, without a terminal."""
        own = {
            "A4_SUDO": SUDO_PASSWORD,
            "HOME": str(self.root),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "SSH_AUTH_SOCK": "",
        }
        return subprocess.run(
            [sys.executable, "-m", "audit4", "-C", str(self.root), *words],
            env={**os.environ, **own, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def set_hosts(self, access: Mapping[str, str], level: int = 3) -> None:
        """Write the inventory: how each host is reached (a key of ACCESS, or YAML)."""
        hosts = "".join(
            HOST.format(
                name=name,
                address=self.province.hosts[name].address,
                access=ACCESS.get(way, way),
            )
            for name, way in access.items()
        )
        text = INVENTORY.format(
            jump=self.province.jump.address,
            key=self.province.key,
            hosts=hosts,
            level=level,
        )
        (self.root / "inventory/mau.yaml").write_text(text)

    def scan(
        self, *words: str, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> Outcome:
        """Scan and read what was written; a scan that broke fails the test."""
        done = self.audit4("scan", *words, env=env, timeout=timeout)
        assert "Traceback" not in done.stderr, done.stderr
        said = [w for w in done.stdout.splitlines() if w.startswith("results")]
        assert said, (done.stdout, done.stderr)
        document = json.loads(Path(said[0].split(maxsplit=1)[1]).read_text())
        return Outcome(done.returncode, done.stdout + done.stderr, document)


def make_auditor(root: Path, province: Province, access: Mapping[str, str]) -> Auditor:
    """A new workspace with the hosts' keys pinned."""
    auditor = Auditor(root=root, province=province)
    root.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, "-m", "audit4", "init", str(root)],
        env={**os.environ, "XDG_CONFIG_HOME": str(root / "config")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    for example in (root / "inventory").iterdir():
        example.unlink()
    (root / "known_hosts").write_text(province.known_hosts)
    auditor.set_hosts(access)
    return auditor


def different(
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
    rules: Sequence[str] = (),
) -> dict[str, tuple[Verdict | None, Verdict | None]]:
    """Rules whose verdict is not the same, with both verdicts."""
    names = rules or sorted({*before, *after})
    return {
        rule: (before.get(rule), after.get(rule))
        for rule in names
        if before.get(rule) != after.get(rule)
    }
