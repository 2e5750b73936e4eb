import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import aide, packages
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, captured, host, stat

CIS = ("p", "i", "n", "u", "g", "s", "b", "acl", "xattrs", "sha512")
FULL = "+".join(CIS)
INSTALLED = {packages.DPKG: "install ok installed\taide\t0.18\tamd64\n"}
TOOLS = {
    aide.FILES: dict.fromkeys(("/usr/sbin/auditctl", "/usr/sbin/ausearch"), stat())
}


def judged(text: str, *raws: Seen) -> Verdict:
    seen = host(INSTALLED, TOOLS, {aide.CONFIG: text}, *raws)
    return judge("layer2_monitoring.fim_audit_tools", seen, attributes=CIS)


def test_tools_that_are_compared_in_full_pass() -> None:
    own = f"/usr/sbin/auditctl {FULL}\n/usr/sbin/ausearch {FULL}\n"

    assert judged(own).status is Status.PASS
    assert judged(f"/usr/sbin {FULL}+m+c\n").status is Status.PASS
    assert judged(captured("debian12", "aide.config")).status is Status.PASS


def test_a_tool_that_is_left_out_is_named() -> None:
    verdict = judged(f"/usr/sbin/auditctl {FULL}\n")

    assert (verdict.status, verdict.items) == (Status.FAIL, ("/usr/sbin/ausearch: -",))


def test_an_attribute_that_is_missing_is_named() -> None:
    verdict = judged(f"/usr/sbin {FULL}-sha512-acl\n")

    assert verdict.items[0] == "/usr/sbin/auditctl: -acl-sha512"


def test_a_weaker_rule_of_its_own_beats_the_general_one() -> None:
    verdict = judged(f"/usr/sbin {FULL}\n/usr/sbin/auditctl p\n")

    assert len(verdict.items) == 1


@pytest.mark.parametrize(
    "raw", [{packages.DPKG: "install ok installed\tbash\t5\tamd64\n"}, {aide.FILES: {}}]
)
def test_without_aide_or_audit_nothing_is_asked(raw: Seen) -> None:
    assert judged("", raw).reason is Exempt.NOT_INSTALLED


def test_what_cannot_be_read_is_unknown() -> None:
    assert judged("", {aide.CONFIG: ItemStatus.TIMEOUT}).reason is Reason.TIMEOUT
    assert judged("/usr/sbin/( p\n").reason is Reason.UNPARSEABLE
    assert judged("", {aide.FILES: {"/sbin/auditctl": "?"}}).reason is (
        Reason.UNPARSEABLE
    )
