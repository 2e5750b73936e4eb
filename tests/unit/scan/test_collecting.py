import threading
from dataclasses import dataclass, field

from audit4 import collector
from audit4.evidence import Reason
from audit4.scan.collecting import Collected, collect
from audit4.transport.base import Failure, Inputs, OnBytes, RawAnswer
from audit4.transport.kinds import Kind

SCRIPT = collector.build(())
AT_ONCE = (0.0, 0.0)


@dataclass
class Refusing:
    """A host that answers each attempt with a failure, and may be stopped in one."""

    kind: Kind
    stop: threading.Event = field(default_factory=threading.Event)
    stops: bool = False
    attempts: int = 0

    def collect(self, inputs: Inputs, on_bytes: OnBytes | None = None) -> RawAnswer:  # noqa: ARG002
        self.attempts += 1
        if self.stops:
            self.stop.set()
        raise Failure(self.kind, "web01")


def tried(host: Refusing, remarks: list[str]) -> Collected:
    return collect(host, SCRIPT, stop=host.stop, remark=remarks.append, pauses=AT_ONCE)


def test_a_host_that_does_not_answer_is_tried_three_times() -> None:
    host, remarks = Refusing(Kind.CONNECT_TIMEOUT), list[str]()

    found = tried(host, remarks)

    assert found.failure
    assert found.failure.reason is Reason.UNREACHABLE
    assert host.attempts == 3
    assert len(remarks) == 2


def test_a_host_that_refused_a_login_is_not_pestered() -> None:
    host, remarks = Refusing(Kind.AUTH_REFUSED), list[str]()

    found = tried(host, remarks)

    assert found.failure
    assert found.failure.reason is Reason.AUTH
    assert host.attempts == 1
    assert not remarks


def test_a_host_with_attempts_left_when_a_scan_stops_is_left_for_its_resumption() -> (
    None
):
    host, remarks = Refusing(Kind.CONNECT_TIMEOUT, stops=True), list[str]()

    found = tried(host, remarks)

    assert found.failure
    assert found.failure.reason is Reason.INTERRUPTED
    assert host.attempts == 1
    assert not remarks


def test_a_refusal_stands_though_the_scan_was_stopped() -> None:
    host = Refusing(Kind.HOST_KEY_CHANGED, stops=True)

    found = tried(host, [])

    assert found.failure
    assert found.failure.reason is Reason.HOST_KEY
