import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts import pam
from audit4.facts.pam import AUTHENTICATORS, PAM
from audit4.facts.pam_files import parse_conf, parse_service
from audit4.facts.pam_stack import Walk
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import captured_pam, pam_host


def loaded(**files: str) -> pam.Pam:
    return evidence(pam_host(**files)).fact(PAM)


def called(found: Walk) -> list[str]:
    return [e.module for e in found.called]


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debians_own_stacks_grant_a_right_password_only(system: str) -> None:
    services = captured_pam(system)
    found = evidence(pam_host() | {pam.SERVICES: services}).fact(PAM)

    for service in ("sshd", "login", "sudo", "passwd", "su"):
        facility = "password" if service == "passwd" else "auth"
        right = found.walk(service, facility)
        wrong = found.walk(service, facility, AUTHENTICATORS)

        assert (right.granted, wrong.granted) == (True, False), service


def test_a_jump_skips_as_many_as_it_says() -> None:
    stack = (
        "auth [success=2 default=ignore] pam_unix.so\n"
        "auth required pam_a.so\nauth requisite pam_deny.so\nauth required pam_b.so\n"
    )

    found = loaded(app=stack)

    assert called(found.walk("app", "auth")) == ["pam_unix", "pam_b"]
    assert called(found.walk("app", "auth", ["pam_unix"])) == [
        "pam_unix",
        "pam_a",
        "pam_deny",
    ]


def test_a_jump_past_the_end_refuses() -> None:
    found = loaded(app="auth [success=5 default=ignore] pam_unix.so\n")

    assert not found.walk("app", "auth").granted


def test_done_in_a_substack_ends_the_substack_alone() -> None:
    inner = "auth sufficient pam_unix.so\nauth required pam_deny.so\n"
    after = "auth required pam_after.so\n"

    through = loaded(app=f"auth substack inner\n{after}", inner=inner)
    included = loaded(app=f"auth include inner\n{after}", inner=inner)

    assert called(through.walk("app", "auth")) == ["pam_unix", "pam_after"]
    assert called(included.walk("app", "auth")) == ["pam_unix"]


def test_a_jump_counts_a_substack_as_one() -> None:
    stack = (
        "auth [success=1 default=ignore] pam_unix.so\n"
        "auth substack inner\nauth required pam_last.so\n"
    )

    found = loaded(app=stack, inner="auth required pam_x.so\nauth required pam_y.so\n")

    assert called(found.walk("app", "auth")) == ["pam_unix", "pam_last"]


def test_a_required_failure_goes_on_and_refuses() -> None:
    found = loaded(app="auth required pam_a.so\nauth sufficient pam_b.so\n")

    walked = found.walk("app", "auth", ["pam_a"])

    assert called(walked) == ["pam_a", "pam_b"]
    assert not walked.granted


def test_reset_forgets_what_was_decided() -> None:
    found = loaded(
        app="auth required pam_a.so\nauth [success=reset default=reset] pam_b.so\n"
    )

    assert not found.walk("app", "auth").granted


def test_a_stack_that_nothing_decides_refuses() -> None:
    assert (
        not loaded(app="auth optional pam_a.so\n")
        .walk("app", "auth", ["pam_a"])
        .granted
    )


def test_a_service_without_a_file_falls_back_to_other() -> None:
    found = loaded(other="auth required pam_deny.so\n")

    assert [e.module for e in found.stack("nosuch", "auth")] == ["pam_deny"]


def test_etc_overrides_the_vendors_file() -> None:
    vendor = {"/usr/lib/pam.d/app": "auth required pam_vendor.so\n"}
    seen = evidence(pam_host(app="auth required pam_own.so\n") | {pam.VENDOR: vendor})

    assert [e.module for e in seen.fact(PAM).stack("app", "auth")] == ["pam_own"]


def test_drop_ins_of_pwquality_come_before_the_main_file() -> None:
    drop_in = {"/etc/security/pwquality.conf.d/a.conf": "minlen = 20\nminclass = 4\n"}
    seen = evidence(pam_host("minlen = 10\n") | {pam.PWQUALITY_D: drop_in})

    assert seen.fact(PAM).conf["pwquality"] == {"minlen": "10", "minclass": "4"}


def test_arguments_in_brackets_and_continued_lines_are_read() -> None:
    (line,) = parse_service(
        "-auth [success=ok default=bad] /lib/security/pam_x.so \\\n [a b] c=d # e\n"
    )

    assert (line.target, line.args) == ("/lib/security/pam_x.so", ("a b", "c=d"))


@pytest.mark.parametrize("app", ["auth include app\n", "@include app\n"])
def test_an_include_loop_is_undetermined(app: str) -> None:
    with pytest.raises(Undetermined) as caught:
        loaded(app=app).stack("app", "auth")

    assert caught.value.reason is Reason.UNPARSEABLE


def test_includes_that_multiply_are_bounded() -> None:
    files = {f"a{n}": f"@include a{n + 1}\n" * 4 for n in range(15)}

    with pytest.raises(Undetermined):
        loaded(**files, a15="auth required pam_x.so\n").stack("a0", "auth")


@given(st.text(max_size=200))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_conf(text)
    files = {"app": parse_service(text)}

    try:
        pam.Pam(files=files).walk("app", "auth")
    except Undetermined as why:
        assert why.reason in (Reason.NOT_COLLECTED, Reason.UNPARSEABLE)  # noqa: PT017
