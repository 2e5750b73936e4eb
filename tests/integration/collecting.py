"""A tiny stand-in for the collector, and the two ways a collection can end."""

import pytest

from audit4.transport.base import Failure, Inputs, Limits, RawAnswer, Target
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.jump import JumpPool
from audit4.transport.ssh import SshTransport

BODY = """set -- 1 abc
main() {
  echo "BEGIN $1 $2 $(id -u)"
  head -c 300000 /dev/zero </dev/null | tr '\\0' x
  printf '\\001\\r\\n\\377END'
}
""" + ("# as long as a real script, sixty kilobytes of it\n" * 1200)
SCRIPT = Inputs(unpinned=(BODY + 'main "$@"\n').encode(), pinned=b"1 abc\n")


def expected(uid: int) -> bytes:
    """The answer to SCRIPT, with bytes that a terminal would change."""
    return f"BEGIN 1 abc {uid}\n".encode() + b"x" * 300_000 + b"\x01\r\n\xffEND"


def collect(
    target: Target,
    known: KnownHosts,
    inputs: Inputs = SCRIPT,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> RawAnswer:
    """One collection, its jump hosts dialled for it alone."""
    with JumpPool(known) as pool:
        transport = SshTransport(target=target, known=known, pool=pool, limits=limits)
        return transport.collect(inputs)


def failure(target: Target, known: KnownHosts, inputs: Inputs = SCRIPT) -> Failure:
    """Why a collection failed; that it did is part of the claim."""
    with pytest.raises(Failure) as caught:
        collect(target, known, inputs)
    return caught.value
