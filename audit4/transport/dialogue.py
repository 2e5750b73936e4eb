"""The conversation with a login shell, whatever carries it.

The script is sent to `/bin/sh -s`, under sudo where asked for. What the host says
on the way is matched against words that no start-up file prints by accident: a
random prompt, and a ready line on standard error from the shell that will read the
script. Commands are plain words and single quotes, since the login shell that
splits them may be csh, fish or busybox.
"""

import base64
import binascii
import re
import secrets
import time
from dataclasses import replace

from audit4.transport.base import (
    Become,
    Failure,
    Inputs,
    RawAnswer,
)
from audit4.transport.kinds import Kind
from audit4.transport.talk import READY, TICK, OpenWire, Talk, Terms, Wire

_READY_INPUT = f"echo {READY} >&2\n".encode()
# PAM answers a wrong password after two seconds, to slow down guessing.
_FAREWELL = 5.0

SHELL = "/bin/sh -s"
# sudo's messages are read, and it speaks the login's language unless told not to.
_SUDO = "env LC_ALL=C sudo"
SUDO = f"{_SUDO} -n /bin/sh -s"
_ELEVATED = f"/bin/sh -c 'echo {READY} >&2; exec /bin/sh -s'"
# On a terminal standard error is the same stream as the answer.
_ELEVATED_TTY = f"/bin/sh -c 'echo {READY} >&2; exec /bin/sh -s 2>/dev/null'"
PINNED = "audit4-collect"


def converse(
    open_wire: OpenWire,
    become: Become,
    inputs: Inputs,
    terms: Terms,
    password: str | None = None,
) -> RawAnswer:
    """Run the collector with the rights asked for, or without where sudo refuses.

    Raises:
        Failure: no shell took the script.
    """
    if become.method == "pinned":
        return _pinned(open_wire, inputs, terms)
    if become.method == "none":
        return _streamed(open_wire(SHELL, False), inputs, terms, sudo=False)  # noqa: FBT003
    try:
        return _elevated(open_wire, inputs, terms, password)
    except Failure as why:
        if why.stage != "sudo" or not become.degrade:
            raise
        plain = _streamed(open_wire(SHELL, False), inputs, terms, sudo=False)  # noqa: FBT003
        return replace(plain, degraded=why)


def _elevated(
    open_wire: OpenWire, inputs: Inputs, terms: Terms, password: str | None
) -> RawAnswer:
    try:
        if password is None:
            return _streamed(open_wire(SUDO, False), inputs, terms, sudo=True)  # noqa: FBT003
        return _prompted(open_wire, inputs, terms, password, tty=False)
    except Failure as why:
        if why.kind is not Kind.SUDO_TTY:
            raise
    return _prompted(open_wire, inputs, terms, password, tty=True)


def _pinned(open_wire: OpenWire, inputs: Inputs, terms: Terms) -> RawAnswer:
    talk = Talk(open_wire(PINNED, False), terms)  # noqa: FBT003
    try:
        talk.say(inputs.pinned)
        talk.wire.end_input()
        talk.hear_out()
        if talk.wire.outcome() != 0 and not talk.out:
            raise _refusal(talk, sudo=True, other=Kind.NOT_PINNED)
        return _answer(talk, bytes(talk.out))
    finally:
        talk.wire.close()


def _streamed(wire: Wire, inputs: Inputs, terms: Terms, *, sudo: bool) -> RawAnswer:
    """Send all at once: the ready line is the first that the shell reads."""
    talk = Talk(wire, terms)
    try:
        talk.say(_READY_INPUT + inputs.unpinned)
        talk.wire.end_input()
        talk.hear_out()
        if talk.ready_at() is None:
            raise talk.cut or _refusal(talk, sudo=sudo)
        return _answer(talk, bytes(talk.out))
    finally:
        talk.wire.close()


def _prompted(
    open_wire: OpenWire,
    inputs: Inputs,
    terms: Terms,
    password: str | None,
    *,
    tty: bool,
) -> RawAnswer:
    """Send the script only once the elevated shell says that it reads.

    What is sent before would be taken for a second password, or be echoed by a
    terminal that is not raw yet.
    """
    prompt = f"audit4-{secrets.token_hex(8)}:"
    talk = Talk(open_wire(_sudo_command(prompt, password, tty=tty), tty), terms, tty)
    try:
        start = _open_sudo(talk, prompt, password)
        talk.say(inputs.unpinned + (b"\nexit\n" if tty else b""))
        if not tty:
            talk.wire.end_input()
        talk.hear_out()
        return _answer(
            talk, _unwrap(bytes(talk.out[start:])) if tty else bytes(talk.out)
        )
    finally:
        talk.wire.close()


def _sudo_command(prompt: str, password: str | None, *, tty: bool) -> str:
    way = "-n" if password is None else f"-k -S -p {prompt}"
    if tty:
        return f"stty raw -echo; {_SUDO} {way} {_ELEVATED_TTY} | base64"
    return f"{_SUDO} {way} {_ELEVATED}"


def _open_sudo(talk: Talk, prompt: str, password: str | None) -> int:
    """Answer one prompt at most; give the place after the ready line."""
    mark = prompt.encode()
    asked = 0

    def asks() -> bool:
        return talk.said[asked:].endswith(mark)

    def settled() -> bool:
        return asks() or talk.ready_at(asked) is not None

    talk.hear(settled, talk.terms.timeouts.auth, Kind.SUDO_SILENT)
    if asks() and password is not None:
        asked = len(talk.said)
        talk.say(password.encode() + b"\n")
        talk.hear(settled, talk.terms.timeouts.auth, Kind.SUDO_SILENT)
        if asks():
            _give_up(talk)
            raise Failure(Kind.SUDO_WRONG_PASSWORD)
    start = talk.ready_at(asked)
    if start is None:
        raise _refusal(talk, sudo=True)
    return start


def _give_up(talk: Talk) -> None:
    """End input, so that sudo itself ends and logs the one failure.

    A raw terminal has no end of input; there sudo is hung up on.
    """
    if talk.tty:
        return
    talk.wire.end_input()
    end = time.monotonic() + _FAREWELL
    while time.monotonic() < end and talk.wire.receive(TICK) is not None:
        continue


def _unwrap(text: bytes) -> bytes:
    """The bytes behind base64 lines, up to where they were cut off."""
    packed = b"".join(text.split())
    try:
        return base64.b64decode(packed[: len(packed) // 4 * 4])
    except binascii.Error:
        return b""


def _answer(talk: Talk, data: bytes) -> RawAnswer:
    outcome = talk.wire.outcome() if talk.cut is None else None
    cut = talk.cut
    if cut is None and outcome is None:
        cut = Failure(Kind.CUT, f"after {len(talk.out)} bytes")
    if cut is not None and not data:
        raise cut
    return RawAnswer(
        data=data,
        stderr="" if talk.tty else talk.words(),
        exit=outcome,
        bytes_sent=talk.sent,
        bytes_received=len(talk.out) + len(talk.err),
        cut=cut,
    )


# Said by sudo 1.8 to 1.9 and by PAM in the C locale; the first match counts.
_SAYINGS = (
    (Kind.PASSWORD_EXPIRED, r"password change required|password has expired"),
    (Kind.SUDO_TTY, r"must have a tty"),
    (
        Kind.SUDO_NEEDS_PASSWORD,
        r"a password is required|no tty present|terminal is required to (read|auth)",
    ),
    (Kind.SUDO_WRONG_PASSWORD, r"incorrect password|sorry, try again"),
    (
        Kind.SUDO_MISSING,
        r"^env: .*sudo|\bsudo: (command )?not found|unknown command:? '?sudo",
    ),
    (Kind.SUDO_REFUSED, r"sudo: |not in the sudoers|may not run sudo|not allowed to"),
)


def _refusal(talk: Talk, *, sudo: bool, other: Kind = Kind.NO_SHELL) -> Failure:
    """Why no shell took the script, by what the host said."""
    words = talk.words()
    for kind, saying in _SAYINGS:
        known = sudo or kind is Kind.PASSWORD_EXPIRED
        if known and re.search(saying, words, re.IGNORECASE | re.MULTILINE):
            return Failure(kind, words)
    outcome = talk.wire.outcome()
    if outcome is None:
        return Failure(Kind.CUT, words)
    seen = words or talk.out[:200].decode(errors="replace")
    return Failure(other, f"exit {outcome}: {seen}" if seen else f"exit {outcome}")
