"""What a service does about wrong passwords: pam_faillock, pam_tally2, pam_tally."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import Reason, Undetermined
from audit4.facts.pam import AUTHENTICATORS, Pam
from audit4.facts.pam_stack import PamEntry

# Compiled-in settings: pam_faillock(8), pam_tally2(8), pam_tally(8).
_LOCKOUTS = {
    "pam_faillock": {"deny": "3", "unlock_time": "600", "fail_interval": "900"},
    "pam_tally2": {"deny": "0", "unlock_time": "0", "fail_interval": "0"},
    "pam_tally": {"deny": "0", "unlock_time": "0", "fail_interval": "0"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """What a service does about wrong passwords.

    `effective` holds where they are counted and a locked account is refused.
    `deny` is the number of tries, 0 for no limit; `unlock` the lock's length
    and `interval` the time in which tries are counted, both in seconds; an
    `unlock` of 0 lasts until an administrator ends it.
    """

    module: str = ""
    effective: bool = False
    deny: int = 0
    unlock: int = 0
    interval: int = 0


def lockout_of(pam: Pam, service: str) -> Lockout:
    """What becomes of somebody who guesses passwords at a service.

    Raises:
        Undetermined: the stack cannot be resolved, or a number is none.
    """
    wrong = pam.walk(service, "auth", AUTHENTICATORS)
    for module, defaults in _LOCKOUTS.items():
        counts = [e for e in wrong.calls(module) if _counts(e)]
        if not counts:
            continue
        gates = [
            e
            for e in pam.stack(service, "auth")
            if e.module == module and "authfail" not in e.args
        ]
        # A guesser is not root already, so that way round does not count.
        locked = pam.walk(service, "auth", ("pam_rootok",), fail_entry=gates)
        options = {**defaults, **pam.settings(counts[0])}
        return Lockout(
            module=module,
            effective=bool(gates) and not locked.granted,
            deny=_number(options, "deny"),
            unlock=_number(options, "unlock_time"),
            interval=_number(options, "fail_interval"),
        )
    return Lockout()


def _counts(entry: PamEntry) -> bool:
    # pam_faillock counts where it is called after the failure only.
    return entry.module != "pam_faillock" or "authfail" in entry.args


def _number(options: Mapping[str, str], name: str) -> int:
    text = options[name]
    if text == "never":
        return 0
    if not text.isascii() or not text.isdigit():
        raise Undetermined(Reason.UNPARSEABLE, f"{name}={text[:40]}")
    return int(text[:9])
