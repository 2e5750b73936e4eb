"""Every way in that takes a password must count the wrong ones and lock.

A guesser goes where nobody counts: a mail server's or a console's own stack. So
each PAM service is walked, and a log-in that succeeds must clear the count, or
honest users are locked out by their typing of last month.
"""

from collections.abc import Iterator

from audit4.api import (
    PAM,
    Check,
    Pam,
    Reason,
    Verdict,
    judged_all,
    lockout_of,
    unknown,
)

_PASSWORDS = ("pam_unix", "pam_unix2", "pam_pwdb")
_DEEPEST = 8


def evaluate(pam: Pam, ignored: tuple[str, ...] = ()) -> Verdict:
    """Fail for each service with local passwords that does not count them."""
    asking = [s for s in sorted(pam.files) if s not in ignored and _asks(pam, s)]
    if not asking:
        return unknown(Reason.UNSUPPORTED, "pam.d: pam_unix")
    return judged_all(
        [wrong for service in asking for wrong in _wrong(pam, service)],
        expected="pam_faillock: preauth, authfail, account",
        actual=", ".join(asking),
    )


def _asks(pam: Pam, service: str) -> bool:
    # No program asks for what a package manager puts aside (`sshd.rpmnew`).
    if "." in service or service.endswith("~") or not _authenticates(pam, service):
        return False
    return any(e.module in _PASSWORDS for e in pam.stack(service, "auth"))


def _authenticates(pam: Pam, service: str, depth: int = 0) -> bool:
    """Whether the file has lines for `auth` itself, or includes whole files that do."""
    return any(
        line.facility == "auth"
        or (
            line.facility == "@"
            and depth < _DEEPEST
            and _authenticates(pam, line.target.rsplit("/", 1)[-1], depth + 1)
        )
        for line in pam.files.get(service, ())
    )


def _wrong(pam: Pam, service: str) -> Iterator[str]:
    lock = lockout_of(pam, service)
    if not lock.effective:
        yield f"{service}: {lock.module or 'pam_faillock'} -"
    # Debian's common-auth holds no account stack; who includes it has one.
    elif not lock.forgets and any(x.facility == "account" for x in pam.files[service]):
        yield f"{service}: account {lock.module} -"


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
