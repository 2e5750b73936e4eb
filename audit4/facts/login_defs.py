"""Settings of the shadow suite: login.defs, and useradd's defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined

FILE = File(id="login_defs.file", path="/etc/login.defs", needs_root=False)
USERADD = File(id="login_defs.useradd", path="/etc/default/useradd", needs_root=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginDefs:
    """Keys and values; `present` is false where there is no login.defs.

    `useradd` holds /etc/default/useradd, which sets `INACTIVE` and `SHELL`.
    """

    present: bool
    values: Mapping[str, str] = field(default_factory=dict)
    useradd: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """The value of a key, `None` where it is not set."""
        return self.values.get(key)

    def number(self, key: str) -> int | None:
        """The value as a number, as C reads it (`0x`, leading 0 is octal).

        Raises:
            Undetermined: it is set, but not to a number.
        """
        return _number(key, self.values.get(key))

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


def _parse(evidence: Evidence) -> LoginDefs:
    text = evidence.file(FILE)
    useradd = _shell(evidence.file(USERADD) or "")
    if text is None:
        return LoginDefs(present=False, useradd=useradd)
    return LoginDefs(present=True, values=_login_defs(text), useradd=useradd)


LOGIN_DEFS: Fact[LoginDefs] = Fact(
    name="login_defs", probes=(FILE, USERADD), parse=_parse
)
