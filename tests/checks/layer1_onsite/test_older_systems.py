# Systems that do not boot here: stacks laid out as their vendors document them, those
# of CentOS 7 as authconfig writes them, of RHEL 9 as authselect's profile sssd does,
# of Debian 10 as pam-auth-update does.

import pytest

from audit4.facts import pam
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    defs_host,
    os_host,
    packages_host,
    pam_host,
)

CENTOS7 = """\
auth        required      pam_env.so
auth        sufficient    pam_unix.so{nullok} try_first_pass
auth        requisite     pam_succeed_if.so uid >= 1000 quiet_success
auth        required      pam_deny.so
account     required      pam_unix.so
account     sufficient    pam_localuser.so
account     sufficient    pam_succeed_if.so uid < 1000 quiet
account     required      pam_permit.so
password    requisite     pam_pwquality.so local_users_only retry=3 {args}
password    sufficient    pam_unix.so sha512 shadow{nullok} try_first_pass use_authtok
password    required      pam_deny.so
session     optional      pam_keyinit.so revoke
-session    optional      pam_systemd.so
session     [success=1 default=ignore] pam_succeed_if.so service in crond quiet use_uid
session     required      pam_unix.so
"""
RHEL9 = """\
auth        required                                     pam_env.so
auth        required                                     pam_faillock.so preauth silent
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        [default=1 ignore=ignore success=ok]         pam_localuser.so
auth        sufficient                                   pam_unix.so
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        sufficient                                   pam_sss.so forward_pass
auth        required                                     pam_faillock.so authfail
auth        required                                     pam_deny.so
account     required                                     pam_faillock.so
account     required                                     pam_unix.so
account     sufficient                                   pam_localuser.so
account     required                                     pam_permit.so
password    requisite                                    pam_pwquality.so local_users_only
password    requisite                                    pam_pwhistory.so use_authtok
password    sufficient                                   pam_unix.so yescrypt shadow use_authtok
password    [success=1 default=ignore]                   pam_localuser.so
password    sufficient                                   pam_sss.so use_authtok
password    required                                     pam_deny.so
session     [success=1 default=ignore]                   pam_succeed_if.so service in crond quiet use_uid
session     required                                     pam_unix.so
session     optional                                     pam_sss.so
"""  # noqa: E501 - a file as it stands
INCLUDES = {
    "passwd": "password substack system-auth\n-password optional pam_keyring.so\n",
    "login": "auth substack system-auth\naccount include system-auth\n"
    "password include system-auth\nsession include system-auth\n",
    "sshd": "auth substack password-auth\naccount include password-auth\n"
    "password include password-auth\nsession include password-auth\n",
}
NEGATIVE = "dcredit=-1 ucredit=-1 lcredit=-1 ocredit=-1"
FOUR = ("auth", "account", "password", "session")


def red_hat(
    system: str, remote: str | None = None, *packages: str, **conf: str
) -> Host:
    files = {**INCLUDES, "system-auth": system, "password-auth": remote or system}
    return {
        **pam_host(conf.get("quality", ""), history=conf.get("history", "")),
        pam.SERVICES: {f"/etc/pam.d/{n}": text for n, text in files.items()},
        pam.PWQUALITY_D: {
            "/etc/security/pwquality.conf.d/a.conf": conf.get("drop_in", "")
        },
        **defs_host("ENCRYPT_METHOD SHA512\n"),
        **os_host('ID="debian"\nVERSION_ID="0"\n'),
        # Read by dpkg's form: only names and versions count here.
        **packages_host(*packages),
    }


def centos7(args: str = "", nullok: str = "", **conf: str) -> Host:
    text = CENTOS7.format(args=args, nullok=nullok)
    return red_hat(text, None, "libpwquality 1.2.3-5.el7", "pam 1.1.8-23", **conf)


def judged(check: str, host: Host, **parameters: object) -> Verdict:
    return judge(f"layer1_onsite.{check}", evidence(host), **parameters)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (centos7(quality="minlen = 14\nminclass = 4\n"), Status.FAIL),  # credits of 1
        (centos7(quality=f"minlen = 14\n{NEGATIVE.replace(' ', chr(10))}\n"), "pass"),
        (centos7(f"minlen=14 {NEGATIVE}"), Status.PASS),
        (centos7(drop_in=f"minlen = 14\n{NEGATIVE.replace(' ', chr(10))}\n"), "fail"),
        (centos7(), Status.FAIL),
    ],
)
def test_centos_7_gives_credits_and_reads_no_drop_ins(
    host: Host, status: Status
) -> None:
    verdict = judged("password_quality", host, min_length=14, min_classes=4)

    assert verdict.status == status


@pytest.mark.parametrize(
    ("option", "host", "status"),
    [
        ("dictcheck", centos7(), Status.PASS),  # cannot be turned off
        ("usercheck", centos7(), Status.PASS),
        ("enforcing", centos7(), Status.PASS),
        ("difok", centos7(), Status.PASS),  # 5
        ("enforce_for_root", centos7(quality="enforce_for_root\n"), Status.FAIL),
        ("enforce_for_root", centos7("enforce_for_root"), Status.PASS),
        ("maxrepeat", centos7(), Status.FAIL),
        ("maxrepeat", centos7(quality="enforcing = 1\nmaxrepeat = 3\n"), Status.FAIL),
    ],
)
def test_centos_7_has_defaults_of_its_own(
    option: str, host: Host, status: Status
) -> None:
    verdict = judged("password_quality_option", host, option=option, at_least=1)

    assert verdict.status is status


def test_centos_7_is_judged_on_both_of_its_stacks() -> None:
    tight = CENTOS7.format(args=f"minlen=14 {NEGATIVE}", nullok="")
    loose = CENTOS7.format(args="", nullok="")
    host = red_hat(tight, loose, "libpwquality 1.2.3-5.el7")

    verdict = judged("password_quality", host, min_length=14, min_classes=4)

    assert [item.split(":")[0] for item in verdict.items] == ["sshd", "password-auth"]


def test_centos_7_as_installed_takes_empty_passwords() -> None:
    given = {
        "facilities": ("auth", "password"),
        "module": "pam_unix",
        "arguments": ("nullok", "nullok_secure"),
        "services": ("sshd", "login", "passwd"),
        "present": False,
    }

    assert judged("pam_argument", centos7(nullok=" nullok"), **given).items
    assert judged("pam_argument", centos7(), **given).status is Status.PASS


@pytest.mark.parametrize("system", [CENTOS7.format(args="", nullok=""), RHEL9])
def test_red_hats_stacks_ask_pam_unix_and_try_passwords(system: str) -> None:
    host = red_hat(system)
    services = ("login", "sshd", "system-auth", "password-auth")

    unix = judged(
        "pam_module", host, facilities=FOUR, modules=("pam_unix",), services=services
    )
    tries = judged(
        "pam_module",
        host,
        facilities=("password",),
        modules=("pam_pwquality",),
        services=(*services, "passwd"),
    )

    assert (unix.status, tries.status) == (Status.PASS, Status.PASS)


def test_rhel_9_remembers_what_its_file_says_in_both_stacks() -> None:
    long = red_hat(RHEL9, history="remember = 24\nenforce_for_root\n")
    half = red_hat(
        RHEL9, RHEL9.replace("pam_pwhistory", "pam_permit"), history="remember = 24\n"
    )
    given = {"at_least": 24, "modules": ("pam_pwhistory",)}

    assert judged("password_history", long, **given).status is Status.PASS
    assert judged("password_history", half, **given).items == (
        "sshd: remember=-",
        "password-auth: remember=-",
    )


def test_each_stack_of_rhel_9_names_its_hash() -> None:
    weak = RHEL9.replace("yescrypt", "md5")

    found = judged(
        "password_hash_default", red_hat(RHEL9, weak), allowed=("yescrypt", "sha512")
    )

    assert found.items == ("sshd: pam_unix md5", "password-auth: pam_unix md5")


def test_debian_10_lets_empty_passwords_in_on_its_console() -> None:
    line = "auth [success=1 default=ignore] pam_unix.so nullok_secure\n"
    host = pam_host(common_auth=f"{line}auth requisite pam_deny.so\n")

    verdict = judged(
        "pam_argument",
        host,
        facilities=("auth",),
        module="pam_unix",
        arguments=("nullok", "nullok_secure"),
        services=("login",),
        present=False,
    )

    assert verdict.items == ("login: common-auth: pam_unix nullok_secure",)
