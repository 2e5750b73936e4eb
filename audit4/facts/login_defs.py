"""Settings of the shadow suite: login.defs, and useradd's defaults.

SUSE keeps the vendor's file below /usr/etc, and reads drop-ins; nobody else does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined
from audit4.facts.os import OS, OS_PROBES

FILE = File(id="login_defs.file", path="/etc/login.defs", needs_root=False)
VENDOR = File(id="login_defs.vendor", path="/usr/etc/login.defs", needs_root=False)
DROP_INS = File(
    id="login_defs.drop_ins", path="/etc/login.defs.d/*.defs", needs_root=False
)
USERADD = File(id="login_defs.useradd", path="/etc/default/useradd", needs_root=False)


_PAIR = re.compile(r"\s*([^\s=]+)[\s=]+(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginDefs:
    """Keys and values; `present` is false where there is no login.defs.

    `useradd` holds /etc/default/useradd, which sets `INACTIVE` and `SHELL`. PAM's
    modules read the file by themselves: they take the `first` line of a key, shadow
    the last, and to them case does not matter and `=` may stand behind the key.
    """

    present: bool
    values: Mapping[str, str] = field(default_factory=dict)
    useradd: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """The value of a key, `None` where it is not set."""
        return self.values.get(key)

    def number(self, key: str) -> int | None:
        """The value as a number, as C reads it (`0x`, leading 0 is octal).

        Raises:
            Undetermined: it is set, but not to a number.
        """
        return _number(key, self.values.get(key))

    def pam(self, key: str) -> str | None:
        """The value of a key as PAM's modules find it."""
        return self.first.get(key.upper())

    @property
    def inactive(self) -> int | None:
        """Days from a password's expiry to the lock of a new account; -1 never."""
        return _number("INACTIVE", self.useradd.get("INACTIVE"))


def _number(key: str, text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.removeprefix("-").lower()
    if not digits.isascii() or not digits.isalnum():
        raise Undetermined(Reason.UNPARSEABLE, f"{key} {text[:40]}")
    octal = len(digits) > 1 and digits.startswith("0") and digits.isdigit()
    try:
        size = int(digits, 8) if octal else int(digits[:20], 0)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"{key} {text[:40]}") from None
    return -size if text.startswith("-") else size


def _login_defs(text: str) -> Mapping[str, str]:
    # The last line of a key counts: shadow overwrites what it read before.
    values: dict[str, str] = {}
    for line in text.splitlines():
        words = line.split("#", 1)[0].split(None, 1)
        if len(words) == 2:  # noqa: PLR2004 - key and value
            values[words[0]] = words[1].strip().strip('"')
    return values


def _shell(text: str) -> Mapping[str, str]:
    pairs = (line.split("#", 1)[0].partition("=") for line in text.splitlines())
    return {k.strip(): v.strip().strip("\"'") for k, eq, v in pairs if eq}


def _first(text: str) -> Mapping[str, str]:
    # pam_modutil_search_key: up to the first line whose key is the one.
    found: dict[str, str] = {}
    for line in text.splitlines():
        pair = _PAIR.match(line.split("#", 1)[0])
        if pair:
            found.setdefault(pair[1].upper(), pair[2].strip())
    return found


def _parse(evidence: Evidence) -> LoginDefs:
    text = _text(evidence)
    useradd = _shell(evidence.file(USERADD) or "")
    if text is None:
        return LoginDefs(present=False, useradd=useradd)
    return LoginDefs(
        present=True, values=_login_defs(text), useradd=useradd, first=_first(text)
    )


def _text(evidence: Evidence) -> str | None:
    own = evidence.file(FILE)
    if own is not None and not _layered(evidence):
        return own
    try:
        text = own if own is not None else evidence.file(VENDOR)
        if text is None or not _layered(evidence):
            return text
        return "\n".join((text, *evidence.files(DROP_INS).values()))
    except Undetermined as why:
        if why.reason is Reason.NOT_COLLECTED:  # an older collector, or not SUSE
            return own
        raise


def _layered(evidence: Evidence) -> bool:
    try:
        return evidence.fact(OS).family == "suse"
    except Undetermined:
        return False


LOGIN_DEFS: Fact[LoginDefs] = Fact(
    name="login_defs",
    probes=(FILE, VENDOR, DROP_INS, USERADD, *OS_PROBES),
    parse=_parse,
)
