import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import pam
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    broken_sshd,
    no_sshd,
    pam_host,
    sshd_host,
)

CHECK = "layer1_onsite.mfa_ssh"
CODE = "auth required pam_google_authenticator.so{}\n@include common-auth\n"
CODES = {"authenticationmethods": "keyboard-interactive"}
OPEN = {"passwordauthentication": "yes", "kbdinteractiveauthentication": "yes"}


def judged(ssh: Host, **files: str) -> Verdict:
    seen = evidence({**ssh, **pam_host(**files)})
    return judge(CHECK, seen, modules=("pam_google_authenticator", "pam_u2f"))


@pytest.mark.parametrize(
    ("methods", "status"),
    [
        ("publickey,password", Status.PASS),
        ("publickey,keyboard-interactive:pam", Status.PASS),
        ("publickey,password publickey,keyboard-interactive", Status.PASS),
        ("publickey,password publickey", Status.FAIL),
        ("publickey,password password,keyboard-interactive", Status.FAIL),
        ("publickey,publickey", Status.NOT_APPLICABLE),
        ("publickey", Status.NOT_APPLICABLE),
        ("any", Status.NOT_APPLICABLE),
    ],
)
def test_every_list_of_methods_must_have_two_factors(
    methods: str, status: Status
) -> None:
    verdict = judged(sshd_host(authenticationmethods=methods, **OPEN))

    assert verdict.status is status


def test_one_factor_everywhere_is_left_to_the_unit() -> None:
    assert judged(sshd_host()).reason is Exempt.ATTESTED


def test_a_code_beside_the_password_is_a_second_factor() -> None:
    assert judged(sshd_host(**CODES), sshd=CODE.format("")).status is Status.PASS


@pytest.mark.parametrize(
    "stack",
    [
        CODE.format(" nullok"),
        CODE.format("").replace("required", "optional"),
        # the code alone is one factor
        "auth required pam_google_authenticator.so\n",
    ],
)
def test_a_code_that_can_be_left_out_fails(stack: str) -> None:
    assert judged(sshd_host(**CODES), sshd=stack).status is Status.FAIL


def test_a_key_that_goes_round_the_code_fails() -> None:
    verdict = judged(
        sshd_host(kbdinteractiveauthentication="yes"), sshd=CODE.format("")
    )

    assert "*: publickey" in verdict.items


def test_without_pam_a_code_is_not_asked_for() -> None:
    verdict = judged(sshd_host(**CODES, usepam="no"), sshd=CODE.format(""))

    assert verdict.status is Status.FAIL


def test_keys_on_tokens_that_want_a_pin_are_two_factors() -> None:
    tokens = {
        "authenticationmethods": "publickey",
        "pubkeyacceptedalgorithms": "sk-ssh-ed25519@openssh.com",
    }

    asked = judged(
        sshd_host(**tokens, pubkeyauthoptions="touch-required verify-required")
    )
    touched = judged(sshd_host(**tokens, pubkeyauthoptions="none"))

    assert asked.status is Status.PASS
    assert touched.reason is Exempt.ATTESTED


def test_a_block_with_one_factor_is_a_way_round() -> None:
    host = sshd_host(
        {"user=a": {"authenticationmethods": "publickey"}},
        authenticationmethods="publickey,password",
    )

    assert judged(host).items == ("user=a: publickey",)


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(no_sshd()).reason is Exempt.NOT_INSTALLED


def test_what_was_not_answered_or_read_is_unknown() -> None:
    sample = sshd_host(
        {"user=a": ItemStatus.TIMEOUT}, authenticationmethods="publickey,password"
    )
    unread = {**sshd_host(), **pam_host()}
    unread[pam.SERVICES] = {"/etc/pam.d/sshd": ItemStatus.DENIED}

    assert judged(sample).reason is Reason.TIMEOUT
    assert judged(broken_sshd(ItemStatus.DENIED)).reason is Reason.PERMISSION
    assert judge(CHECK, evidence(unread), modules=()).reason is Reason.PERMISSION
