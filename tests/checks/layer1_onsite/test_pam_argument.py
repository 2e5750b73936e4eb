from audit4.evidence import ItemStatus, Reason
from audit4.facts import pam
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import FAILLOCK_AUTH, Host, no_pam, pam_host

CHECK = "layer1_onsite.pam_argument"


def nullok(host: Host, *, present: bool = False) -> Verdict:
    return judge(
        CHECK,
        evidence(host),
        facilities=("auth",),
        module="pam_unix",
        arguments=("nullok", "nullok_secure"),
        services=("sshd", "login"),
        present=present,
    )


def test_debian_as_installed_accepts_empty_passwords() -> None:
    verdict = nullok(pam_host())

    assert verdict.status is Status.FAIL
    assert verdict.items == (
        "login: common-auth: pam_unix nullok",
        "sshd: common-auth: pam_unix nullok",
    )


def test_a_stack_without_the_argument_passes() -> None:
    assert nullok(pam_host(common_auth=FAILLOCK_AUTH)).status is Status.PASS


def test_a_file_that_nobody_includes_does_not_count() -> None:
    host = pam_host(common_auth=FAILLOCK_AUTH, old="auth required pam_unix.so nullok\n")

    assert nullok(host).status is Status.PASS


def test_an_argument_that_must_be_there_is_missed() -> None:
    verdict = nullok(pam_host(common_auth=FAILLOCK_AUTH), present=True)

    assert verdict.items == (
        "login: common-auth: pam_unix nullok -",
        "sshd: common-auth: pam_unix nullok -",
    )


def test_no_service_a_loop_and_an_unread_file_are_unknown() -> None:
    loop = pam_host(common_auth="@include common-auth\n")
    denied = {**pam_host(), pam.SERVICES: {"/etc/pam.d/sshd": ItemStatus.DENIED}}

    reasons = [nullok(host).reason for host in (no_pam(), loop, denied)]

    assert reasons == [Reason.UNSUPPORTED, Reason.UNPARSEABLE, Reason.PERMISSION]
