"""What a service does about wrong passwords: pam_faillock, pam_tally2, pam_tally."""

from collections.abc import Mapping, Sequence
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
    `unlock` of 0 lasts until an administrator ends it. `root` says whether root
    is locked out too, for `root_unlock` seconds. `forgets` holds where a log-in
    that succeeds clears the count.
    """

    module: str = ""
    effective: bool = False
    deny: int = 0
    unlock: int = 0
    interval: int = 0
    root: bool = False
    root_unlock: int = 0
    forgets: bool = False


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
            (e, {**defaults, **_settings(pam, e)})
            for e in pam.stack(service, "auth")
            if e.module == module and "authfail" not in e.args
        ]
        most = _number({**defaults, **_settings(pam, counts[0])}, "deny")
        return _locked(pam, service, gates, most) or Lockout(module=module)
    return Lockout()


_Gate = tuple[PamEntry, Mapping[str, str]]


def _locked(
    pam: Pam, service: str, gates: Sequence[_Gate], most: int
) -> Lockout | None:
    """When the gates of a module begin to refuse; None where they never do.

    Each gate refuses from its own `deny` on. What counts the failures stops at
    `most`, its own one (0 = never), so that a gate beyond that is never reached.
    """
    limits = [(_number(options, "deny"), entry, options) for entry, options in gates]
    reached = [x for x in limits if x[0] and (x[0] <= most or not most)]
    for tries in sorted({n for n, _, _ in reached}):
        shut = [x for x in reached if x[0] <= tries]
        # A guesser is not root already, so that way round does not count.
        refused = pam.walk(
            service, "auth", ("pam_rootok",), fail_entry=[e for _, e, _ in shut]
        )
        if not refused.granted:
            return _lockout(pam, service, tries, shut[-1][1], shut[-1][2])
    return None


def _lockout(
    pam: Pam, service: str, tries: int, gate: PamEntry, options: Mapping[str, str]
) -> Lockout:
    root_only = "root_unlock_time"  # implies even_deny_root, pam_faillock(8)
    unlock = _number(options, "unlock_time")
    return Lockout(
        module=gate.module,
        effective=True,
        deny=tries,
        unlock=unlock,
        interval=_number(options, "fail_interval"),
        root="even_deny_root" in options or root_only in options,
        root_unlock=_number(options, root_only) if root_only in options else unlock,
        forgets=_forgets(pam, service, gate.module),
    )


def _forgets(pam: Pam, service: str, module: str) -> bool:
    # pam_tally and pam_faillock clear the count in `account`; pam_faillock also
    # where it is told of the success.
    right = pam.walk(service, "auth", ("pam_rootok",))
    told = any("authsucc" in e.args for e in right.calls(module))
    return told or bool(pam.walk(service, "account").calls(module))


def _settings(pam: Pam, entry: PamEntry) -> Mapping[str, str]:
    if "conf" in entry.args:
        raise Undetermined(Reason.NOT_COLLECTED, entry.args["conf"][:100])
    return pam.settings(entry)


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
