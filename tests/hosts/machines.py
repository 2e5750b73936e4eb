"""Booted Debian hosts behind a jump host, each a systemd-nspawn container.

An image is built once by mmdebstrap and kept in a cache; a machine is an overlay
on it, with its own machine id, host keys and network namespace. Every name made
here begins with `a4`, every address lies in 10.94.0.0/16 inside namespaces made
here, and `close` ends only what was started here.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
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
OUTER_NET = "10.94.0"
INNER_NET = "10.94.1"
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


def image(suite: str, packages: Sequence[str] = ()) -> Path:
    """The root of a minimal Debian of that suite with packages, built if need be."""
    wanted = sorted({*KEPT_PACKAGES, *packages})
    digest = hashlib.sha256(" ".join(wanted).encode()).hexdigest()[:12]
    root = cache_dir() / f"{suite}-{digest}"
    if root.is_dir():
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    making = root.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    run(
        "mmdebstrap",
        "--variant=minbase",
        f"--include={','.join(wanted)}",
        suite,
        str(making),
    )
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
        return run(
            "nsenter",
            "-t",
            str(self.pid),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
            "/usr/bin/env",
            "-i",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root",
            "/bin/sh",
            "-ec",
            script,
            check=check,
            timeout=timeout,
        )

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
        self.process = subprocess.Popen(
            [
                "systemd-nspawn",
                "--quiet",
                "-D",
                str(self.root),
                f"--machine={self.name}",
                "--register=no",
                "--keep-unit",
                # A namespace by path does not bring it, and a firewall needs it.
                "--capability=CAP_NET_ADMIN",
                "-b",
                f"--network-namespace-path=/run/netns/{self.netns}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=(self.work / "console").open("wb"),
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
    for key in (root / "etc/ssh").glob("ssh_host_*"):
        key.unlink()
    run("chroot", str(root), "ssh-keygen", "-A")
    return root


@contextlib.contextmanager
def network(hosts: Sequence[str]) -> Iterator[dict[str, str]]:
    """Namespaces: the jump host on an outer wire, the hosts on an inner bridge.

    Yields addresses by name; only the jump host's can be reached from outside.
    """
    names = (JUMP, *hosts)
    _drop_namespaces(names)
    addresses = {JUMP: f"{OUTER_NET}.2"}
    try:
        for name in names:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        _wire("a4out", f"{OUTER_NET}.1/24", None, "eth0", f"{OUTER_NET}.2/24", JUMP)
        run("ip", "-n", JUMP, "link", "add", "a4br", "type", "bridge")
        run("ip", "-n", JUMP, "addr", "add", f"{INNER_NET}.1/24", "dev", "a4br")
        run("ip", "-n", JUMP, "link", "set", "a4br", "up")
        for number, name in enumerate(hosts, start=11):
            addresses[name] = f"{INNER_NET}.{number}"
            _wire(f"a4h{number}", None, JUMP, "eth0", f"{INNER_NET}.{number}/24", name)
            run("ip", "-n", JUMP, "link", "set", f"a4h{number}", "master", "a4br")
            run("ip", "-n", name, "route", "add", "default", "via", f"{INNER_NET}.1")
        yield addresses
    finally:
        _drop_namespaces(names)


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


def _drop_namespaces(names: Sequence[str]) -> None:
    run("ip", "link", "del", "a4out", check=False)
    for name in names:
        run("ip", "netns", "del", name, check=False)
