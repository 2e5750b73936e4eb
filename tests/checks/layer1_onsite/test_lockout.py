import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import packages, pam
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    ABSENT,
    FAILLOCK_AUTH,
    Host,
    no_pam,
    os_host,
    pam_host,
)

CHECK = "layer1_onsite.lockout"

# The layout of authselect's with-faillock feature, from its documentation.
RHEL9 = """\
auth required pam_env.so
auth required pam_faildelay.so delay=2000000
auth required pam_faillock.so preauth silent
auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
auth [default=1 ignore=ignore success=ok] pam_localuser.so
auth sufficient pam_unix.so nullok
auth [default=1 ignore=ignore success=ok] pam_usertype.so isregular
auth sufficient pam_sss.so forward_pass
auth required pam_faillock.so authfail
auth required pam_deny.so
"""
# The layout of authconfig --enablefaillock on CentOS 7, from its documentation.
CENTOS7 = """\
auth required pam_env.so
auth required pam_faillock.so preauth silent audit deny=5 unlock_time=900
auth sufficient pam_unix.so nullok try_first_pass
auth [default=die] pam_faillock.so authfail audit deny=5 unlock_time=900
auth requisite pam_succeed_if.so uid >= 1000 quiet_success
auth required pam_deny.so
"""
TALLY2 = "auth required pam_tally2.so deny=5 onerr=fail\nauth required pam_unix.so\n"


def judged(host: Host) -> Verdict:
    return judge(CHECK, evidence(host), at_most=5, services=("sshd", "login"))


@pytest.mark.parametrize("stack", [FAILLOCK_AUTH, RHEL9, CENTOS7, TALLY2])
def test_the_documented_layouts_pass(stack: str) -> None:
    assert judged(pam_host(common_auth=stack)).status is Status.PASS


@pytest.mark.parametrize(
    "stack",
    [
        "auth required pam_unix.so\n",
        # counted, but nobody asks whether the account is locked
        FAILLOCK_AUTH.replace("auth requisite pam_faillock.so preauth", "# "),
        FAILLOCK_AUTH.replace("requisite pam_faillock", "optional pam_faillock"),
        # a wrong password ends the stack before it is counted
        CENTOS7.replace("auth sufficient pam_unix", "auth requisite pam_unix"),
        "auth sufficient pam_unix.so\nauth required pam_tally2.so deny=5\n",
        FAILLOCK_AUTH.replace("deny=5", "deny=0"),
        FAILLOCK_AUTH.replace("deny=5", "deny=6"),
        TALLY2.replace("deny=5", ""),
    ],
)
def test_a_module_in_the_wrong_place_or_too_patient_fails(stack: str) -> None:
    assert judged(pam_host(common_auth=stack)).status is Status.FAIL


def test_su_is_judged_for_people_and_not_for_root() -> None:
    host = pam_host(common_auth=FAILLOCK_AUTH)

    verdict = judge(CHECK, evidence(host), at_most=5, services=("su", "sudo"))

    assert verdict.status is Status.PASS


def test_the_file_counts_where_no_argument_overrides_it() -> None:
    bare = FAILLOCK_AUTH.replace("deny=5", "")

    loose = judged(pam_host(faillock="deny = 20\n", common_auth=bare))
    default = judged(pam_host(common_auth=bare))

    assert (loose.status, default.status) == (Status.FAIL, Status.PASS)


def test_each_service_is_judged_by_its_own_stack() -> None:
    own = "auth required pam_unix.so\n"

    verdict = judged(pam_host(common_auth=FAILLOCK_AUTH, sshd=own))

    assert verdict.items == ("sshd: pam_faillock -",)


def test_no_pam_a_bad_number_and_an_unread_file_are_unknown() -> None:
    odd = pam_host(common_auth=FAILLOCK_AUTH.replace("deny=5", "deny=five"))
    denied = pam_host(faillock=ItemStatus.DENIED, common_auth=FAILLOCK_AUTH)

    reasons = [judged(host).reason for host in (no_pam(), odd, denied)]

    assert reasons == [Reason.UNSUPPORTED, Reason.UNPARSEABLE, Reason.PERMISSION]


@pytest.mark.parametrize(
    ("gate", "count", "status"),
    [
        ("deny=5", "deny=30", Status.PASS),
        ("deny=5", "deny=0", Status.PASS),
        # the count stops at 4, and the gate waits for 9
        ("deny=9", "deny=4", Status.FAIL),
        ("deny=0", "deny=5", Status.FAIL),
        ("", "deny=5", Status.PASS),
        ("deny=5", "", Status.FAIL),
    ],
)
def test_the_gate_locks_by_its_own_number_if_the_count_gets_there(
    gate: str, count: str, status: Status
) -> None:
    stack = FAILLOCK_AUTH.replace("preauth deny=5", f"preauth {gate}")
    stack = stack.replace("authfail deny=5", f"authfail {count}")

    assert judged(pam_host(common_auth=stack)).status is status


def test_a_settings_file_elsewhere_is_unknown() -> None:
    stack = FAILLOCK_AUTH.replace("preauth", "preauth conf=/opt/faillock.conf")

    assert judged(pam_host(common_auth=stack)).reason is Reason.NOT_COLLECTED


def test_the_module_of_red_hat_7_reads_no_file() -> None:
    installed = "pam\t(none):1.1.8-23.el7\tx86_64\n"
    host: Host = {
        **pam_host(faillock="deny = 3\n", common_auth=CENTOS7.replace("deny=5", "")),
        **os_host('ID="centos"\nVERSION_ID="7"\n'),
        packages.DPKG: ABSENT,
        packages.RPM: installed,
        packages.APK: ABSENT,
    }
    patient = {**host, pam.FAILLOCK: "deny = 50\n"}

    assert [judged(h).status for h in (host, patient)] == [Status.PASS, Status.PASS]
