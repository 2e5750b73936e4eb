"""Measure the budget: `make bench`, or parts of it: `python -m bench one reports`.

Each figure stands beside its reference, measured in the same run on the same
machine; what counts is the ratio.
"""

import contextlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import paramiko

from audit4 import clock, collector, policy, registry
from audit4.inventory import Become, Host
from audit4.judging import judge_host
from audit4.memory import Memory
from audit4.record import PolicyInfo, ScanInfo
from audit4.scan.collecting import inputs
from audit4.scan.looking import Looking
from audit4.scan.targets import Lines
from audit4.store.store import Store
from audit4.transport.hostkeys import KnownHosts, parse
from audit4.transport.jump import JumpPool
from bench import first
from bench.fleet import Fleet, server, varied
from bench.measure import Cost, row, run
from bench.reports import reports
from tests.hosts.province import province

PYTHON = sys.executable
RUNS = 7
FLEETS = tuple(int(n) for n in os.environ.get("BENCH_FLEETS", "30,300,3000").split(","))
UNITS = 150
# Growth shows at a few hundred hosts; beyond, a second scan only takes long.
SECOND = int(os.environ.get("BENCH_SECOND", "300"))


def main() -> None:
    """Run the parts that were named, or all of them."""
    parts: dict[str, Callable[[Path], None]] = {
        "start": start,
        "one": one,
        "fleet": fleet,
        "lynis": lynis,
        "reports": reports,
    }
    chosen = sys.argv[1:] or list(parts)
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="audit4-bench-") as work:
            print(f"\n== {name}")
            parts[name](Path(work))


def start(work: Path) -> None:
    """How long `--help` takes, and the first packet of a scan."""
    bare = [run([PYTHON, "-c", "pass"]).wall for _ in range(RUNS)]
    helped = [run([PYTHON, "-m", "audit4", "--help"]).wall for _ in range(RUNS)]
    beside = f"bare python {statistics.median(bare):.2f} s"
    row("audit4 --help", f"{statistics.median(helped):.2f} s", beside, "< 0.4 s")
    with server(work, None) as there:
        _workspace(work / "audit", there, 1)
        packets = [_first_packet(work) for _ in range(RUNS)]
    row("start to first packet", f"{statistics.median(packets):.2f} s", "", "< 1.2 s")


def _first_packet(work: Path) -> float:
    """Seconds from the start of a scan until its first connection is made."""
    log = work / "connected"
    log.unlink(missing_ok=True)
    wrapper = (
        "import socket, sys, time, runpy\n"
        "real = socket.socket.connect\n"
        "def connect(self, to):\n"
        f"    open({str(log)!r}, 'a').write(f'{{time.time()}}\\n')\n"
        "    return real(self, to)\n"
        "socket.socket.connect = connect\n"
        "sys.argv = ['audit4', *sys.argv[1:]]\n"
        "runpy.run_module('audit4', run_name='__main__')\n"
    )
    began = time.time()
    words = ["-C", str(work / "audit"), "scan", "--quiet"]
    run([PYTHON, "-c", wrapper, *words], env=_environment(work))
    return float(log.read_text().split()[0]) - began


@contextlib.contextmanager
def clean_host(work: Path) -> Iterator[tuple[Host, KnownHosts]]:
    """A booted Debian 12 where such a host can be booted, else this machine by ssh."""
    if os.geteuid() == 0 and shutil.which("systemd-nspawn"):
        with province(()) as booted:
            host = _host(booted.jump.address, 22, "root", booted.key)
            yield host, parse(booted.known_hosts)
        return
    print("    no systemd-nspawn or not root: measured on this machine as it is")
    with server(work, None) as there:
        host = _host(there.address(0), there.port, there.user, there.key)
        yield host, parse(there.known_hosts(1))


def one(work: Path) -> None:
    """One real host: connect to stored verdict, against ssh with the same script.

    Beside it, in the same run, the controls that the catalogue began with.
    """
    checks = registry.load()
    script = collector.build(checks.probes())
    rules = policy.load(policy.DEFAULT, checks)
    few = first.narrowed(rules)
    ours, ssh, fewer = [], [], []
    with (
        clean_host(work) as (host, known),
        Store.open(work / "one.db") as store,
        JumpPool(known) as pool,
    ):
        lines = Lines(known=known, pool=pool)
        looking = Looking(policy=rules, script=script, lines=lines)
        narrow = Looking(policy=few, script=first.script(few), lines=lines)
        _begin(store, rules)
        _bare_ssh(host, script)
        for _ in range(RUNS):
            ssh.append(_bare_ssh(host, script))
            fewer.append(_stored_look(store, narrow, host))
            ours.append(_stored_look(store, looking, host))
        report, small = looking.look(host).report, narrow.look(host).report
    ratio = statistics.median(o / s for o, s in zip(ours, ssh, strict=True))
    beside = f"ssh 'sh -s' {statistics.median(ssh):.2f} s"
    row("one host, stored", f"{statistics.median(ours):.2f} s", beside)
    row("  ratio of the pairs, median", f"{ratio:.2f}", "", "<= 1.25")
    row("  bytes received", f"{report.bytes}", f"script {len(script.text)}")
    row("  CPU on the host", f"{report.cpu_s:.2f} s", f"{len(rules.rules)} rules")
    row(
        f"the first {len(few.controls)} controls alone, stored",
        f"{statistics.median(fewer):.2f} s",
        f"whole catalogue {statistics.median(ours):.2f} s",
    )
    row("  bytes received", f"{small.bytes}", f"whole catalogue {report.bytes}")
    row("  CPU on the host", f"{small.cpu_s:.2f} s", f"{len(few.rules)} rules")
    larger = statistics.median(o / f for o, f in zip(ours, fewer, strict=True))
    row("  whole catalogue against them, median", f"{larger:.2f}")


def _stored_look(store: Store, looking: Looking, host: Host) -> float:
    """Seconds from the first packet until the verdicts are stored, nothing recalled."""
    began = time.perf_counter()
    look = replace(looking, memory=Memory()).look(host)
    store.save_host("bench", look.report, look.evidence, look.results)
    return time.perf_counter() - began


def _begin(store: Store, rules: policy.Policy) -> None:
    info = PolicyInfo(name=rules.name, version=rules.version, sha256=rules.sha256)
    store.begin_scan(
        ScanInfo(
            id="bench",
            round="",
            started=clock.now(),
            tool="bench",
            edition="",
            plan_digest="",
            policy=info,
        ),
        {},
    )


def _bare_ssh(host: Host, script: collector.Script) -> float:
    text = collector.unpinned_input(script, collector.nonce())
    cost = run(
        [
            "ssh",
            *("-p", str(host.port), "-i", str(host.key), "-l", str(host.user)),
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
            *("-o", "BatchMode=yes", "-F", "none", host.address, "sh -s"),
        ],
        stdin=text,
    )
    if cost.code:
        raise SystemExit(cost.output)
    return cost.wall


def _host(address: str, port: int, user: str, key: Path) -> Host:
    return Host(
        unit="u0",
        system="s",
        id="h0",
        level=3,
        address=address,
        port=port,
        user=user,
        key=str(key),
        become=Become(method="none"),
    )


def fleet(work: Path) -> None:
    """Many simulated hosts: what each costs the controller, memory, growth."""
    recorded, nonce, count, judge_ms = _recording(work)
    bare = _bare_paramiko(work)
    row("bare paramiko connect + true", f"{bare * 1000:.1f} ms CPU", "the reference")
    row("judge one recorded host, in memory", f"{judge_ms:.1f} ms CPU")
    costs: dict[int, Cost] = {}
    for hosts in FLEETS:
        place = work / f"fleet{hosts}"
        place.mkdir()
        with server(place, recorded, nonce, count) as there:
            _workspace(place / "audit", there, hosts)
            costs[hosts] = _fleet(place, hosts)
    if len(FLEETS) > 1:
        few, many = FLEETS[-2:]
        marginal = (costs[many].cpu - costs[few].cpu) / (many - few)
        row(
            f"marginal CPU per host, {few} to {many}",
            f"{marginal * 1000:.1f} ms",
            f"{marginal / bare:.2f} x bare paramiko",
            "<= 4 x",
        )


def _fleet(place: Path, hosts: int) -> Cost:
    words = ["-C", str(place / "audit"), "scan", "--quiet", "--no-reports"]
    once = run([PYTHON, "-m", "audit4", *words], env=_environment(place))
    if "Traceback" in once.output or once.code not in {0, 1, 3}:
        raise SystemExit(once.output)
    size = _stored(place)
    row(
        f"{hosts} hosts, first scan",
        f"{once.wall:.1f} s",
        f"{once.cpu:.1f} s CPU, {once.cpu / hosts * 1000:.0f} ms a host",
    )
    row("  peak memory", f"{once.mib:.0f} MiB", "", "< 400 MB at 3,000")
    print("   ", once.output.strip().splitlines()[-1], flush=True)
    if hosts > SECOND:
        return once
    second = run([PYTHON, "-m", "audit4", *words], env=_environment(place))
    grown = _stored(place) - size
    row("  second scan", f"{second.wall:.1f} s", f"{second.cpu:.1f} s CPU")
    row(
        "  stored by the second",
        f"{grown / size * 100:.1f} %",
        f"{size / 1e6:.1f} MB by the first",
        "< 5 %",
    )
    return once


def _stored(place: Path) -> int:
    folder = place / "audit/.audit4"
    return sum(f.stat().st_size for f in folder.iterdir() if f.name != "lock")


def _environment(work: Path) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(work / "config"),
        # Without compiled modules a start takes twice as long, and no user has that.
        "PYTHONDONTWRITEBYTECODE": "",
        "HOME": str(work),
        "SSH_AUTH_SOCK": "",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }


def _workspace(root: Path, there: Fleet, hosts: int) -> None:
    made = run(
        [PYTHON, "-m", "audit4", "init", str(root)], env=_environment(root.parent)
    )
    if made.code:
        raise SystemExit(made.output)
    for example in (root / "inventory").iterdir():
        example.unlink()
    (root / "known_hosts").write_text(there.known_hosts(hosts))
    units: dict[int, list[dict[str, str]]] = {}
    for n in range(hosts):
        one = {"id": f"h{n}", "address": there.address(n)}
        units.setdefault(n % UNITS, []).append(one)
    access = {
        "port": there.port,
        "user": there.user,
        "key": str(there.key),
        "become": {"method": "none"},
    }
    for n, some in units.items():
        system = {"id": "s", "name": "S", "level": 1 + n % 4, "hosts": some}
        unit = {"id": f"u{n}", "name": f"Unit {n}", "systems": [system]}
        text = json.dumps({"defaults": access, "units": [unit]})
        (root / f"inventory/u{n}.yaml").write_text(text)


def _recording(work: Path) -> tuple[bytes, str, int, float]:
    """An answer as text with placeholders, its nonce and count; and a judging time."""
    checks = registry.load()
    script = collector.build(checks.probes())
    nonce = collector.nonce()
    rules = policy.load(policy.DEFAULT, checks)
    place = work / "recording"
    place.mkdir()
    with clean_host(place) as (host, known), JumpPool(known) as pool:
        transport = Lines(known=known, pool=pool).transport(host)
        raw = transport.collect(inputs(script, nonce)).data
    body = raw.split(f"{nonce}:answer\n".encode(), 1)[1]
    text = zlib.decompress(body, 31)
    before, _, tail = text.partition(f"\n{nonce} end ".encode())
    before = varied(before + b"\n")
    began = time.process_time()
    for _ in range(5):
        seen = collector.read(raw, nonce, started=clock.now())
        judge_host(rules, host, seen)
    spent = (time.process_time() - began) / 5 * 1000
    return before, nonce, int(tail.split()[0]), spent


def _bare_paramiko(work: Path) -> float:
    """CPU seconds of a connection, a login and `true` by paramiko, nothing else."""
    place = work / "bare"
    place.mkdir()
    with server(place, None) as there:
        began = time.process_time()
        for n in range(30):
            client = paramiko.SSHClient()
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
            client.connect(
                there.address(n),
                there.port,
                there.user,
                key_filename=str(there.key),
                look_for_keys=False,
                allow_agent=False,
            )
            _, out, _ = client.exec_command("true")
            out.channel.recv_exit_status()
            client.close()
        return (time.process_time() - began) / 30


def lynis(work: Path) -> None:
    """Lynis over this machine, where it is installed, beside our local scan."""
    if not shutil.which("lynis", path=f"{os.environ['PATH']}:/usr/sbin"):
        print("    lynis is not installed here")
        return
    ours = run([PYTHON, "-m", "audit4", "scan", "localhost", "--quiet"], env={})
    theirs = run(
        ["lynis", "audit", "system", "--quick", "--no-colors", "--quiet"],
        env={"HOME": str(work)},
    )
    row("this machine by audit4", f"{ours.wall:.1f} s", f"lynis {theirs.wall:.1f} s")


if __name__ == "__main__":
    main()
