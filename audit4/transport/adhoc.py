"""A target from what a person types: `[user@]host[:port]`, helped by ~/.ssh/config."""

import getpass
import os
import re
from dataclasses import replace
from pathlib import Path

from audit4.errors import Audit4Error
from audit4.transport.base import Target
from audit4.transport.sshconfig import HostConfig, lookup

_SPEC = re.compile(
    r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^\s:@\[\]]+)(?::(?P<port>\d{1,5}))?"
)
_DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")
_HOPS = 8


def resolve(
    spec: str, *, key: str | None = None, config: Path | None = None
) -> tuple[Target, tuple[str, ...]]:
    """The target that is meant, and notes on what is not followed.

    Args:
        spec: `[user@]host[:port]`, IPv6 in brackets.
        key: a private key file that goes before all others.
        config: instead of `~/.ssh/config`.

    Raises:
        Audit4Error: the words are not of that form, or jump hosts run in a circle.
    """
    return _resolve(spec, key, config, ())


def _resolve(
    spec: str, key: str | None, config: Path | None, seen: tuple[str, ...]
) -> tuple[Target, tuple[str, ...]]:
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise Audit4Error(f"{spec!r} is not [user@]host[:port]")
    if spec in seen or len(seen) > _HOPS:
        raise Audit4Error(f"ProxyJump runs in a circle: {' -> '.join((*seen, spec))}")
    known = lookup(found["host"].strip("[]"), config)
    hops = [_resolve(hop, None, config, (*seen, spec)) for hop in known.jump]
    target = Target(
        address=known.hostname,
        port=int(found["port"] or known.port),
        user=found["user"] or known.user or getpass.getuser(),
        certificate=known.certificate,
        agent_socket=known.identity_agent,
        jump=tuple(hop for hop, _ in hops),
    )
    notes = (*known.notes, *(note for _, notes in hops for note in notes))
    return _with_key(target, known, key), tuple(dict.fromkeys(notes))


def _with_key(target: Target, known: HostConfig, key: str | None) -> Target:
    """The named key, else the configured, the agent's, or the first usual one."""
    agent = bool(target.agent_socket or os.environ.get("SSH_AUTH_SOCK"))
    named = key or next(iter(_there(known.identity_files)), None)
    if named is not None:
        public = Path(named).with_name(Path(named).name + ".pub")
        return replace(target, key=named, agent=agent and public.exists())
    if agent:
        return replace(target, agent=True)
    usual = [str(Path.home() / ".ssh" / name) for name in _DEFAULT_KEYS]
    return replace(target, key=next(iter(_there(usual)), None))


def _there(paths: list[str] | tuple[str, ...]) -> list[str]:
    return [path for path in paths if Path(path).exists()]
