import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import pam
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    captured_pam,
    no_pam,
    pam_host,
    password_stack,
)

CHECK = "layer1_onsite.pam_module"
HISTORY = "password requisite pam_pwhistory.so use_authtok"
ALL = ("auth", "account", "password", "session")
# Laid out as authselect writes it on RHEL 9 for a host of a directory.
DIRECTORY = """\
auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
auth [default=1 ignore=ignore success=ok] pam_localuser.so
auth sufficient pam_unix.so
auth sufficient pam_sss.so forward_pass
auth required pam_deny.so
session [success=1 default=ignore] pam_succeed_if.so service in crond quiet use_uid
session required pam_unix.so
"""


def judged(host: Host, module: str, *facilities: str) -> Verdict:
    return judge(
        CHECK,
        evidence(host),
        facilities=facilities,
        modules=(module,),
        services=("sshd", "login"),
    )


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_asks_pam_unix_in_all_four(system: str) -> None:
    host = pam_host() | {pam.SERVICES: captured_pam(system)}

    assert judged(host, "pam_unix", *ALL).status is Status.PASS


def test_a_module_that_a_jump_may_skip_is_reached_by_somebody() -> None:
    host = pam_host(sshd=DIRECTORY, login=DIRECTORY)

    assert judged(host, "pam_unix", "auth", "session").status is Status.PASS


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (HISTORY, Status.PASS),
        ("password optional pam_pwhistory.so use_authtok", Status.FAIL),
        ("# password requisite pam_pwhistory.so", Status.FAIL),
        (
            "password sufficient pam_unix.so\npassword requisite pam_pwhistory.so",
            "fail",
        ),
    ],
)
def test_in_the_password_stack_its_refusal_must_refuse(
    line: str, status: Status
) -> None:
    host = pam_host(common_password=password_stack(line))

    assert judged(host, "pam_pwhistory", "password").status == status


def test_no_service_a_loop_and_an_unread_file_are_unknown() -> None:
    loop = pam_host(common_auth="@include common-auth\n")
    denied = {**pam_host(), pam.SERVICES: {"/etc/pam.d/sshd": ItemStatus.DENIED}}

    reasons = [judged(h, "pam_unix", "auth").reason for h in (no_pam(), loop, denied)]

    assert reasons == [Reason.UNSUPPORTED, Reason.UNPARSEABLE, Reason.PERMISSION]
