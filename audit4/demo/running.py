"""The demonstration from beginning to end: serve, scan, mend, scan again.

The scans are those of the command line, as its users run them; only the hosts are
recordings. Nothing outside the folder is read or written, but for the look at this
very machine.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit4 import clock
from audit4.demo.province import Province, serve, write_workspace
from audit4.demo.server import new_key
from audit4.errors import Audit4Error
from audit4.workspace import write_private

MARK = ".audit4-demo"
"""The file by which a folder is known to be the demonstration's own."""

# Findings and hosts that cannot be judged are the point, no failure of the show.
_EXPECTED = frozenset({0, 1, 3})
_FAILED = "fail"
_MENDED = frozenset({"pass", "not_applicable"})


class DemoError(Audit4Error):
    """A scan of the demonstration did not go as it should."""

    exit_code = 1


Say = Callable[[str], None]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one scan printed: where its documents are, and how it ended."""

    index: Path
    units: Mapping[str, Path]
    results: Path
    summary: str

    def statuses(self) -> dict[Key, str]:
        """Status by subject and rule."""
        rows = json.loads(self.results.read_text("utf-8"))["results"]
        return {(r["subject"], r["rule"]): r["status"] for r in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Both scans, and how many findings the second one mended, kept and added."""

    first: Scan
    second: Scan
    mended: int
    persisting: int
    new: int


def run(root: Path, say: Say) -> Outcome:
    """Run the demonstration in a folder of its own.

    Raises:
        Audit4Error: the folder is somebody else's.
        DemoError: a scan did not go as it should.
    """
    root = root.resolve()
    _clear(root)
    client_key, text = new_key()
    with serve(client_key) as province:
        _make_workspace(root, province, text)
        say(
            f"Máy chủ mẫu qua SSH thật trên 127.0.0.1: {len(province.hosts)} "
            "· sample hosts over real SSH, and this machine"
        )
        say("Lần quét 1 · first scan")
        first = _scan(root)
        say(first.summary)
        province.pass_time()
        say(
            "Khắc phục một số tồn tại, rồi quét lần 2 · some things mended, second scan"
        )
        second = _scan(root)
        say(second.summary)
    return _compared(first, second)


def _clear(root: Path) -> None:
    """Remove what an earlier demonstration left; never anything else."""
    if not root.exists():
        return
    if any(root.iterdir()) and not (root / MARK).is_file():
        raise Audit4Error(
            f"{root} is not a demonstration's folder: name another with --directory"
        )
    shutil.rmtree(root)


def _make_workspace(root: Path, province: Province, key: str) -> None:
    root.mkdir(mode=0o700, parents=True)
    write_private(root / MARK, "made by `audit4 demo`, which may remove this folder\n")
    _audit4(root, "init", str(root))
    for example in (root / "inventory").iterdir():
        example.unlink()
    write_private(root / "config/demo-key", key)
    write_workspace(root, province, root / "config/demo-key", clock.now())


def _scan(root: Path) -> Scan:
    done = _audit4(root, "-C", str(root), "scan")
    named = [line.split(maxsplit=1) for line in done.splitlines() if " " in line]
    said = {word: rest for word, rest in named if word != "report"}
    if "results" not in said:
        raise DemoError("the scan wrote no results")
    pages = [rest.rsplit("  (", 1) for word, rest in named if word == "report"]
    return Scan(
        index=Path(said["index"]),
        units={unit.rstrip(")"): Path(page) for page, unit in pages},
        results=Path(said["results"]),
        summary=done.splitlines()[-1],
    )


def _audit4(root: Path, *words: str) -> str:
    """Run the command line in the demonstration's own environment; what it prints."""
    own = {
        # The user's keys, agent and SSH settings are none of the demonstration's.
        "HOME": str(root / "config"),
        "XDG_CONFIG_HOME": str(root / "config"),
        "SSH_AUTH_SOCK": "",
    }
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "audit4", *words],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode not in _EXPECTED:
        raise DemoError(f"`audit4 {words[-1]}` ended with {done.returncode}")
    return done.stdout


def _compared(first: Scan, second: Scan) -> Outcome:
    before, after = first.statuses(), second.statuses()
    failed = {key for key, status in before.items() if status == _FAILED}
    now = {key for key, status in after.items() if status == _FAILED}
    return Outcome(
        first=first,
        second=second,
        mended=sum(after.get(key) in _MENDED for key in failed),
        persisting=len(failed & now),
        new=len(now - failed),
    )
