import pytest

from audit4.transport.base import Failure, Inputs, RawAnswer, Target
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.jump import JumpPool
from audit4.transport.ssh import SshTransport
from tests.integration.sshd import Sshd

pytestmark = pytest.mark.needs("root", "sshd")

SCRIPT = Inputs(unpinned=b'set -- 1 abc\necho "BEGIN $1 $2 $(id -u)"\necho END\n')


def collect(target: Target, known: KnownHosts) -> RawAnswer:
    with JumpPool(known) as pool:
        return SshTransport(target=target, known=known, pool=pool).collect(SCRIPT)


def failure(target: Target, known: KnownHosts) -> Failure:
    with pytest.raises(Failure) as caught:
        collect(target, known)
    return caught.value


def test_a_key_login_brings_the_answer_and_the_proven_host_key(sshd: Sshd) -> None:
    answer = collect(sshd.target("root"), sshd.known)

    assert answer.data == b"BEGIN 1 abc 0\nEND\n"
    assert answer.exit == 0
    assert answer.cut is None
    assert answer.host_key == sshd.host_key
