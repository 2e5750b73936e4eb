"""Who administers the host: root's equals and those whom sudo lets become root."""

from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, Reason
from audit4.facts.accounts import ACCOUNTS, Accounts
from audit4.facts.sudoers import SUDOERS, SudoGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class Admins:
    """Names of administrators; `unclear` says why there may be more of them."""

    names: frozenset[str]
    unclear: tuple[tuple[Reason, str], ...] = ()


def _parse(evidence: Evidence) -> Admins:
    accounts, sudoers = evidence.fact(ACCOUNTS), evidence.fact(SUDOERS)
    names = {a.name for a in accounts.all if a.uid == 0}
    for grant in sudoers.grants:
        if _becomes_root(grant):
            names |= _members(accounts, grant.users)
    return Admins(names=frozenset(names), unclear=sudoers.unclear)


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


ADMINS: Fact[Admins] = Fact(
    name="admins", probes=(*ACCOUNTS.probes, *SUDOERS.probes), parse=_parse
)
