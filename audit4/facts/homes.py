"""Homes of the accounts that people log in with, and the dot files in them."""

from collections import defaultdict
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, PathStat, Stat
from audit4.facts.accounts import ACCOUNTS, Account, Accounts

# `~/.` is the folder that a home leads to, also where the home is a link.
HOME_STATS = Stat(id="homes.stats", paths=("~/.", "~/.[!.]*"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One account, its home's folder or None, and what begins with a dot there."""

    account: Account
    folder: PathStat | None
    dot_files: tuple[PathStat, ...]


def _parse(seen: Evidence) -> tuple[Home, ...]:
    accounts = seen.fact(ACCOUNTS)
    within: dict[str, list[PathStat]] = defaultdict(list)
    stats = seen.stats(HOME_STATS)
    for path, stat in sorted(stats.items()):
        if not path.endswith("/."):
            within[path.rpartition("/")[0]].append(stat)
    return tuple(
        Home(
            account=account,
            folder=stats.get(f"{home}/.") if account.home else None,
            dot_files=tuple(within[home]) if account.home else (),
        )
        for account in accounts.all
        if _interactive(account, accounts)
        for home in [account.home.removesuffix("/")]
    )


def _interactive(account: Account, accounts: Accounts) -> bool:
    of_people = account.uid == 0 or account.uid >= accounts.uid_min
    return of_people and accounts.can_log_in(account)


HOMES: Fact[tuple[Home, ...]] = Fact(
    name="homes", probes=(HOME_STATS, *ACCOUNTS.probes), parse=_parse
)
