"""What every transport takes and gives: a target, one input, one raw answer."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from audit4.evidence import Reason
from audit4.finding import Text
from audit4.transport.kinds import MEANINGS, Kind, Stage

MIB = 1024 * 1024
_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds for each stage; `silence` is the longest gap between two bytes.

    A packed answer comes in large pieces, so silence must outlast the slowest
    group of probes, not the slowest probe.
    """

    connect: float = 10
    banner: float = 20
    auth: float = 30
    silence: float = 180
    total: float = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a host may send before the controller hangs up."""

    answer_bytes: int = 64 * MIB
    stderr_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Become:
    """How the collector gets its rights.

    `pinned` means that the login key is bound to the installed collector.
    `password_env` names the environment variable with sudo's password. Where
    `degrade` holds, a refusal by sudo leads to an unprivileged collection over
    the same connection; it is reported in `RawAnswer.degraded`.
    """

    method: Literal["none", "sudo", "pinned"] = "none"
    password_env: str | None = None
    degrade: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A host to log in to, and how.

    One login method is used and one key: `key` (with `certificate` if given), or
    a key of the agent, else the password. With `agent`, `key` says which key: it
    may be a public half; where the agent does not hold it, the file is read.
    A password beside a key answers a host that wants both. `agent_socket`
    overrides SSH_AUTH_SOCK.
    `jump` are the hops to pass, the first one dialled directly. The host key is
    looked up by `host_key_alias` if there is one, for private addresses that
    several units use.
    """

    address: str
    port: int = 22
    user: str = "root"
    key: str | None = None
    certificate: str | None = None
    passphrase_env: str | None = None
    password_env: str | None = None
    agent: bool = False
    agent_socket: str | None = None
    jump: "tuple[Target, ...]" = ()
    become: Become = Become()
    timeouts: Timeouts = Timeouts()
    host_key_alias: str | None = None

    @property
    def key_name(self) -> str:
        """The name under which known_hosts holds the host key."""
        if self.host_key_alias:
            return self.host_key_alias
        default = self.port == 22  # noqa: PLR2004 - SSH's own port
        return self.address if default else f"[{self.address}]:{self.port}"

    def __str__(self) -> str:
        return f"{self.user}@{self.address}:{self.port}"


@dataclass(frozen=True, slots=True)
class HostKey:
    """A host's public key: type and base64 as in known_hosts."""

    type: str
    base64: str

    @property
    def fingerprint(self) -> str:
        """`SHA256:…` as `ssh-keygen -l` prints it."""
        digest = hashlib.sha256(base64.b64decode(self.base64)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    def __str__(self) -> str:
        return f"{self.type} {self.fingerprint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the collector reads, in either way of running it.

    `unpinned` is the whole text for `sh -s`; `pinned` the few words that an
    installed collector expects. Both are made by `audit4.collector`.
    """

    unpinned: bytes
    pinned: bytes = b""


def clean(text: str, length: int = _DETAIL) -> str:
    """Text from a host on one line, without control characters, cut to length."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= length else words[: length - 1] + "…"


class Failure(Exception):  # noqa: N818 - an outcome with a reason, not an error of ours
    """An attempt that brought no answer; says what is wrong and the way out.

    `detail` names the thing and what the host said of it, cleaned and bounded.
    """

    def __init__(self, kind: Kind, detail: str = "") -> None:
        self.kind = kind
        self.detail = clean(detail)
        super().__init__(f"{kind}: {self.detail}" if self.detail else str(kind))

    @property
    def reason(self) -> Reason:
        """The reason of every `unknown` that follows from this."""
        return MEANINGS[self.kind].reason

    @property
    def stage(self) -> Stage:
        """The rung of the ladder on which the attempt ended."""
        return MEANINGS[self.kind].stage

    @property
    def way_out(self) -> Text:
        """One line that says the fix."""
        return MEANINGS[self.kind].way_out

    @property
    def retriable(self) -> bool:
        """Whether the same attempt may be made again; never after a refusal."""
        return MEANINGS[self.kind].retriable


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """What came back from one session, unread.

    `data` is standard output, start-up noise included. `cut` says why it ended
    early, where it did: what is there may still be read. `degraded` says why
    sudo refused, where the collection went on without rights. `nonce` is set
    where the answer was framed under another nonce than the one asked for
    (recordings). Bytes are payload, before SSH's own framing.
    """

    data: bytes
    stderr: str = ""
    exit: int | None = None
    wall_s: float = 0.0
    bytes_sent: int = 0
    bytes_received: int = 0
    host_key: HostKey | None = None
    cut: Failure | None = None
    degraded: Failure | None = None
    nonce: str | None = None


DEFAULT_TIMEOUTS = Timeouts()
DEFAULT_LIMITS = Limits()
NO_BECOME = Become()
OnBytes = Callable[[int], None]


class Transport(Protocol):
    """A way to run the collector on one host and to bring its answer back."""

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:
        """Run the collector once.

        Args:
            inputs: the collector's text or words.
            on_bytes: told the size of each piece of the answer as it comes.

        Raises:
            Failure: nothing was brought back.
        """
        ...  # pragma: no cover
