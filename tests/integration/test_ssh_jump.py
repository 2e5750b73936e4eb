import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from audit4.transport.base import Failure, RawAnswer, Target
from audit4.transport.hostkeys import KnownHosts
from audit4.transport.jump import JumpPool, route
from audit4.transport.kinds import Kind
from audit4.transport.ssh import SshTransport, fetch_host_key
from tests.integration.collecting import SCRIPT, expected, failure
from tests.integration.sshd import Sshd, User, free_port

pytestmark = pytest.mark.needs("root", "sshd")


@pytest.fixture(scope="module")
def chain() -> Iterator[tuple[Sshd, Sshd, Sshd]]:
    with ExitStack() as stack:
        outer = stack.enter_context(
            Sshd(users=[User(name="gate")], address="127.0.0.21")
        )
        inner = stack.enter_context(
            Sshd(users=[User(name="inner")], address="127.0.0.22")
        )
        host = stack.enter_context(Sshd(address="127.0.0.23"))
        yield outer, inner, host


def known(*servers: Sshd) -> KnownHosts:
    return KnownHosts(tuple(e for s in servers for e in s.known.entries))


def behind(chain: tuple[Sshd, Sshd, Sshd]) -> Target:
    outer, inner, host = chain
    return host.target(jump=(outer.target("gate"), inner.target("inner")))


def collect(target: Target, trusted: KnownHosts, pool: JumpPool) -> RawAnswer:
    return SshTransport(target=target, known=trusted, pool=pool).collect(SCRIPT)


def test_two_hops_each_with_its_own_user_key_and_host_key(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    trusted = known(*chain)

    with JumpPool(trusted) as pool:
        answer = collect(behind(chain), trusted, pool)

    assert answer.data == expected(0)
    assert answer.host_key == chain[2].host_key


def test_one_connection_to_each_jump_host_serves_all_threads(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, inner, _ = chain
    trusted = known(*chain)
    before = [s.log.count("Accepted publickey") for s in (outer, inner)]
    answers: list[RawAnswer] = []

    with JumpPool(trusted) as pool:
        threads = [
            threading.Thread(
                target=lambda: answers.append(collect(behind(chain), trusted, pool))
            )
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    after = [s.log.count("Accepted publickey") for s in (outer, inner)]
    assert len(answers) == 12
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1]


def test_an_untrusted_hop_stops_the_way_and_is_named(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, inner, host = chain

    why = failure(behind(chain), known(outer, host))

    assert why.kind is Kind.HOST_KEY_UNKNOWN
    assert f"jump host inner@{inner.address}" in why.detail


def test_a_hop_that_refused_is_not_asked_again(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, _, host = chain
    trusted = known(*chain)
    stranger = outer.target("nobody-here")
    target = host.target(jump=(stranger,))
    before = outer.log.count("Connection from")

    with JumpPool(trusted) as pool:
        for _ in range(3):
            with pytest.raises(Failure) as caught:
                collect(target, trusted, pool)
            assert caught.value.kind is Kind.AUTH_REFUSED

    assert outer.log.count("Connection from") - before == 1


def test_a_lost_jump_connection_is_dialled_again(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, _, host = chain
    trusted = known(*chain)
    target = host.target(jump=(outer.target("gate"),))

    with JumpPool(trusted) as pool:
        collect(target, trusted, pool)
        link = pool.through(route(target), 1e12)
        assert link is not None
        link.close()

        again = collect(target, trusted, pool)

    assert again.exit == 0


def test_a_port_that_is_closed_behind_the_hop_is_told_apart_from_the_hop(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, _, host = chain
    closed = free_port(host.address)
    target = host.target(jump=(outer.target("gate"),), port=closed)

    assert failure(target, known(*chain)).kind is Kind.BEHIND_JUMP


def test_a_jump_host_that_forbids_forwarding_is_told_so(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    host = chain[2]
    with Sshd(address="127.0.0.24", config="AllowTcpForwarding no") as strict:
        why = failure(host.target(jump=(strict.target(),)), known(strict, host))

    assert why.kind is Kind.FORWARD_REFUSED


def test_an_alias_tells_equal_addresses_of_two_units_apart(
    chain: tuple[Sshd, Sshd, Sshd],
) -> None:
    outer, _, host = chain
    plain = host.known.entries[0]
    aliased = KnownHosts((replace(plain, names=("so-y-te/web/may-1",)),))
    target = host.target(
        jump=(outer.target("gate"),), host_key_alias="so-y-te/web/may-1"
    )
    trusted = KnownHosts((*outer.known.entries, *aliased.entries))

    with JumpPool(trusted) as pool:
        answer = collect(target, trusted, pool)

    assert answer.exit == 0


def test_a_host_key_is_fetched_through_hops(chain: tuple[Sshd, Sshd, Sshd]) -> None:
    outer, inner, host = chain
    trusted = known(outer, inner)

    with JumpPool(trusted) as pool:
        key = fetch_host_key(behind(chain), trusted, pool)

    assert key == host.host_key


def test_a_route_is_flat_whichever_way_hops_are_nested() -> None:
    a, b, c = (Target(address=name) for name in "abc")
    nested = replace(c, jump=(replace(b, jump=(a,)),))

    assert [hop.address for hop in route(nested)] == ["a", "b"]
