import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_pam, pam_host, password_stack

CHECK = "layer1_onsite.password_quality"
PWQUALITY = "password requisite pam_pwquality.so retry=3"
CRACKLIB = "password requisite pam_cracklib.so minlen=14"
ONE_OF_EACH = "dcredit=-1\nucredit=-1\nlcredit=-1\nocredit=-1\n"


@pytest.mark.parametrize(
    ("line", "conf", "status"),
    [
        (PWQUALITY, "minlen = 14\nminclass = 4\n", Status.PASS),
        (
            PWQUALITY,
            "minlen=14\ndcredit=-1\nucredit=-1\nlcredit=-1\nocredit=-1\n",
            "pass",
        ),
        (PWQUALITY, "minlen = 14\nminclass = 3\n", Status.FAIL),
        (PWQUALITY, "minlen = 8\nminclass = 4\n", Status.FAIL),
        (PWQUALITY, "# minlen = 14\n", Status.FAIL),
        (PWQUALITY, "minlen = 14\nminclass = 4\ndcredit = 2\n", Status.FAIL),
        (PWQUALITY, "minlen = 14\nminclass = 4\nenforcing = 0\n", Status.FAIL),
        (f"{PWQUALITY} minlen=8", "minlen = 14\nminclass = 4\n", Status.FAIL),
        (f"{PWQUALITY} minlen=16 minclass=4", "", Status.PASS),
        (f"{CRACKLIB} minclass=4", "", Status.FAIL),
        (f"{CRACKLIB} {' '.join(ONE_OF_EACH.split())}", "", Status.PASS),
        ("password requisite pam_passwdqc.so", "", Status.UNKNOWN),
        (f"{PWQUALITY} minlen=many", "", Status.UNKNOWN),
        ("# nothing", "minlen = 14\nminclass = 4\n", Status.FAIL),
    ],
)
def test_judges_file_and_arguments_together(
    line: str, conf: str, status: Status
) -> None:
    seen = evidence(pam_host(conf, common_password=password_stack(line)))

    assert judge(CHECK, seen, min_length=14, min_classes=4).status == status


@pytest.mark.parametrize(
    "line",
    [
        "password optional pam_pwquality.so",
        "password [default=ignore] pam_pwquality.so",
        "password [success=1 default=ignore] pam_permit.so\n" + PWQUALITY,
    ],
)
def test_a_module_that_is_ignored_or_never_reached_fails(line: str) -> None:
    conf = "minlen = 14\nminclass = 4\n"
    seen = evidence(pam_host(conf, common_password=password_stack(line)))

    verdict = judge(CHECK, seen, min_length=14, min_classes=4)

    assert verdict.status is Status.FAIL


def test_a_missing_include_is_unknown() -> None:
    seen = evidence(pam_host(passwd="password include elsewhere\n"))

    verdict = judge(CHECK, seen, min_length=14, min_classes=4)

    assert verdict.reason is Reason.NOT_COLLECTED


def test_no_pam_and_unread_settings_are_unknown() -> None:
    stack = password_stack(PWQUALITY)
    denied = evidence(pam_host(ItemStatus.DENIED, common_password=stack))

    reasons = [
        judge(CHECK, seen, min_length=14, min_classes=4).reason
        for seen in (evidence(no_pam()), denied)
    ]

    assert reasons == [Reason.UNSUPPORTED, Reason.PERMISSION]


def test_settings_that_everybody_may_read_are_judged_without_root() -> None:
    host = pam_host(common_password=password_stack(PWQUALITY))
    root, plain = evidence(host), evidence(host, privileged=False)

    verdicts = [
        judge(CHECK, seen, min_length=14, min_classes=4) for seen in (root, plain)
    ]

    assert verdicts[0].status is not Status.UNKNOWN
    assert verdicts[0] == verdicts[1]
