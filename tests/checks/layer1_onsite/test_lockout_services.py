from collections.abc import Mapping

import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import pam
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import FAILLOCK_AUTH, Host, no_pam, os_host

CHECK = "layer1_onsite.lockout_services"
ACCOUNT = "account required pam_unix.so\n"
CLEARS = f"{ACCOUNT}account required pam_faillock.so\n"


def host(files: Mapping[str, str | ItemStatus]) -> Host:
    return {
        **no_pam(),
        **os_host(),
        pam.SERVICES: {f"/etc/pam.d/{n}": text for n, text in files.items()},
    }


def judged(files: Mapping[str, str | ItemStatus], *ignored: str) -> Verdict:
    return judge(CHECK, evidence(host(files)), ignored=ignored)


def test_services_that_count_refuse_and_clear_pass() -> None:
    verdict = judged(
        {
            "common-auth": FAILLOCK_AUTH,
            "common-account": CLEARS,
            "sshd": "@include common-auth\n@include common-account\n",
            "login": f"auth include common-auth\n{CLEARS}",
        }
    )

    assert verdict.status is Status.PASS
    assert verdict.actual == "common-auth, login, sshd"


# Red Hat's two stacks, which every service includes.
@pytest.mark.parametrize("stack", ["system-auth", "password-auth"])
def test_one_stack_without_a_lock_is_a_way_round(stack: str) -> None:
    files = {"system-auth": FAILLOCK_AUTH + CLEARS, "password-auth": FAILLOCK_AUTH}
    files["password-auth"] += CLEARS

    verdict = judged({**files, stack: f"auth required pam_unix.so\n{CLEARS}"})

    assert verdict.items == (f"{stack}: pam_faillock -",)


def test_a_count_that_no_success_clears_fails() -> None:
    verdict = judged({"sshd": FAILLOCK_AUTH + ACCOUNT})

    assert verdict.items == ("sshd: account pam_faillock -",)


def test_who_asks_for_no_password_is_not_judged() -> None:
    verdict = judged(
        {
            "sshd": FAILLOCK_AUTH + CLEARS,
            "runuser": "auth sufficient pam_rootok.so\n",
            "systemd-user": "@include common-account\n",
            "common-account": ACCOUNT,
            "other": "auth required pam_deny.so\n",
        }
    )

    assert verdict.actual == "sshd"


@pytest.mark.parametrize("name", ["sshd.rpmnew", "sshd~", "sssd-shadowutils"])
def test_what_no_program_asks_for_is_not_judged(name: str) -> None:
    files = {"sshd": FAILLOCK_AUTH + CLEARS, name: "auth required pam_unix.so\n"}

    assert judged(files, "sssd-shadowutils").status is Status.PASS


def test_no_pam_a_loop_and_an_unread_file_are_unknown() -> None:
    loop = {"sshd": "auth required pam_unix.so\nauth include sshd\n"}
    unread = {"sshd": ItemStatus.DENIED}

    reasons = [
        judge(CHECK, evidence(no_pam())).reason,
        judged(loop).reason,
        judged(unread).reason,
    ]

    assert reasons == [Reason.UNSUPPORTED, Reason.UNPARSEABLE, Reason.PERMISSION]
