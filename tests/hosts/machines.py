"""Booted Debian hosts behind a jump host, each a systemd-nspawn container.

An image is built once by mmdebstrap and kept in a cache; a machine is an overlay
on it, with its own machine id, host keys and network namespace. Every name made
here begins with `a4`, every address lies in 10.94.0.0/16 inside namespaces made
here, and `close` ends only what was started here. Several provinces may be up at
once: each holds a slot of its own.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BOOT_SECONDS = 60
KEPT_PACKAGES = (
    "openssh-server",
    "systemd",
    "systemd-sysv",
    "dbus",
    "sudo",
    "iproute2",
    "procps",
)
# A larger image would be a quarter translations and manuals, which no rule reads.
LEFT_OUT = (
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    '--customize-hook=rm "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap',
)
SLOTS = 16
JUMP = "a4jump"


def run(*argv: str, check: bool = True, **kwargs: object) -> str:
    """Run a command of the test bench and return what it printed."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, **kwargs)  # type: ignore[call-overload]
    if check and done.returncode:
        msg = f"{' '.join(argv)}: exit {done.returncode}: {done.stderr[-800:]}"
        raise RuntimeError(msg)
    return str(done.stdout)


def cache_dir() -> Path:
    """Where images are kept between runs."""
    named = os.environ.get("AUDIT4_TEST_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return Path(named) if named else base / "audit4-tests"


def image(
    suite: str, packages: Sequence[str] = (), *, variant: str = "minbase"
) -> Path:
    """The root of a Debian of that suite with packages, built if need be."""
    wanted = sorted({*KEPT_PACKAGES, *packages})
    named = wanted if variant == "minbase" else [variant, *wanted]
    digest = hashlib.sha256(" ".join(named).encode()).hexdigest()[:12]
    root = cache_dir() / f"{suite}-{digest}"
    left_out = LEFT_OUT if variant != "minbase" else ()

    def bootstrap(making: Path) -> None:
        options = (f"--variant={variant}", f"--include={','.join(wanted)}", *left_out)
        run("mmdebstrap", *options, suite, str(making))

    return made_once(root, bootstrap)


def made_once(root: Path, make: Callable[[Path], None]) -> Path:
    """A folder of the cache, made if need be; whoever wants it meanwhile waits."""
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.is_dir():
            making = root.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(root)
    return root


@dataclass(kw_only=True)
class Machine:
    """One booted host; `root` is its file system as seen from outside."""

    name: str
    address: str
    netns: str
    work: Path
    pid: int | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def root(self) -> Path:
        """The merged root directory."""
        return self.work / "root"

    def sh(self, script: str, *, check: bool = True, timeout: float = 60) -> str:
        """Run a shell script inside the booted host as root."""
        assert self.pid
        return run(*self.inside, "/bin/sh", "-ec", script, check=check, timeout=timeout)

    @property
    def inside(self) -> tuple[str, ...]:
        """Words before a command that run it in the booted host as root."""
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        enter = ("nsenter", "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "-C")
        return (*enter, "/usr/bin/env", "-i", path, "HOME=/root")

    def sysctl(self, settings: Mapping[str, int]) -> None:
        """Set network parameters from outside: inside, /proc/sys is read-only."""
        words = [f"{key}={value}" for key, value in settings.items()]
        run("nsenter", "-t", str(self.pid), "-n", "sysctl", "-q", "-w", *words)

    @property
    def host_key(self) -> str:
        """The ed25519 host key as a known_hosts line for its address."""
        key = (self.root / "etc/ssh/ssh_host_ed25519_key.pub").read_text().split()
        return f"{self.address} {key[0]} {key[1]}\n"

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file of the host from outside."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def boot(self) -> None:
        """Boot systemd and wait until sshd answers."""
        with (self.work / "console").open("wb") as console:
            self.process = subprocess.Popen(
                [
                    "systemd-nspawn",
                    "--quiet",
                    "-D",
                    str(self.root),
                    f"--machine={self.netns}",
                    f"--hostname={self.name}",
                    "--register=no",
                    "--keep-unit",
                    # A namespace by path does not bring it, and a firewall needs it.
                    "--capability=CAP_NET_ADMIN",
                    "-b",
                    f"--network-namespace-path=/run/netns/{self.netns}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline:
            self.pid = self.pid or _leader(self.process.pid)
            if self.pid and self._ready():
                return
            time.sleep(0.3)
        msg = f"{self.name} did not boot: {self.console()[-800:]}"
        raise RuntimeError(msg)

    def _ready(self) -> bool:
        with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
            said = self.sh(
                "ss -Hltn 'sport = :22' && systemctl is-system-running || true"
            )
            return ":22" in said and any(s in said for s in ("running", "degraded"))
        return False

    def console(self) -> str:
        """What the host printed while it booted."""
        return (self.work / "console").read_text(errors="replace")

    def close(self) -> None:
        """Power off, unmount and forget the overlay."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        run("umount", "-l", str(self.root), check=False)


def _leader(nspawn: int) -> int | None:
    children = Path(f"/proc/{nspawn}/task/{nspawn}/children")
    with contextlib.suppress(OSError):
        for child in children.read_text().split():
            if (Path("/proc") / child / "comm").read_text().strip() == "systemd":
                return int(child)
    return None


def overlay(name: str, lower: Path, work: Path) -> Path:
    """Mount a writable copy of an image; its machine id and host keys are new."""
    for part in ("upper", "scratch", "root"):
        (work / part).mkdir(parents=True, exist_ok=True)
    root = work / "root"
    run(
        "mount",
        "-t",
        "overlay",
        name,
        "-o",
        f"lowerdir={lower},upperdir={work / 'upper'},workdir={work / 'scratch'}",
        str(root),
    )
    machine_id = hashlib.md5(f"{name}{time.time_ns()}".encode()).hexdigest()
    (root / "etc/machine-id").write_text(machine_id + "\n")
    (root / "etc/hostname").write_text(name + "\n")
    # No name server can be reached from there: sudo would wait for one each time.
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {name}\n")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("")
    # apt ran from outside, as an account that may not be known inside.
    for place in ("var/lib/apt/lists/partial", "var/cache/apt/archives/partial"):
        if (root / place).is_dir():
            os.chown(root / place, 0, 0)
    for key in (root / "etc/ssh").glob("ssh_host_*"):
        key.unlink()
    run("chroot", str(root), "ssh-keygen", "-A")
    return root


@dataclass(frozen=True, slots=True)
class Place:
    """Where a machine stands in a network: its address and its namespace."""

    address: str
    netns: str


@contextlib.contextmanager
def slot() -> Iterator[int]:
    """A number that no other province on this machine has at the same time."""
    for number in range(SLOTS):
        with Path(f"/run/audit4-hosts.{number}").open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    msg = "too many provinces of test hosts are up"
    raise RuntimeError(msg)


@contextlib.contextmanager
def network(hosts: Sequence[str]) -> Iterator[dict[str, Place]]:
    """Namespaces: the jump host on an outer wire, the hosts on an inner bridge.

    Yields places by name; only the jump host's can be reached from outside.
    """
    with slot() as number:
        outer, inner = f"10.94.{2 * number}", f"10.94.{2 * number + 1}"
        places = {JUMP: Place(f"{outer}.2", f"a4s{number}-{JUMP}")}
        for last, name in enumerate(hosts, start=11):
            places[name] = Place(f"{inner}.{last}", f"a4s{number}-{name}")
        wire = f"a4out{number}"
        _drop(wire, places.values())
        try:
            _build(wire, outer, inner, places)
            yield places
        finally:
            _drop(wire, places.values())


def _build(wire: str, outer: str, inner: str, places: Mapping[str, Place]) -> None:
    for place in places.values():
        run("ip", "netns", "add", place.netns)
        run("ip", "-n", place.netns, "link", "set", "lo", "up")
    jump = places[JUMP].netns
    _wire(wire, f"{outer}.1/24", None, "eth0", f"{outer}.2/24", jump)
    run("ip", "-n", jump, "link", "add", "a4br", "type", "bridge")
    run("ip", "-n", jump, "addr", "add", f"{inner}.1/24", "dev", "a4br")
    run("ip", "-n", jump, "link", "set", "a4br", "up")
    for number, (name, place) in enumerate(places.items()):
        if name == JUMP:
            continue
        near = f"{wire}h{number}"
        _wire(near, None, jump, "eth0", f"{place.address}/24", place.netns)
        run("ip", "-n", jump, "link", "set", near, "master", "a4br")
        run("ip", "-n", place.netns, "route", "add", "default", "via", f"{inner}.1")


def _wire(
    near: str,
    near_address: str | None,
    near_ns: str | None,
    far: str,
    far_address: str,
    far_ns: str,
) -> None:
    run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", far_ns)
    here = ["ip"]
    if near_ns:
        run("ip", "link", "set", near, "netns", near_ns)
        here = ["ip", "-n", near_ns]
    if near_address:
        run(*here, "addr", "add", near_address, "dev", near)
    run(*here, "link", "set", near, "up")
    run("ip", "-n", far_ns, "addr", "add", far_address, "dev", far)
    run("ip", "-n", far_ns, "link", "set", far, "up")


def _drop(wire: str, places: Iterable[Place]) -> None:
    run("ip", "link", "del", wire, check=False)
    for place in places:
        run("ip", "netns", "del", place.netns, check=False)
