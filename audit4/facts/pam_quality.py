"""What pam_pwquality or pam_cracklib demand of a new password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import Reason, Undetermined
from audit4.facts.pam import Pam
from audit4.facts.pam_stack import PamEntry
from audit4.facts.pwquality_conf import DROP_INS, NUMBERS, SINCE

# Where passwords are changed, by their owners or by others. A log-in asks for a new
# one when the old one has expired; RHEL gives it a stack of its own.
CHANGERS = (
    "passwd",
    "login",
    "remote",
    "sshd",
    "cockpit",
    "gdm-password",
    "system-auth",
    "password-auth",
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
# pwquality.conf(5); before 1.3, and in pam_cracklib(8), other numbers held, and
# the look into the dictionary could not be turned off.
_DEFAULTS = {
    "dictcheck": 1,
    "difok": 1,
    "enforcing": 1,
    "minlen": 8,
    "usercheck": 1,
}
_FORMER = {**dict.fromkeys(("dcredit", "ucredit", "lcredit", "ocredit"), 1)} | {
    "dictcheck": 1,
    "difok": 5,
    "enforcing": 1,
    "minlen": 9,
}
_SHORTEST = 6
_MOST_CLASSES = 4
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The demands of one service's stack; `options` has 1 and 0 for bare words."""

    module: str
    options: Mapping[str, int]

    def get(self, option: str) -> int:
        """The number of an option, 0 where neither file, argument nor default say."""
        return self.options.get(option, 0)

    @property
    def enforced(self) -> bool:
        """Whether it refuses; with `enforcing=0` it only warns."""
        return self.get("enforcing") != 0

    @property
    def length(self) -> int:
        """Least length of what is accepted: positive credits stand for characters."""
        asked = max(self.get("minlen"), _SHORTEST)
        return asked - sum(max(self.get(name), 0) for name in _CREDITS)

    def demands(self, credit: str) -> bool:
        """Whether a character of a class must be there, `dcredit` for a digit."""
        return self.get("minclass") >= _MOST_CLASSES or self.get(credit) < 0

    @property
    def classes(self) -> int:
        """How many of the four classes must be there."""
        named = sum(self.get(name) < 0 for name in _CREDITS)
        return min(max(self.get("minclass"), named), _MOST_CLASSES)


def changers(pam: Pam) -> tuple[str, ...]:
    """The services of a host by which passwords are changed; `passwd` if none."""
    return tuple(filter(pam.has, CHANGERS)) or CHANGERS[:1]


def quality_of(pam: Pam, service: str) -> Quality | None:
    """What a service demands of a new password, None where nothing does.

    Raises:
        Undetermined: there is no PAM, its stack cannot be resolved, an argument
            is no number, or another module (pam_passwdqc) sees to it.
    """
    for module, options in (("pam_pwquality", _pwquality), ("pam_cracklib", _cracklib)):
        if entry := pam.enforced(service, "password", module):
            return Quality(module=module, options=options(pam, entry))
    if pam.enforced(service, "password", "pam_passwdqc"):
        raise Undetermined(Reason.UNSUPPORTED, "pam_passwdqc")
    return None


def _pwquality(pam: Pam, entry: PamEntry) -> Mapping[str, int]:
    old = pam.quality_release and pam.quality_release < DROP_INS
    given = _numbers({**pam.conf.get("pwquality", {}), **entry.args})
    if old:
        return _FORMER | given | {"dictcheck": 1, "usercheck": 1}
    return _DEFAULTS | given


def _cracklib(_: Pam, entry: PamEntry) -> Mapping[str, int]:
    given = _numbers(entry.args)
    return _FORMER | given | {"usercheck": given.get("reject_username", 0)}


def _numbers(given: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, text in given.items():
        if text and not _NUMBER.fullmatch(text):
            if name in NUMBERS or name in SINCE:
                raise Undetermined(Reason.UNPARSEABLE, f"{name}={text[:40]}")
            continue
        found[name] = int(text) if text else 1
    return found
