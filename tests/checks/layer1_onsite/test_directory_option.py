import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import directory
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, evidence, judge

CHECK = "layer1_onsite.directory_option"
DOMAIN = "[domain/tinh.example]\nid_provider = ldap\n"


def judged(sssd: Raw, *, privileged: bool = True) -> Verdict:
    seen = evidence(
        {directory.NSSWITCH: "passwd: files sss\n", directory.SSSD: sssd},
        privileged=privileged,
    )
    return judge(
        CHECK,
        seen,
        option="ldap_tls_reqcert",
        forbidden=("never", "allow"),
        default="hard",
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("ldap_tls_reqcert = demand\n", Status.PASS),
        ("ldap_tls_reqcert=HARD\n", Status.PASS),
        ("", Status.PASS),
        ("ldap_tls_reqcert = never\n", Status.FAIL),
        ("  LDAP_TLS_REQCERT = Allow\n", Status.FAIL),
    ],
)
def test_judges_what_holds_for_a_domain(line: str, status: Status) -> None:
    assert judged(DOMAIN + line).status is status


def test_each_domain_is_judged_by_its_own_lines() -> None:
    two = f"{DOMAIN}ldap_tls_reqcert = never\n[domain/khac.example]\n"

    assert judged(two).items == ("tinh.example: ldap_tls_reqcert = never",)


def test_without_a_domain_it_does_not_apply() -> None:
    assert judged("").reason is Exempt.NOT_USED


def test_unread_and_unprivileged_are_unknown() -> None:
    assert judged(ItemStatus.TRUNCATED).reason is Reason.TRUNCATED
    assert judged(ItemStatus.ABSENT).reason is Reason.MISSING_TOOL
    assert judged(DOMAIN, privileged=False).reason is Reason.PERMISSION
