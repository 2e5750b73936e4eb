import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import packages
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host

POSTFIX = {packages.DPKG: "install ok installed\tpostfix\t3.7\tamd64\n"}


def judged(*raws: Seen, container: bool = False) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_mailer", seen, mailers=("postfix", "exim4"))


@pytest.mark.parametrize(
    "config", ["space_left_action = EMAIL\n", "admin_space_left_action = email\n"]
)
def test_mail_needs_something_that_carries_it(config: str) -> None:
    assert judged(audit(config=config)).status is Status.FAIL
    assert judged(audit(config=config), POSTFIX).actual == "postfix"


def test_without_mail_nothing_is_asked() -> None:
    verdict = judged(audit(config="space_left_action = syslog\n"))

    assert verdict.reason is Exempt.NOT_USED


def test_absent_container_malformed_and_denied_differ() -> None:
    mail = audit(config="space_left_action = email\n")

    assert judged().status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert judged(mail, {packages.DPKG: "?\n"}).reason is Reason.UNPARSEABLE
    denied = {packages.DPKG: ItemStatus.DENIED}
    assert judged(mail, denied).reason is Reason.PERMISSION
