import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts.packages import DPKG
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.layer1_onsite.system_cases import having, packages
from tests.checks.system_literals import host

CHECK = "layer1_onsite.package_presence"


@pytest.mark.parametrize(
    ("installed", "present", "status"),
    [
        (("apparmor",), True, Status.PASS),
        ((), True, Status.FAIL),
        (("apparmor",), False, Status.FAIL),
        ((), False, Status.PASS),
        (("apparmor-utils",), True, Status.FAIL),
    ],
)
def test_judges_the_package_by_its_whole_name(
    installed: tuple[str, ...],
    present: bool,  # noqa: FBT001 - a case
    status: Status,
) -> None:
    seen = having(packages(*installed))

    assert judge(CHECK, seen, names=("apparmor",), present=present).status is status


def test_what_was_removed_but_left_its_configuration_is_not_installed() -> None:
    rows = (
        "install ok installed\tbash\t5\tamd64\n"
        "deinstall ok config-files\tgdm3\t4\tall\n"
    )

    verdict = judge(CHECK, having({DPKG: rows}), names=("gdm3",), present=False)

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        ("", Reason.UNPARSEABLE),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    verdict = judge(CHECK, having({DPKG: raw}), names=("gdm3",), present=False)

    assert verdict.reason is reason


def test_the_hosts_role_may_need_it() -> None:
    seen = host(setting=Setting(roles=frozenset({"ldap"})))

    verdict = judge(CHECK, seen, names=("bash",), present=False, roles=("ldap",))

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.ROLE)
