from audit4.evidence import ItemStatus, Reason
from audit4.facts import sudoers
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_installed"


def test_judges_whether_there_is_a_sudo() -> None:
    there = judge(CHECK, evidence(sudo_host()))
    missing = judge(CHECK, evidence(no_sudo()))

    assert (there.status, missing.status) == (Status.PASS, Status.FAIL)


def test_a_sudo_that_did_not_answer_is_unknown() -> None:
    silent = {**sudo_host(), sudoers.VERSION: ItemStatus.TIMEOUT}
    plain = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, evidence(silent)).reason is Reason.TIMEOUT
    assert judge(CHECK, plain).reason is Reason.PERMISSION


def test_a_sudo_without_its_file_is_unknown() -> None:
    bare = {**sudo_host(), sudoers.MAIN: ItemStatus.ABSENT}

    assert judge(CHECK, evidence(bare)).reason is Reason.NOT_COLLECTED
