"""A stored province of recorded hosts, and what its reports cost.

Each host is judged on one of the demonstration's recordings, in two rounds three
months apart; between them some hosts were mended. All goes through the scan's own
code, so the store holds what a province's store would hold.
"""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from audit4 import clock, collector
from audit4.demo import recordings
from audit4.demo.recordings import Recording
from audit4.evidence import Evidence
from audit4.inventory import Host
from audit4.planning import Plan
from audit4.record import ScanInfo
from audit4.scan.collecting import Collected
from audit4.scan.inputs import Inputs, read_inputs
from audit4.scan.looking import Looking
from audit4.scan.outcome import Tally
from audit4.scan.selection import Selection
from audit4.scan.stored import Job, finish, run
from audit4.scan.targets import Lines
from audit4.store.store import Store
from audit4.tracking import SLA_DAYS
from audit4.transport.hostkeys import parse
from audit4.transport.jump import JumpPool
from audit4.workspace import Workspace, init
from bench.measure import row
from bench.measure import run as measured

UNITS = int(os.environ.get("BENCH_UNITS", "150"))
HOSTS = int(os.environ.get("BENCH_HOSTS", "20"))  # in each unit
KEEP = os.environ.get("BENCH_KEEP")  # a folder: the store is made once
BAR = 60.0
INDEX = 2_000_000

_NAMES = (
    *("web-01", "web-02", "mot-cua-01", "van-ban-01", "van-ban-02"),
    *("du-lieu-01", "du-lieu-02", "nhat-ky-01", "giam-sat-01"),
)
_MENDED = {"web-01", "web-02", "mot-cua-01", "van-ban-01", "du-lieu-01"}
_KINDS = ("Cấp xã", "Cấp xã", "Cấp xã", "Cấp xã", "Sở, ngành", "Đơn vị sự nghiệp")
_DARK = 47  # one host in so many does not answer


class _Silent:
    """Nobody watches."""

    def started(self, subject: str) -> None:
        """Say nothing."""

    def finished(self, subject: str, state: str, says: str) -> None:
        """Say nothing."""

    def note(self, subject: str, says: str) -> None:
        """Say nothing."""


def reports(work: Path) -> None:
    """Render all unit reports and the index of a stored province."""
    root = Path(KEEP) if KEEP else work / "province"
    if not (root / "audit4.yaml").exists():
        build(root)
    out = work / "out"
    for lang in ("vi", "en"):
        shutil.rmtree(out, ignore_errors=True)
        words = ["-C", str(root), "report", "--lang", lang, "--output", str(out)]
        whole = measured([sys.executable, "-m", "audit4", *words, "--no-results"])
        if whole.code:
            raise SystemExit(whole.output)
        pages = sorted(out.glob("unit-*.html"), key=lambda p: p.stat().st_size)
        row(
            f"{len(pages)} unit reports and the index, {lang}",
            f"{whole.wall:.1f} s",
            f"{whole.cpu:.1f} s CPU, {whole.mib:.0f} MiB",
            f"< {BAR:.0f} s on 2 cores",
        )
        largest = pages[-1].stat().st_size / 1e6
        row("  largest unit report", f"{largest:.2f} MB", "", "< 3 MB")
        size = (out / "index.html").stat().st_size
        row("  index", f"{size / 1e6:.2f} MB", "", f"< {INDEX / 1e6:.0f} MB")


def build(root: Path) -> None:
    """Make a workspace with two finished scans of a whole province."""
    init(root)
    for example in (root / "inventory").iterdir():
        example.unlink()
    for n in range(UNITS):
        path = root / f"inventory/u{n:03}.yaml"
        path.write_text(json.dumps({"units": [_unit(n)]}, ensure_ascii=False))
    place = Workspace.open(root)
    place.ensure()
    found = read_inputs(place)
    now = clock.now().replace(microsecond=0)
    with Store.open(place.database) as store:
        _scan(store, found, now - timedelta(days=90), later=False)
        _scan(store, found, now, later=True)


def _unit(n: int) -> dict[str, object]:
    kind = _KINDS[n % len(_KINDS)]
    levels = (2, 1) if kind == "Cấp xã" else (3, 2)
    systems = [
        {
            "id": f"he-thong-{s}",
            "name": f"Hệ thống số {s} của đơn vị {n}",
            "level": level,
            "decision": {"number": f"{n}/QĐ-MAU", "date": "2026-01-05"},
            "hosts": [
                {"id": f"may-{s}-{h:02}", "address": f"10.{s}.{n}.{h + 1}"}
                for h in range(HOSTS // 2)
            ],
        }
        for s, level in enumerate(levels, 1)
    ]
    return {
        "id": f"don-vi-{n:03}",
        "name": f"{'UBND xã' if kind == 'Cấp xã' else 'Sở'} Mẫu số {n}",
        "kind": kind,
        "owner": "UBND tỉnh Mẫu",
        "operator": f"Bộ phận vận hành số {n}",
        "assessor": "Tổ kiểm tra của tỉnh Mẫu",
        "independent": n % 9 > 0,
        "authorisation": {"document": f"{n}/CV-MAU", "date": "2026-01-05"},
        "defaults": {"user": "audit4", "key": "~/.ssh/audit4"},
        "systems": systems,
    }


def _scan(store: Store, found: Inputs, at: datetime, *, later: bool) -> None:
    """One finished round at a time of the past."""
    hosts = found.inventory.hosts()
    script = collector.build(found.registry.probes())
    info = ScanInfo(
        id=f"{at:%Y%m%d-%H%M%S}",
        round=f"{at:%Y}-quy-{(at.month + 2) // 3}",
        started=at,
        tool="audit4 bench",
        edition=str(script.edition or ""),
        plan_digest="0" * 64,
        policy=found.policy_info,
    )
    store.begin_scan(info, found.snapshots())
    with _looking(found, script, hosts, at, later=later) as looking:
        job = Job(
            inputs=found,
            selection=Selection(hosts=hosts),
            plan=Plan(edition="", collector="", policy="", steps=(), hosts=()),
            looking=looking,
            round=info.round,
            jobs=2,
            sla_days=dict(SLA_DAYS),
        )
        tally = Tally()
        run(store, job, info, _Silent(), tally)
        finish(store, job, info, tally)


@contextlib.contextmanager
def _looking(
    found: Inputs,
    script: collector.Script,
    hosts: tuple[Host, ...],
    at: datetime,
    *,
    later: bool,
) -> Iterator[Looking]:
    known = parse("")
    taken = {name: _recorded(name, later=later).at(at) for name in _NAMES}
    with JumpPool(known) as pool:
        yield Looking(
            policy=found.policy,
            script=script,
            lines=Lines(known=known, pool=pool),
            brought={h.subject: _brought(n, taken, at) for n, h in enumerate(hosts)},
        )


def _recorded(name: str, *, later: bool) -> Recording:
    first = recordings.load(name)
    if later and name in _MENDED:
        return first.later(recordings.load(f"{name}.later"))
    return first


def _brought(n: int, taken: dict[str, Recording], at: datetime) -> Collected:
    if n % _DARK == 0:
        return Collected(started=at)
    one = taken[_NAMES[(n + n // HOSTS) % len(_NAMES)]]
    header = {**one.header, "machine_id": f"{n:032x}"}
    evidence = Evidence(
        items=one.items,
        collected_at=at,
        privileged=True,
        clock=float(header["clock"]),
        header=header,
    )
    return Collected(started=at, evidence=evidence)
