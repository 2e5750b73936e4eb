"""Record the hosts of `make demo`: `python -m tests.hosts.capture [NAME…]`, as root.

Each host is booted, set up, and asked by the real collector; what happens between
the demo's scans happens, and it is asked again. What a container cannot have is put
in its place: the marks of the container itself, the mounts of the machine outside,
kernel settings that the host's own sysctl.d asks for, and, where the host is meant
to have them, the kernel's audit and a clock in step. Names, addresses, machine ids
and keys are replaced. What comes out is read before it is committed.
"""

import hashlib
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from audit4 import collector, registry
from audit4.demo.recordings import Recording, changes, dump, of
from audit4.evidence import Item, ItemStatus

from .demo_hosts import DEMO_HOSTS, DemoHost
from .machines import Machine, Place, image, network, overlay

KERNEL = "6.1.0-30-amd64"
OUT = Path(__file__).parents[2] / "audit4/demo/evidence"
_KEY = re.compile(r"\b(AAAA[0-9A-Za-z+/]{20})([0-9A-Za-z+/]+)")
_MOUNTS = """\
/dev/vda1 / ext4 rw,relatime,errors=remount-ro 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
udev /dev devtmpfs rw,nosuid,relatime,mode=755 0 0
devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000 0 0
tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,mode=755 0 0
tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0
"""
_AUDITED = """\
enabled 1
failure 1
pid 412
rate_limit 0
backlog_limit 8192
lost 0
backlog 0
backlog_wait_time 60000
backlog_wait_time_actual 0
loginuid_immutable 0 unlocked
"""
_TRACKING = """\
Reference ID    : C0000235 (192.0.2.53)
Stratum         : 3
Ref time (UTC)  : {now:%a %b %d %H:%M:%S %Y}
System time     : 0.000012556 seconds fast of NTP time
Last offset     : +0.000010141 seconds
RMS offset      : 0.000028909 seconds
Frequency       : 4.121 ppm slow
Residual freq   : +0.000 ppm
Skew            : 0.042 ppm
Root delay      : 0.021007167 seconds
Root dispersion : 0.001043598 seconds
Update interval : 64.1 seconds
Leap status     : Normal
"""
# A Debian kernel's own values, where the kernel of the machine outside differs.
_KERNEL = {
    "kernel.kptr_restrict": "0",
    "kernel.sysrq": "438",
    "kernel.unprivileged_bpf_disabled": "2",
    "kernel.yama.ptrace_scope": "0",
    "net.core.bpf_jit_harden": "0",
    "vm.mmap_min_addr": "65536",
}
# How Debian's kernel is built, which stands in /boot where there is a kernel.
_BUILT = """\
CONFIG_BPF_UNPRIV_DEFAULT_OFF=y
CONFIG_SECURITY_DMESG_RESTRICT=y
CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE=0x01b6
"""
_SOURCES = """\
MS Name/IP address         Stratum Poll Reach LastRx Last sample
===============================================================================
^* 192.0.2.53                    2   6   377    31    +14us[  +21us] +/-   11ms
"""


def collect(machine: Machine, host: DemoHost) -> Recording:
    """Ask the real collector on a booted host."""
    script = collector.build(registry.load().probes())
    nonce = collector.nonce()
    started = datetime.now(UTC)
    shell = ["/bin/sh", "-s"]
    if host.login != "root":
        shell = ["runuser", "-u", host.login, "--", *shell]
    done = subprocess.run(
        [*machine.inside, *shell],
        input=collector.unpinned_input(script, nonce),
        capture_output=True,
        check=True,
    )
    evidence = collector.read(done.stdout, nonce, started=started)
    assert evidence.cut_short is None, evidence.cut_short
    return of(evidence)


def shown(recording: Recording, host: DemoHost) -> Recording:
    """The recording as of a server: no container, no names of this machine."""
    items = {
        probe: tuple(_shown(item, recording, host) for item in found)
        for probe, found in recording.items.items()
    }
    keys = ("edition", "digest", "clock", "euid", "kernel", "init", "cpu_s")
    return replace(
        recording,
        items={**items, **_replaced(items, recording, host)},
        header={k: recording.header[k] for k in keys}
        | {
            "kernel": f"Linux {_kernel(items)} x86_64",
            "hostname": host.name,
            "machine_id": hashlib.md5(host.name.encode()).hexdigest(),
        },
    )


def _kernel(items: Mapping[str, tuple[Item, ...]]) -> str:
    release = items["os.release"][0].content
    kernels = {"CentOS": "3.10.0-1160.el7", "Rocky": "5.14.0-570.12.1.el9_6"}
    return next((k for n, k in kernels.items() if n in release), "6.1.0-40-amd64")


def _shown(item: Item, recording: Recording, host: DemoHost) -> Item:
    own = recording.header.get("machine_id", "")
    text = _KEY.sub(lambda m: m[1] + "A" * len(m[2]), item.content)
    text = re.sub(r"\b10\.94\.\d+\.(\d+)", r"192.0.2.\1", text)
    name = item.name
    if own:
        fake = hashlib.md5(host.name.encode()).hexdigest()
        text, name = text.replace(own, fake), name.replace(own, fake)
    return replace(item, content=text, name=name)


def _replaced(
    items: Mapping[str, tuple[Item, ...]], recording: Recording, host: DemoHost
) -> dict[str, tuple[Item, ...]]:
    """Items that would tell of the container, and what it cannot have."""
    new = {
        "os.container": _one(
            items, "os.container", "none\n", status=ItemStatus.FAILED, exit_code=1
        ),
        "os.container_marks": tuple(
            replace(i, status=ItemStatus.ABSENT, content="", exit=None)
            for i in items["os.container_marks"]
        ),
        "os.kernel": _one(items, "os.kernel", _kernel(items) + "\n"),
        "mounts.table": _one(items, "mounts.table", _MOUNTS),
    }
    new |= _edited(items, "boot.loader", lambda t: _booted(t, _kernel(items)))
    new |= _edited(items, "sysctl.running", lambda t: _set(t, items))
    if _kernel(items).endswith("amd64"):
        new["sysctl.built"] = _one(items, "sysctl.built", _BUILT)
    if host.audited:
        rules = "".join(i.content for i in items["auditd.rules_d"])
        loaded = [x for x in rules.splitlines() if x.startswith(("-w", "-a"))]
        text = "\n".join(loaded or ["No rules"]) + "\n"
        new["auditd.loaded"] = _one(items, "auditd.loaded", text)
        new["auditd.status"] = _one(items, "auditd.status", _AUDITED)
        new |= _edited(items, "services.units", lambda t: _running(t, "auditd"))
        new |= _edited(
            items, "processes.ps", lambda t: t + "  412     1     0 auditd\n"
        )
    if host.synchronised:
        new |= _edited(items, "timesync.timedatectl", _in_step)
        new |= _edited(
            items, "services.units", lambda t: _running(t, "systemd-timesyncd")
        )
        if "chrony" in host.packages:
            units = new.get("services.units", items["services.units"])[0].content
            new["services.units"] = _one(
                items, "services.units", _running(units, "chrony")
            )
            new["timesync.chrony_tracking"] = _one(
                items,
                "timesync.chrony_tracking",
                _TRACKING.format(now=recording.taken),
            )
            new["timesync.chrony_sources"] = _one(
                items, "timesync.chrony_sources", _SOURCES
            )
            new["processes.ps"] = _one(
                items,
                "processes.ps",
                new.get("processes.ps", items["processes.ps"])[0].content
                + "  430     1   101 chronyd\n",
            )
    return new


def _one(
    items: Mapping[str, tuple[Item, ...]],
    probe: str,
    content: str,
    *,
    status: ItemStatus = ItemStatus.OK,
    exit_code: int | None = None,
) -> tuple[Item, ...]:
    (item,) = items[probe]
    if item.status is ItemStatus.DENIED:
        return (item,)
    return (replace(item, status=status, content=content, exit=exit_code),)


def _edited(
    items: Mapping[str, tuple[Item, ...]], probe: str, edit: Callable[[str], str]
) -> dict[str, tuple[Item, ...]]:
    return {
        probe: tuple(
            replace(i, content=edit(i.content)) if i.content else i
            for i in items[probe]
        )
    }


def _booted(text: str, kernel: str) -> str:
    """What the boot loader says, the line of the machine outside replaced."""
    rest = text.partition("\n")[2]
    return f"BOOT_IMAGE=/boot/vmlinuz-{kernel} root=/dev/vda1 ro quiet\n{rest}"


def _set(running: str, items: Mapping[str, tuple[Item, ...]]) -> str:
    """Kernel values as sysctl.d asks for them: a container may not set them."""
    files = [i for p in ("vendor", "vendor_lib", "etc") for i in items[f"sysctl.{p}"]]
    wanted = dict(_KERNEL)
    for item in files:
        wanted |= dict(re.findall(r"^([\w.]+) *= *(\S+)", item.content, re.MULTILINE))
    for key, value in wanted.items():
        line = f"{key} = {value}"
        running, done = re.subn(
            rf"^{re.escape(key)} = .*$", line, running, flags=re.MULTILINE
        )
        running += "" if done else f"{line}\n"
    return running


def _running(units: str, name: str) -> str:
    return re.sub(
        rf"^({name}\.service +)\S+ +\S+ +\S+",
        r"\1loaded active running",
        units,
        flags=re.MULTILINE,
    )


def _in_step(text: str) -> str:
    text = text.replace("NTPSynchronized=no", "NTPSynchronized=yes")
    text = text.replace("NTP=no", "NTP=yes")
    return text.replace("synchronized: no", "synchronized: yes")


def record(host: DemoHost, place: Place, work: Path) -> None:
    """Boot one host and write its recordings."""
    lower = image(host.suite, host.packages)
    overlay(host.name, lower, work / host.name)
    machine = Machine(
        name=host.name, address=place.address, netns=place.netns, work=work / host.name
    )
    try:
        machine.boot()
        machine.sh(host.setup)
        first = shown(collect(machine, host), host)
        _write(host.name, first)
        if host.later:
            machine.sh(host.later)
            second = replace(shown(collect(machine, host), host), taken=first.taken)
            _write(f"{host.name}.later", changes(first, second))
    finally:
        machine.close()


def _write(name: str, recording: Recording) -> None:
    text = "".join(f"{line}\n" for line in dump(recording))
    # Of the machine that records nothing is told: its kernel, where it gets packages.
    text = text.replace(platform.release(), KERNEL)
    text = re.sub(r"(https?://)[a-z0-9.-]+(/debian)", r"\1mirror.example\2", text)
    (OUT / f"{name}.jsonl").write_text(text)
    print(name, len(text))  # noqa: T201 - a command


def main(names: list[str]) -> None:
    """Record the named hosts, or all."""
    chosen = [h for h in DEMO_HOSTS if not names or h.name in names]
    OUT.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="audit4-capture-") as work,
        network([h.name for h in chosen]) as places,
    ):
        for host in chosen:
            record(host, places[host.name], Path(work))


if __name__ == "__main__":
    main(sys.argv[1:])
