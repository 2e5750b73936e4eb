import time
from collections.abc import Callable

import pytest

from audit4.transport.base import (
    DEFAULT_LIMITS,
    Become,
    Failure,
    Inputs,
    RawAnswer,
    Timeouts,
)
from audit4.transport.dialogue import converse
from audit4.transport.kinds import Kind
from audit4.transport.talk import Piece, Terms

INPUTS = Inputs(unpinned=b"script\n", pinned=b"1 abc\n")
PASSWORD = "bí mật"
SUDO = Become(method="sudo", degrade=False)
Reply = Callable[["FakeWire"], None]


class FakeWire:
    def __init__(self, command: str, reply: Reply) -> None:
        self.command = command
        self.sent = b""
        self.pieces: list[Piece] = []
        self.exit: int | None = 0
        self.ended = False
        self.closed = False
        self._reply = reply
        reply(self)

    @property
    def prompt(self) -> bytes:
        return self.command.split(" -p ")[1].split()[0].encode()

    def say(self, out: bytes = b"", err: bytes = b"") -> None:
        self.pieces.append(Piece(out, err))

    def send(self, data: bytes) -> None:
        self.sent += data
        self._reply(self)

    def end_input(self) -> None:
        self.ended = True

    def receive(self, seconds: float) -> Piece | None:
        if self.pieces:
            return self.pieces.pop(0)
        if self.ended or self.exit:
            return None
        time.sleep(min(seconds, 0.05))
        return Piece()

    def outcome(self) -> int | None:
        return self.exit

    def close(self) -> None:
        self.closed = True


def talk(
    reply: Reply, become: Become = SUDO, password: str | None = None
) -> tuple[RawAnswer | Failure, list[FakeWire]]:
    wires: list[FakeWire] = []

    def open_wire(command: str, tty: bool) -> FakeWire:  # noqa: FBT001, ARG001
        wires.append(FakeWire(command, reply))
        return wires[-1]

    terms = Terms(
        timeouts=Timeouts(auth=0.3, silence=0.3),
        limits=DEFAULT_LIMITS,
        deadline=time.monotonic() + 10,
    )
    try:
        return converse(open_wire, become, INPUTS, terms, password), wires
    except Failure as why:
        return why, wires


def kind(outcome: RawAnswer | Failure) -> Kind:
    assert isinstance(outcome, Failure)
    return outcome.kind


def test_the_password_goes_only_to_the_exact_prompt() -> None:
    def fake(wire: FakeWire) -> None:
        wire.say(err=b"[sudo] password for kt: ")

    outcome, wires = talk(fake, password=PASSWORD)

    assert kind(outcome) is Kind.SUDO_SILENT
    assert wires[0].sent == b""
    assert wires[0].closed


def test_a_command_line_that_a_shell_traces_is_no_prompt() -> None:
    def traced(wire: FakeWire) -> None:
        if not wire.sent and not wire.pieces:
            wire.say(
                err=b"+ sudo -p " + wire.prompt + b" /bin/sh -c 'echo audit4-ready"
            )

    outcome, wires = talk(traced, password=PASSWORD)

    assert kind(outcome) is Kind.SUDO_SILENT
    assert wires[0].sent == b""


def test_the_script_goes_only_after_the_ready_line() -> None:
    def honest(wire: FakeWire) -> None:
        if wire.sent == b"":
            wire.say(err=b"lecture\n" + wire.prompt)
        elif wire.sent == f"{PASSWORD}\n".encode():
            wire.say(err=b"\naudit4-ready\n")
        else:
            wire.say(out=b"answer")

    outcome, wires = talk(honest, password=PASSWORD)

    assert isinstance(outcome, RawAnswer)
    assert outcome.data == b"answer"
    assert wires[0].sent == f"{PASSWORD}\nscript\n".encode()
    assert PASSWORD not in wires[0].command
    assert PASSWORD not in outcome.stderr


def test_a_second_prompt_gets_neither_password_nor_script() -> None:
    def stubborn(wire: FakeWire) -> None:
        wire.say(err=wire.prompt)

    outcome, wires = talk(stubborn, password=PASSWORD)

    assert kind(outcome) is Kind.SUDO_WRONG_PASSWORD
    assert wires[0].sent == f"{PASSWORD}\n".encode()
    assert wires[0].ended
    assert wires[0].closed


def test_a_prompt_in_pieces_is_still_the_prompt() -> None:
    def slow(wire: FakeWire) -> None:
        if wire.sent == b"":
            for byte in wire.prompt:
                wire.say(err=bytes([byte]))
        elif wire.sent.count(b"\n") == 1:
            for byte in b"audit4-ready\n":
                wire.say(err=bytes([byte]))

    outcome, _ = talk(slow, password=PASSWORD)

    assert isinstance(outcome, RawAnswer)


@pytest.mark.parametrize(
    ("words", "exit_code", "expected"),
    [
        (b"sudo: a password is required\n", 1, Kind.SUDO_NEEDS_PASSWORD),
        (
            b"sudo: no tty present and no askpass program specified\n",
            1,
            Kind.SUDO_NEEDS_PASSWORD,
        ),
        (b"kt is not in the sudoers file.\n", 1, Kind.SUDO_REFUSED),
        (
            b"Sorry, user kt is not allowed to execute '/bin/sh -s' as root on db.\n",
            1,
            Kind.SUDO_REFUSED,
        ),
        ("env: ‘sudo’: Không có tập tin\n".encode(), 127, Kind.SUDO_MISSING),
        (b"env: can't execute 'sudo': No such file\n", 127, Kind.SUDO_MISSING),
        (
            b"Password change required but no TTY available.\n",
            1,
            Kind.PASSWORD_EXPIRED,
        ),
        (b"This account is currently not available.\n", 1, Kind.NO_SHELL),
        (b"", 0, Kind.NO_SHELL),
    ],
)
def test_what_a_host_says_instead_of_running_the_script(
    words: bytes, exit_code: int, expected: Kind
) -> None:
    def refuse(wire: FakeWire) -> None:
        if not wire.sent:
            wire.say(err=words)
            wire.exit = exit_code

    outcome, _ = talk(refuse)

    assert kind(outcome) is expected


def test_a_terminal_is_tried_once_and_only_where_sudo_asks_for_one() -> None:
    def wants_tty(wire: FakeWire) -> None:
        if not wire.sent:
            wire.say(err=b"sudo: sorry, you must have a tty to run sudo\n")
            wire.say(out=b"sudo: sorry, you must have a tty to run sudo\r\n")
            wire.exit = 1

    outcome, wires = talk(wants_tty)

    assert kind(outcome) is Kind.SUDO_TTY
    assert [w.command.startswith("stty raw") for w in wires] == [False, True]


def test_an_answer_over_a_terminal_is_unwrapped_up_to_where_it_was_cut() -> None:
    def over_tty(wire: FakeWire) -> None:
        if not wire.command.startswith("stty"):
            if not wire.sent:
                wire.say(err=b"sudo: sorry, you must have a tty to run sudo\n")
                wire.exit = 1
        elif not wire.sent:
            wire.say(out=b"motd\naudit4-ready\r\n")
        else:
            wire.say(out=b"aGVs\r\nbG8gd29y\r\nbG")
            wire.ended, wire.exit = True, None

    outcome, wires = talk(over_tty)

    assert isinstance(outcome, RawAnswer)
    assert outcome.data == b"hello wor"
    assert outcome.cut is not None
    assert outcome.cut.kind is Kind.CUT
    assert wires[1].sent.endswith(b"script\n\nexit\n")


def test_a_refusal_by_sudo_costs_the_rights_and_not_the_answer() -> None:
    def refuse(wire: FakeWire) -> None:
        if not wire.sent:
            return
        if "sudo" in wire.command:
            wire.say(err=b"sudo: a password is required\n")
            wire.exit = 1
        else:
            wire.say(out=b"answer", err=b"audit4-ready\n")

    outcome, wires = talk(refuse, Become(method="sudo"))

    assert isinstance(outcome, RawAnswer)
    assert outcome.data == b"answer"
    assert outcome.degraded is not None
    assert outcome.degraded.kind is Kind.SUDO_NEEDS_PASSWORD
    assert [w.command for w in wires][1] == "/bin/sh -s"


def test_a_pinned_key_is_sent_the_words_alone() -> None:
    def pinned(wire: FakeWire) -> None:
        if wire.sent:
            wire.say(out=b"answer")

    outcome, wires = talk(pinned, Become(method="pinned"))

    assert isinstance(outcome, RawAnswer)
    assert outcome.data == b"answer"
    assert wires[0].sent == b"1 abc\n"


def test_a_link_that_broke_before_the_shell_was_ready_may_be_tried_again() -> None:
    def broken(wire: FakeWire) -> None:
        wire.ended, wire.exit = True, None

    outcome, _ = talk(broken, Become())

    assert kind(outcome) is Kind.CUT
    assert isinstance(outcome, Failure)
    assert outcome.retriable
