import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import broken_sshd, no_sshd, sshd_host

CHECK = "layer1_onsite.sshd_option"


@pytest.mark.parametrize(
    ("value", "status"),
    [("no", Status.PASS), ("yes", Status.FAIL), ("NO", Status.PASS)],
)
def test_judges_the_effective_value(value: str, status: Status) -> None:
    seen = evidence(sshd_host(x11forwarding=value))

    verdict = judge(CHECK, seen, option="x11forwarding", allowed=("no",))

    assert verdict.status is status


def test_a_match_block_that_allows_fails() -> None:
    sample = "user=deploy,host=x,addr=10.0.0.1"
    seen = evidence(sshd_host({sample: {"x11forwarding": "yes"}}, x11forwarding="no"))

    verdict = judge(CHECK, seen, option="x11forwarding", allowed=("no",))

    assert verdict.status is Status.FAIL
    assert verdict.items == (f"{sample}: x11forwarding yes",)


def test_a_match_block_without_an_answer_is_never_passed() -> None:
    seen = evidence(sshd_host({"user=a": ItemStatus.TIMEOUT}, x11forwarding="no"))

    verdict = judge(CHECK, seen, option="x11forwarding", allowed=("no",))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.TIMEOUT)


def test_forbidden_alone_lets_every_other_value_pass() -> None:
    none = judge(CHECK, evidence(sshd_host()), option="banner", forbidden=("none",))
    set_ = judge(
        CHECK,
        evidence(sshd_host(banner="/etc/issue.net")),
        option="banner",
        forbidden=("none",),
    )

    assert (none.status, set_.status) == (Status.FAIL, Status.PASS)


def test_an_option_that_this_sshd_does_not_report_is_unknown() -> None:
    verdict = judge(CHECK, evidence(sshd_host()), option="nosuch", allowed=("no",))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


def test_without_sshd_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sshd()), option="usepam", allowed=("yes",))

    assert (verdict.status, verdict.reason) == (
        Status.NOT_APPLICABLE,
        Exempt.NOT_INSTALLED,
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("Missing privilege separation directory: /run/sshd\n", Reason.UNPARSEABLE),
        (ItemStatus.FAILED, Reason.UNPARSEABLE),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_a_bad_answer_is_unknown(answer: str | ItemStatus, reason: Reason) -> None:
    verdict = judge(
        CHECK, evidence(broken_sshd(answer)), option="usepam", allowed=("yes",)
    )

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sshd_host(), privileged=False)

    verdict = judge(CHECK, seen, option="usepam", allowed=("yes",))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PERMISSION)


def test_an_option_of_a_feature_left_out_does_not_apply() -> None:
    verdict = judge(
        CHECK, evidence(sshd_host()), option="nosuch", allowed=("no",), optional=True
    )

    assert verdict.reason is Exempt.NOT_USED
