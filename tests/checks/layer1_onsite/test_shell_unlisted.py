import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import accounts
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, accounts_host, captured

CHECK = "layer1_onsite.shell_unlisted"


@pytest.mark.parametrize(
    ("shells", "items"),
    [
        ("/bin/sh\n/usr/sbin/nologin\n", ("/usr/sbin/nologin",)),
        ("/bin/sh\n# /usr/sbin/nologin\n", ()),
        ("  /sbin/nologin  # old\n", ("/sbin/nologin",)),
        (ABSENT, ()),
    ],
)
def test_names_lines_that_list_nologin(
    shells: str | ItemStatus, items: tuple[str, ...]
) -> None:
    seen = evidence(accounts_host() | {accounts.SHELLS: shells})

    assert judge(CHECK, seen).items == items


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_as_installed_passes(system: str) -> None:
    shells = captured(system, accounts.SHELLS)
    seen = evidence(accounts_host() | {accounts.SHELLS: shells})

    assert judge(CHECK, seen).status is Status.PASS


def test_a_list_that_cannot_be_read_is_unknown() -> None:
    seen = evidence(accounts_host() | {accounts.SHELLS: ItemStatus.TIMEOUT})

    assert judge(CHECK, seen).reason is Reason.TIMEOUT
