"""SSH keys that open accounts must belong to somebody, and not to services.

`system`: an account of a service has no use for a key, an intruder has.
`anonymous`: a key without a comment tells nobody whose it is, so it outlives
its owner's stay.
"""

from typing import Literal

from audit4.api import (
    ACCOUNTS,
    LOGIN_KEYS,
    Accounts,
    Check,
    LoginKey,
    Verdict,
    judged_all,
)


def evaluate(
    keys: tuple[LoginKey, ...],
    accounts: Accounts,
    judge: Literal["system", "anonymous"],
) -> Verdict:
    """Fail for each key of the kind; names its file and its last characters."""
    services = {a.name for a in accounts.system}
    wrong = [
        f"{key.path} {key.kind} ...{key.end}"
        for key in keys
        if (
            any(a.name in services for a in key.accounts)
            if judge == "system"
            else not key.comment
        )
    ]
    return judged_all(sorted(wrong), expected="none", actual=f"{len(keys)} keys")


CHECK = Check(facts={"keys": LOGIN_KEYS, "accounts": ACCOUNTS}, evaluate=evaluate)
