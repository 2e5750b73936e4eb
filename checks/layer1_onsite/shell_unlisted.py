"""A shell that lets nobody in must not be named as a valid log-in shell.

Services that ask /etc/shells whether an account is a person's, such as FTP, would
take a service's account for one.
"""

from audit4.api import ACCOUNTS, Accounts, Check, Verdict, judged_all


def evaluate(accounts: Accounts, names: tuple[str, ...] = ("nologin",)) -> Verdict:
    """Fail for each line of /etc/shells that names one of `names`."""
    return judged_all(
        sorted(s for s in accounts.shells if s.rsplit("/", 1)[-1] in names),
        expected=f"/etc/shells: ≠ {' | '.join(names)}",
        actual=f"/etc/shells: {len(accounts.shells)}",
    )


CHECK = Check(facts={"accounts": ACCOUNTS}, evaluate=evaluate)
