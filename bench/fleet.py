"""Simulated hosts: one sshd on many loopback addresses that replays an answer.

The answer was recorded from a real collection. A forced command takes the nonce
from the script that it is sent and frames the recording anew, so that the controller
does all of its work: handshake, login, reading, judging. Hosts of one image differ
in what they do by themselves: times of files, processes, the machine-id.
"""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPLAY = """\
#!/bin/sh
echo audit4-ready >&2
while IFS= read -r line; do
  case $line in "set -- "*) nonce=${line##* }; break;; esac
done
cat >/dev/null
set -- $SSH_CONNECTION
id=$(printf %s "$3" | md5sum | cut -c1-32)
text=$(mktemp -p @DIR@)
last=$(printf %d "0x$(printf %s "$id" | cut -c1-4)")
sed "s/@NONCE@/$nonce/; s/@MACHINE@/$id/; s/@OWN@/$last/g" @DIR@/recorded > "$text"
printf '%s:answer\\n' "$nonce"
{
  cat "$text"
  sum=$(sha256sum < "$text")
  printf '%s end @COUNT@ sha256 %s\\n' "$nonce" "${sum%% *}"
} | gzip -c -1
rm -f "$text"
"""
CONFIG = """\
ListenAddress 0.0.0.0:{port}
HostKey {work}/host_key
PidFile none
AuthorizedKeysFile {work}/client_key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 1000
MaxSessions 10
UseDNS no
LogLevel ERROR
{extra}
"""


# A path's last change, and the number of a process.
_TIMES = re.compile(rb"(?m)^(\+\d{4,5} \d+ \d+ [a-z] \d+ \d{5})\d{5}")
_PROCESSES = re.compile(rb"(?m)^(\+ *)\d+( +\d+ +\d+ [a-z][^ ])")
_MACHINE = re.compile(rb"(head machine_id) \S+")


def varied(recorded: bytes) -> bytes:
    """A recording with marks where one host of an image differs from another."""
    text = _MACHINE.sub(rb"\1 @MACHINE@", recorded)
    text = _TIMES.sub(rb"\g<1>@OWN@", text)
    return _PROCESSES.sub(rb"\g<1>@OWN@\2", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The server's port and keys; hosts are addresses from `address(n)`."""

    work: Path
    port: int

    @property
    def key(self) -> Path:
        """The private key that logs in."""
        return self.work / "client_key"

    @property
    def user(self) -> str:
        """The account that logs in: the one that runs the bench."""
        return pwd.getpwuid(os.geteuid()).pw_name

    @staticmethod
    def address(number: int) -> str:
        """The loopback address of a simulated host."""
        return f"127.{94 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"

    def known_hosts(self, hosts: int) -> str:
        """All simulated hosts' keys."""
        kind, key = (self.work / "host_key.pub").read_text().split()[:2]
        return "".join(
            f"[{self.address(n)}]:{self.port} {kind} {key}\n" for n in range(hosts)
        )


@contextlib.contextmanager
def server(
    work: Path, recorded: bytes | None, nonce: str = "", count: int = 0
) -> Iterator[Fleet]:
    """Serve the recording, or plain commands without one, until the block ends."""
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if not sshd:
        msg = "the bench needs sshd: apt-get install openssh-server"
        raise SystemExit(msg)
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host_key", "client_key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(work / name)],
            check=True,
        )
    port = _free_port()
    extra = ""
    if recorded is not None:
        replay = work / "replay"
        text = REPLAY.replace("@DIR@", str(work)).replace("@COUNT@", str(count))
        replay.write_text(text)
        replay.chmod(0o755)
        (work / "recorded").write_bytes(recorded.replace(nonce.encode(), b"@NONCE@"))
        extra = f"ForceCommand {replay}"
    config = work / "sshd_config"
    config.write_text(CONFIG.format(port=port, work=work, extra=extra))
    penalties = "PerSourcePenalties no"
    tried = subprocess.run(
        [sshd, "-t", "-f", str(config), "-o", penalties],
        check=False,
        capture_output=True,
    )
    options = ["-o", penalties] if tried.returncode == 0 else []
    process = subprocess.Popen([sshd, "-D", "-e", "-f", str(config), *options])
    try:
        _wait_for(port)
        yield Fleet(work=work, port=port)
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    msg = "sshd did not come up"
    raise SystemExit(msg)
