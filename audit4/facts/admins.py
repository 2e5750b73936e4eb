"""Who administers the host: root's equals and those whom sudo lets become root."""

from audit4.evidence import Evidence, Fact
from audit4.facts.accounts import ACCOUNTS, Accounts
from audit4.facts.sudoers import SUDOERS, SudoGrant


def _parse(evidence: Evidence) -> frozenset[str]:
    accounts = evidence.fact(ACCOUNTS)
    admins = {a.name for a in accounts.all if a.uid == 0}
    for grant in evidence.fact(SUDOERS).grants:
        if _becomes_root(grant):
            admins |= _members(accounts, grant.users)
    return frozenset(admins)


def _becomes_root(grant: SudoGrant) -> bool:
    target = grant.runas.split(":")[0]
    return grant.command == "ALL" and (
        not target or bool({"root", "ALL", "#0"} & set(target.split(",")))
    )


def _members(accounts: Accounts, users: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for user in users:
        if user.startswith("%"):
            found |= accounts.members(user[1:])
        elif user == "ALL":
            found |= {a.name for a in accounts.people}
        else:
            found |= {a.name for a in accounts.all if a.name == user}
    return found


ADMINS: Fact[frozenset[str]] = Fact(
    name="admins", probes=(*ACCOUNTS.probes, *SUDOERS.probes), parse=_parse
)
