import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts.pam import PAM, SERVICES
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge

CHECK = "layer3_assessment.pam_strange"


def pam(text: str | ItemStatus) -> Evidence:
    none = dict.fromkeys(PAM.probes, ItemStatus.ABSENT)
    return evidence({**none, SERVICES: {"/etc/pam.d/sshd": text}})


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("auth required pam_unix.so", Status.PASS),
        ("auth optional pam_exec.so expose_authtok /usr/local/x", Status.FAIL),
        ("-password optional pam_exec.so /x", Status.FAIL),
        ("session optional pam_exec.so /usr/local/bin/notify", Status.PASS),
        ("# auth optional pam_exec.so /x", Status.PASS),
        ("auth required /opt/x/pam_x.so", Status.FAIL),
        ("auth required /lib/x86_64-linux-gnu/security/pam_unix.so", Status.PASS),
        ("auth include /etc/pam.d/other", Status.PASS),
    ],
)
def test_judges_lines_of_services(line: str, status: Status) -> None:
    assert judge(CHECK, pam(f"{line}\n")).status is status


def test_names_the_service_and_knows_what_is_allowed() -> None:
    seen = pam("auth optional pam_exec.so /x\n")

    assert judge(CHECK, seen).items == ("sshd: auth pam_exec.so",)
    assert judge(CHECK, seen, allowed=["sshd"]).status is Status.PASS


def test_a_host_without_pam_is_not_asked() -> None:
    seen = evidence(dict.fromkeys(PAM.probes, ItemStatus.ABSENT))

    assert judge(CHECK, seen).reason is Exempt.NOT_INSTALLED


def test_an_unread_service_is_unknown() -> None:
    assert judge(CHECK, pam(ItemStatus.DENIED)).reason is Reason.PERMISSION
