"""An account whose shell is no log-in shell must not have a working password.

Its shell keeps people out of a terminal, not its password out of the services that
ask for one: FTP, mail, a web server, `su -s`. Valid shells stand in /etc/shells.
"""

from collections.abc import Mapping

from audit4.api import (
    ACCOUNTS,
    SHADOW,
    Account,
    Accounts,
    Check,
    Password,
    Verdict,
    judged_all,
)


def evaluate(accounts: Accounts, shadow: Mapping[str, Password]) -> Verdict:
    """Fail for each account but root with such a shell and a usable password.

    Without /etc/shells, shells are told by their names.
    """
    barred = [a for a in accounts.all if a.name != "root" and not _valid(accounts, a)]
    wrong = [
        f"{a.name}: {a.shell}" for a in barred if (p := shadow.get(a.name)) and p.usable
    ]
    return judged_all(wrong, expected="! | *", actual=str(len(barred)))


def _valid(accounts: Accounts, account: Account) -> bool:
    listed = accounts.shells
    if account.shell.endswith("/nologin") or not listed:
        return accounts.can_log_in(account)
    return (account.shell or "/bin/sh") in listed


CHECK = Check(facts={"accounts": ACCOUNTS, "shadow": SHADOW}, evaluate=evaluate)
