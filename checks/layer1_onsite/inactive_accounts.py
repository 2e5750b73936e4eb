"""Accounts that nobody uses must be disabled.

The owner who has left does not notice when somebody else logs in. An account
counts as usable if its shell lets in, it has not expired, and it has a password
that works or SSH keys. Its last sign of life is its last log-in or change of
password, whichever is later: one that never logged in is as old as its password.
Accounts of services, those of a directory and audit4's own pinned one are left out.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

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
    Logins,
    Password,
    Reason,
    Verdict,
    judged_all,
)

_DAY = 86400
_NOBODY = 65534


def evaluate(
    accounts: Accounts,
    shadow: Mapping[str, Password],
    logins: Logins,
    keys: frozenset[str],
    access: AuditAccess,
    now: datetime,
    days: int,
) -> Verdict:
    """Fail for each usable account of a person without a sign of life for `days`.

    Where no record of log-ins goes back that far, an account is in use if what is
    known of it is fresh, and else not known.
    """
    own = {"audit4"} if access.lines else set[str]()
    wrong, unclear, judged = [], list[tuple[Reason, str]](), 0
    for account in accounts.all:
        if account.uid < accounts.uid_min or account.uid == _NOBODY:
            continue
        password = shadow.get(account.name)
        if account.name in own or not _usable(accounts, account, password, keys, now):
            continue
        judged += 1
        seen = _last_seen(password, logins.last.get(account.name), now)
        if seen and (now - seen).days <= days:
            continue
        if not logins.covers(now - timedelta(days=days)):
            unclear.append((logins.lacking[0], f"{account.name}: {logins.lacking[1]}"))
        elif seen:
            wrong.append(f"{account.name}: {(now - seen).days} d")
        else:
            unclear.append((Reason.UNPARSEABLE, f"{account.name}: lastchg"))
    return judged_all(
        wrong, expected=f"<= {days} d", unclear=unclear, actual=f"{judged} <= {days} d"
    )


def _usable(
    accounts: Accounts,
    account: Account,
    password: Password | None,
    keys: frozenset[str],
    now: datetime,
) -> bool:
    if not accounts.can_log_in(account) or password is None:
        return False
    if _disabled(password, int(now.timestamp()) // _DAY):
        return False
    return password.usable or account.name in keys


def _disabled(password: Password, today: int) -> bool:
    # pam_unix refuses both kinds, by SSH key as well.
    if password.expires is not None and password.expires <= today:
        return True
    if not password.changed or password.maximum is None or password.inactive is None:
        return False
    return password.changed + password.maximum + password.inactive < today


def _last_seen(
    password: Password | None, login: datetime | None, now: datetime
) -> datetime | None:
    day = password.changed if password else None
    signs = [login] if login else []
    # A date ahead of now is no sign of anything.
    if day and day <= int(now.timestamp()) // _DAY + 1:
        signs.append(datetime.fromtimestamp(day * _DAY, UTC))
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
