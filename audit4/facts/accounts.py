"""Local accounts, their passwords' state and age, and who holds SSH keys.

Hashes are masked on the host; what is left says locked, empty or which scheme.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import (
    Evidence,
    Fact,
    File,
    ItemStatus,
    Reason,
    Stat,
    Undetermined,
    settled,
)
from audit4.facts.login_defs import LOGIN_DEFS

PASSWD = File(
    id="accounts.passwd", path="/etc/passwd", max_bytes=1 << 20, needs_root=False
)
GROUP = File(
    id="accounts.group", path="/etc/group", max_bytes=1 << 20, needs_root=False
)
SHELLS = File(id="accounts.shells", path="/etc/shells", needs_root=False)
SHADOW_FILE = File(id="accounts.shadow", path="/etc/shadow", max_bytes=1 << 20)
GSHADOW_FILE = File(id="accounts.gshadow", path="/etc/gshadow", max_bytes=1 << 20)
KEYS = Stat(
    id="accounts.keys",
    paths=("~/.ssh/authorized_keys", "~/.ssh/authorized_keys2"),
)

_NO_LOGIN = frozenset({"nologin", "false", "true", "sync", "shutdown", "halt"})
_NOBODY = 65534
# crypt(5) prefixes; a hash without one is traditional DES.
_SCHEMES = {
    "1": "md5",
    "2": "bcrypt",
    "2a": "bcrypt",
    "2b": "bcrypt",
    "2x": "bcrypt",
    "2y": "bcrypt",
    "3": "nt",
    "5": "sha256",
    "6": "sha512",
    "7": "scrypt",
    "gy": "gost-yescrypt",
    "md5": "sunmd5",
    "sha1": "sha1",
    "sm3": "sm3",
    "sm3y": "sm3-yescrypt",
    "y": "yescrypt",
}
_SCHEME_ID = re.compile(r"\$([a-z0-9]{1,5})[$,]")
_SHELL = re.compile(r"[^#/]*(/[^\s#]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One line of passwd; `field` is its second one, `x` where shadow is used."""

    name: str
    field: str
    uid: int
    gid: int
    home: str
    shell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of group, its members without those of primary groups."""

    name: str
    gid: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The local accounts and groups, in the files' order, repeats included.

    `uid_min` and `uid_max` bound people's accounts, from login.defs. `imports`
    are the `+` lines that take in the accounts of NIS.
    """

    all: tuple[Account, ...]
    groups: tuple[Group, ...]
    shells: frozenset[str]
    uid_min: int = 1000
    uid_max: int = 60000
    imports: tuple[str, ...] = ()

    def can_log_in(self, account: Account) -> bool:
        """Whether the shell lets somebody in; an empty shell means /bin/sh."""
        return account.shell.rsplit("/", 1)[-1] not in _NO_LOGIN

    @property
    def people(self) -> tuple[Account, ...]:
        """Accounts in the range that is meant for people."""
        return tuple(a for a in self.all if self.uid_min <= a.uid <= self.uid_max)

    @property
    def system(self) -> tuple[Account, ...]:
        """Accounts of services: below the people's range, or nobody; not root."""
        return tuple(
            a
            for a in self.all
            if a.name != "root" and (0 < a.uid < self.uid_min or a.uid == _NOBODY)
        )

    def members(self, group: str) -> frozenset[str]:
        """Names of a group's members, those whose primary group it is included."""
        gids = {g.gid for g in self.groups if g.name == group}
        named = {m for g in self.groups if g.name == group for m in g.members}
        return frozenset(named | {a.name for a in self.all if a.gid in gids})


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """One line of shadow: the password's state, and its ageing in days.

    `scheme` names the hash that would open the account, behind a lock too;
    `None` where there is none. Empty ageing fields are `None`; `changed` and
    `expires` count from the epoch, `changed` 0 = must change at next log-in.
    """

    name: str
    locked: bool
    empty: bool
    scheme: str | None
    changed: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    warning: int | None = None
    inactive: int | None = None
    expires: int | None = None

    @property
    def usable(self) -> bool:
        """Whether somebody can log in with this password."""
        return self.empty or (self.scheme is not None and not self.locked)


def password_of(line: str) -> Password:
    """The shadow entry in a line of the masked file."""
    name, secret, *ages = line.split(":")
    days = [_days(text, name) for text in ages[:6]] + [None] * 6
    lock, bare = _split_lock(secret)
    return Password(
        name=name,
        locked=bool(lock) or bare in ("x", "NP"),
        empty=secret == "",
        scheme=scheme_of(bare),
        changed=days[0],
        minimum=days[1],
        maximum=days[2],
        warning=days[3],
        inactive=days[4],
        expires=days[5],
    )


def _split_lock(secret: str) -> tuple[str, str]:
    # `***` at the end is a mask, and stands for a hash; other stars lock.
    if secret.endswith("***") and not secret.strip("!*"):
        return secret[:-3], "***"
    bare = secret.lstrip("!*")
    return secret[: len(secret) - len(bare)], bare


def scheme_of(secret: str) -> str | None:
    """The hash scheme of a masked hash, `None` where no password can match it."""
    if known := _SCHEME_ID.match(secret):
        return _SCHEMES.get(known[1], f"${known[1]}$")
    if secret.startswith("_"):
        return "bsdi-des"
    if secret.startswith(("?", "{")):  # masked: something, but no crypt(5) scheme
        return "other"
    # A mask without a scheme stands for what had none: traditional DES.
    if secret == "***" or re.fullmatch(r"[./0-9A-Za-z]{13}", secret):  # noqa: S105
        return "des"
    return None


def _days(text: str, name: str) -> int | None:
    # shadow(5): an empty field, or -1, turns the feature off.
    try:
        return int(text[:20]) if text and not text.startswith("-") else None
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"/etc/shadow: {name[:40]}") from None


def _lines(evidence: Evidence, file: File, fields: int) -> list[list[str]]:
    text = evidence.file(file)
    if text is None or not text.strip():
        raise Undetermined(Reason.UNPARSEABLE, file.path)
    rows = [x.split(":") for x in text.splitlines() if x and not x.startswith("#")]
    if any(len(r) < fields for r in rows if not r[0].startswith(("+", "-"))):
        raise Undetermined(Reason.UNPARSEABLE, file.path)
    return rows


def _accounts(evidence: Evidence) -> Accounts:
    defs = evidence.fact(LOGIN_DEFS)
    passwd = _lines(evidence, PASSWD, 7)
    groups = _lines(evidence, GROUP, 4)
    shells = (evidence.file(SHELLS) or "").splitlines()
    try:
        return Accounts(
            all=tuple(_account(r) for r in passwd if r[0][:1] not in "+-"),
            groups=tuple(_group(r) for r in groups if r[0][:1] not in "+-"),
            shells=frozenset(m[1] for m in map(_SHELL.match, shells) if m),
            uid_min=defs.number("UID_MIN") or 1000,
            uid_max=defs.number("UID_MAX") or 60000,
            imports=tuple(
                r[0][:40] for r in (*passwd, *groups) if r[0].startswith("+")
            ),
        )
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "/etc/passwd, /etc/group") from None


def _account(row: list[str]) -> Account:
    name, secret, uid, gid, _, home, shell = row[:7]
    return Account(
        name=name,
        field=secret,
        uid=int(uid),
        gid=int(gid),
        home=home,
        shell=shell.strip(),
    )


def _group(row: list[str]) -> Group:
    members = tuple(m.strip() for m in row[3].split(",") if m.strip())
    return Group(name=row[0], gid=int(row[2]), members=members)


def _shadow(evidence: Evidence) -> Mapping[str, Password]:
    rows = _lines(evidence, SHADOW_FILE, 2)
    entries = [password_of(":".join(r)) for r in rows if r[0][:1] not in "+-"]
    # getspnam takes the first of two lines with one name.
    return {e.name: e for e in reversed(entries)}


def _group_passwords(evidence: Evidence) -> Mapping[str, Password]:
    """By group: its line in gshadow, else what stands in the group file itself.

    SUSE and others have no gshadow; a group that it lacks has the old field.
    """
    rows = _lines(evidence, GROUP, 4)
    if evidence.file(GSHADOW_FILE) is not None:
        rows = [*_lines(evidence, GSHADOW_FILE, 2), *rows]
    entries = [password_of(f"{r[0]}:{r[1]}") for r in rows if r[0][:1] not in "+-"]
    return {e.name: e for e in reversed(entries)}


def _key_holders(evidence: Evidence) -> frozenset[str]:
    # A path that is not safe to follow is there all the same: count it as keys,
    # or a user could hide the account by a link.
    files = [
        item.name
        for item in evidence.take(KEYS)
        if item.status is not ItemStatus.ABSENT
        and (item.status is ItemStatus.UNSAFE or settled(item))
    ]
    return frozenset(
        account.name
        for account in evidence.fact(ACCOUNTS).all
        if any(f.startswith(f"{account.home.rstrip('/')}/.ssh/") for f in files)
    )


ACCOUNTS: Fact[Accounts] = Fact(
    name="accounts",
    probes=(PASSWD, GROUP, SHELLS, *LOGIN_DEFS.probes),
    parse=_accounts,
)
SHADOW: Fact[Mapping[str, Password]] = Fact(
    name="shadow", probes=(SHADOW_FILE,), parse=_shadow
)
GROUP_PASSWORDS: Fact[Mapping[str, Password]] = Fact(
    name="group_passwords", probes=(GSHADOW_FILE, GROUP), parse=_group_passwords
)
KEY_HOLDERS: Fact[frozenset[str]] = Fact(
    name="key_holders", probes=(KEYS, *ACCOUNTS.probes), parse=_key_holders
)
