"""A real sshd on a loopback address, with accounts and sudo rules of its own.

It runs in a private mount namespace in which /etc/passwd, shadow, group and sudoers
are replaced, so that the machine itself keeps its accounts. Needs root.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from audit4.transport.base import HostKey, Target, Timeouts
from audit4.transport.hostkeys import KnownHosts, parse

QUICK = Timeouts(connect=5, banner=5, auth=10, silence=20, total=60)
FIRST_UID = 61000
_START_SECONDS = 15
_REPLACED = ("passwd", "shadow", "group", "sudoers")


@dataclass(frozen=True, kw_only=True)
class User:
    """An account; `files` by path below its home, `sudo` the rest of its rule."""

    name: str
    shell: str = "/bin/bash"
    password: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    sudo: str | None = None


@dataclass(kw_only=True)
class Sshd:
    """Start with `with Sshd(...) as sshd:`; ended, and its files removed, after.

    `config` are sshd_config lines, `sudoers` further lines for /etc/sudoers; both,
    and shells, may say `{root}` for the server's own directory. `mounts` puts one
    file in the place of another (`{"/usr/bin/dash": "/usr/bin/busybox"}`). With
    `tools`, sessions find these commands and no others. One client key opens all
    accounts.
    """

    users: Sequence[User] = ()
    config: str = ""
    sudoers: str = ""
    address: str = "127.0.0.1"
    mounts: Mapping[str, str] = field(default_factory=dict)
    tools: Sequence[str] = ()
    root: Path = field(init=False)
    port: int = field(init=False)
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __enter__(self) -> "Sshd":
        self.root = Path(tempfile.mkdtemp(prefix="audit4-sshd-"))
        self.root.chmod(0o755)
        try:
            self._prepare()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def host_key(self) -> HostKey:
        words = (self.root / "host_ed25519.pub").read_text().split()
        return HostKey(words[0], words[1])

    @property
    def client_key(self) -> Path:
        return self.root / "client"

    @property
    def known(self) -> KnownHosts:
        key = self.host_key
        return parse(f"[{self.address}]:{self.port} {key.type} {key.base64}\n")

    @property
    def log(self) -> str:
        return (self.root / "sshd.log").read_text()

    @property
    def sudo_log(self) -> str:
        path = self.root / "sudo.log"
        return path.read_text() if path.exists() else ""

    def home(self, user: str) -> Path:
        return self.root / "home" / user

    def target(self, user: str = "root", **changes: Any) -> Target:  # noqa: ANN401 - fields of Target
        given: dict[str, Any] = {
            "address": self.address,
            "port": self.port,
            "user": user,
            "key": str(self.client_key),
            "timeouts": QUICK,
        }
        return Target(**(given | changes))

    def _prepare(self) -> None:
        for name in ("host_ed25519", "client"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.root / name)
        (self.root / "keys").mkdir()
        public = (self.root / "client.pub").read_text()
        for name in ("root", *(u.name for u in self.users)):
            (self.root / "keys" / name).write_text(public)
        self._write_accounts()
        self._write_homes()
        self._write_tools()
        self.port = free_port(self.address)
        (self.root / "sshd_config").write_text(self._sshd_config())

    def _write_accounts(self) -> None:
        passwd, shadow, group = (
            Path("/etc", name).read_text() for name in ("passwd", "shadow", "group")
        )
        rules = ["Defaults lecture=never", f"Defaults logfile={self.root}/sudo.log"]
        for uid, user in enumerate(self.users, FIRST_UID):
            home = self.home(user.name)
            shell = user.shell.format(root=self.root)
            passwd += f"{user.name}:x:{uid}:{uid}::{home}:{shell}\n"
            shadow += f"{user.name}:{hashed(user.password)}:20000:0:99999:7:::\n"
            group += f"{user.name}:x:{uid}:\n"
            if user.sudo is not None:
                rules.append(f"{user.name} {user.sudo}")
        sudoers = "\n".join([*rules, self.sudoers.format(root=self.root), ""])
        for name, text, mode in zip(
            _REPLACED,
            (passwd, shadow, group, sudoers),
            (0o644, 0o640, 0o644, 0o440),
            strict=True,
        ):
            path = self.root / name
            path.write_text(text)
            path.chmod(mode)

    def _write_homes(self) -> None:
        for uid, user in enumerate(self.users, FIRST_UID):
            home = self.home(user.name)
            home.mkdir(parents=True)
            for name, text in user.files.items():
                path = home / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            for path in (home, *home.rglob("*")):
                os.chown(path, uid, uid)

    def _write_tools(self) -> None:
        """Links to the tools, and a login shell that is busybox."""
        folder = self.root / "bin"
        folder.mkdir()
        for tool in self.tools:
            (folder / tool).symlink_to(str(shutil.which(tool)))
        shell = folder / "busybox-sh"
        shell.write_text('#!/bin/sh\nexec busybox sh "$@"\n')
        shell.chmod(0o755)

    def _sshd_config(self) -> str:
        lines = [
            # The first value counts, so a test's own lines come before these.
            self.config.format(root=self.root),
            f"ListenAddress {self.address}",
            f"Port {self.port}",
            f"HostKey {self.root}/host_ed25519",
            f"AuthorizedKeysFile {self.root}/keys/%u",
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin yes",
            "MaxStartups 200:30:400",
            "LogLevel VERBOSE",
            "PidFile none",
            "UseDNS no",
        ]
        if self.tools:
            lines.append(f"SetEnv PATH={self.root}/bin")
        if self._knows("PerSourcePenalties no"):
            lines.append("PerSourcePenalties no")
        return "\n".join([*lines, ""])

    def _knows(self, line: str) -> bool:
        trial = self.root / "trial"
        trial.write_text(f"HostKey {self.root}/host_ed25519\n{line}\n")
        asked = [sshd_path(), "-t", "-f", str(trial)]
        said = subprocess.run(asked, check=False, capture_output=True, text=True)
        return "Bad configuration option" not in said.stderr

    def _start(self) -> None:
        steps = [f"mount --bind {self.root}/{n} /etc/{n}" for n in _REPLACED]
        steps += ["mount -t tmpfs tmpfs /run", "mkdir -m 755 /run/sshd"]
        steps += [f"mount --bind {new} {old}" for old, new in self.mounts.items()]
        sshd = f"exec {sshd_path()} -D -f {self.root}/sshd_config"
        script = " && ".join([*steps, f"{sshd} -E {self.root}/sshd.log"])
        self.process = subprocess.Popen(
            [
                "setpriv",
                "--pdeathsig",
                "TERM",
                "unshare",
                "--mount",
                "sh",
                "-c",
                script,
            ],
            stdin=subprocess.DEVNULL,
        )
        self._await_banner()

    def _await_banner(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.root / "sshd.log").read_text()
            try:
                with socket.create_connection((self.address, self.port), 1) as probe:
                    probe.settimeout(2)
                    if probe.recv(4) == b"SSH-":
                        return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("sshd did not start")

    def stop(self) -> None:
        """End sshd and the sessions it serves; only its own process ids."""
        if hasattr(self, "process") and self.process.poll() is None:
            children = _children(self.process.pid)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            for child in children:
                try:
                    os.kill(child, signal.SIGTERM)
                except ProcessLookupError:
                    continue
        shutil.rmtree(self.root, ignore_errors=True)

    def drop_sessions(self) -> None:
        """Kill what serves the open connections, as a cut link would."""
        for child in _children(self.process.pid):
            os.kill(child, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def sshd_path() -> str:
    """Where sshd is; it insists on being called by its full path."""
    found = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    assert found is not None
    return found


def run(*argv: object) -> None:
    """Run a tool that must succeed."""
    subprocess.run([str(a) for a in argv], check=True, capture_output=True)


def hashed(password: str | None) -> str:
    """The crypt hash of a password; `*` for none."""
    if password is None:
        return "*"
    asked = ["openssl", "passwd", "-6", "-stdin"]
    said = subprocess.run(
        asked, check=True, capture_output=True, text=True, input=password
    )
    return said.stdout.strip()


def free_port(address: str) -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
