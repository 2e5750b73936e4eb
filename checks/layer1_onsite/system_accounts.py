"""Accounts of services must not be ways in for people.

A service needs no shell to run. One that has a shell or a working password turns
a flaw in the service, or a guessed password, into a session on the host.
"""

from collections.abc import Mapping
from typing import Literal

from audit4.api import (
    ACCOUNTS,
    SHADOW,
    Accounts,
    Check,
    Password,
    Verdict,
    judged_all,
)


def evaluate(
    accounts: Accounts,
    shadow: Mapping[str, Password],
    without: Literal["shell", "password"],
    ignored: tuple[str, ...] = (),
) -> Verdict:
    """Fail for each service account that has a log-in shell, or a password."""
    service = [a for a in accounts.system if a.name not in ignored]
    if without == "shell":
        wrong = [f"{a.name}: {a.shell}" for a in service if accounts.can_log_in(a)]
        return judged_all(wrong, expected="nologin", actual=str(len(service)))
    usable = [a.name for a in service if (p := shadow.get(a.name)) and p.usable]
    return judged_all(usable, expected="! | *", actual=str(len(service)))


CHECK = Check(facts={"accounts": ACCOUNTS, "shadow": SHADOW}, evaluate=evaluate)
