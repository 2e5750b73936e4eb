"""Accounts that come with a system, an image or a product must not be ways in.

Their names stand in every guesser's list, often with the password; and a name
that several people use says nothing about who acted. An account counts as a way
in if its shell lets in, it has not expired, and it has a password that works or,
with `keys`, SSH keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from audit4.api import (
    ACCOUNTS,
    KEY_HOLDERS,
    NOW,
    SHADOW,
    Account,
    Accounts,
    Check,
    Password,
    Verdict,
    judged_all,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A row of the data file: a name, and what brings it along."""

    name: str
    kind: str
    note: str = ""


def evaluate(
    accounts: Accounts,
    shadow: Mapping[str, Password],
    holders: frozenset[str],
    now: datetime,
    *,
    kinds: tuple[str, ...],
    catalogue: tuple[Known, ...],
    keys: bool = True,
) -> Verdict:
    """Fail for each account of one of `kinds` that somebody can log in to."""
    today = int(now.timestamp()) // 86400
    known = {row.name for row in catalogue if row.kind in kinds}
    wrong = [
        f"{account.name}: {why}"
        for account in accounts.all
        if account.name in known
        and account.uid != 0
        and accounts.can_log_in(account)
        and (why := _way_in(account, shadow, holders if keys else frozenset(), today))
    ]
    return judged_all(wrong, expected="nologin | ! | *", actual="-")


def _way_in(
    account: Account,
    shadow: Mapping[str, Password],
    holders: frozenset[str],
    today: int,
) -> str:
    password = shadow.get(account.name)
    if password and password.expires is not None and password.expires <= today:
        return ""
    if password and password.usable:
        return "password"
    return "authorized_keys" if account.name in holders else ""


CHECK = Check(
    facts={
        "accounts": ACCOUNTS,
        "shadow": SHADOW,
        "holders": KEY_HOLDERS,
        "now": NOW,
    },
    evaluate=evaluate,
)
