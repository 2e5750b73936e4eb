"""Accounts that nobody uses must be disabled.

The owner who has left does not notice when somebody else logs in. An account
counts as usable if its shell lets in, it has not expired, and it has a password
that works or SSH keys. Its last sign of life is its last log-in or change of
password, whichever is later. audit4's own pinned account is left out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from audit4.api import (
    ACCOUNTS,
    AUDIT_ACCESS,
    KEY_HOLDERS,
    LOGINS,
    NOW,
    SHADOW,
    Account,
    Accounts,
    AuditAccess,
    Check,
    Password,
    Reason,
    Verdict,
    judged_all,
)

_EPOCH_DAY = timedelta(days=1)


def evaluate(
    accounts: Accounts,
    shadow: Mapping[str, Password],
    logins: Mapping[str, datetime | None],
    keys: frozenset[str],
    access: AuditAccess,
    now: datetime,
    days: int,
) -> Verdict:
    """Fail for each usable account of a person without a sign of life for `days`."""
    today = int(now.timestamp()) // 86400
    own = {"audit4"} if access.lines else set[str]()
    wrong, unclear = [], list[tuple[Reason, str]]()
    for account in accounts.people:
        password = shadow.get(account.name)
        if account.name in own or not _usable(accounts, account, password, keys, today):
            continue
        seen = _last_seen(password, logins.get(account.name), now)
        if seen is None:
            unclear.append((Reason.UNPARSEABLE, f"{account.name}: lastlog"))
        elif (now - seen).days > days:
            wrong.append(f"{account.name}: {(now - seen).days} d")
    return judged_all(
        wrong,
        expected=f"<= {days} d",
        unclear=unclear,
        actual=f"{len(accounts.people)} <= {days} d",
    )


def _usable(
    accounts: Accounts,
    account: Account,
    password: Password | None,
    keys: frozenset[str],
    today: int,
) -> bool:
    if not accounts.can_log_in(account) or password is None:
        return False
    expired = password.expires is not None and password.expires <= today
    return not expired and (password.usable or account.name in keys)


def _last_seen(
    password: Password | None, login: datetime | None, now: datetime
) -> datetime | None:
    day = password.changed if password else None
    signs = [login] if login else []
    if day:
        signs.append(now - (int(now.timestamp()) // 86400 - day) * _EPOCH_DAY)
    return max(signs, default=None)


CHECK = Check(
    facts={
        "accounts": ACCOUNTS,
        "shadow": SHADOW,
        "logins": LOGINS,
        "keys": KEY_HOLDERS,
        "access": AUDIT_ACCESS,
        "now": NOW,
    },
    evaluate=evaluate,
)
