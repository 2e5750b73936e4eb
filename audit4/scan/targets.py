"""From an inventory's host to the way of reaching it."""

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from audit4.inventory import Host, Jump
from audit4.transport.adhoc import resolve
from audit4.transport.base import Become, Target, Timeouts, Transport
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.jump import JumpPool
from audit4.transport.local import LocalTransport
from audit4.transport.ssh import SshTransport

_SSH = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What all connections of a scan share; `stop`, once set, ends each of them.

    `config` stands for `~/.ssh/config` where it is given.
    """

    known: KnownHosts
    pool: JumpPool
    config: Path | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    stop: threading.Event = field(default_factory=threading.Event)

    def transport(self, host: Host) -> Transport:
        """The transport for a host that is `ssh` or `local`."""
        if host.connection == "local":
            return LocalTransport(
                become=become(host), timeouts=self.timeouts, stop=self.stop
            )
        return SshTransport(
            target=target(host, self.timeouts, self.config),
            known=self.known,
            pool=self.pool,
            stop=self.stop,
        )


def target(
    host: Host, timeouts: Timeouts | None = None, config: Path | None = None
) -> Target:
    """Where and how to log in; the inventory wins over the SSH configuration."""
    timeouts = timeouts or Timeouts()
    found = _login(host, config)
    jumps = tuple(replace(_login(j, config), timeouts=timeouts) for j in host.jumps)
    return replace(
        found,
        jump=jumps or found.jump,
        become=become(host),
        timeouts=timeouts,
    )


def become(host: Host) -> Become:
    """How root is reached; sudo is tried where the inventory says nothing."""
    if host.become is None:
        return Become(method="sudo")
    match host.become.method:
        case "none":
            return Become()
        case "pinned":
            return Become(method="pinned", degrade=False)
        case _:
            return Become(method="sudo", password_env=host.become.password_env)


def _login(place: Host | Jump, config: Path | None) -> Target:
    found, _ = resolve(_spec(place), key=_path(place.key), config=config)
    if place.certificate:
        found = replace(found, certificate=_path(place.certificate))
    if place.password_env and not place.key:
        # A password that the inventory names is meant; a key that happens to lie
        # about would be a second, unasked attempt at the door.
        found = replace(found, key=None, agent=False, password_env=place.password_env)
    return found


def _spec(place: Host | Jump) -> str:
    address = f"[{place.address}]" if ":" in place.address else place.address
    user = f"{place.user}@" if place.user else ""
    port = "" if place.port == _SSH else f":{place.port}"
    return f"{user}{address}{port}"


def _path(path: str | None) -> str | None:
    return None if path is None else str(Path(path).expanduser())
