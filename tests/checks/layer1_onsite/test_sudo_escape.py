import pytest

from audit4.evidence import Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_escape"
PROGRAMS = ("sh", "vi", "vim", "less", "python[0-9]*")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("lan ALL=/usr/bin/systemctl restart nginx", Status.PASS),
        ("lan ALL=/usr/bin/vim /etc/hosts", Status.FAIL),
        ("lan ALL=/usr/bin/python3.11", Status.FAIL),
        ("lan ALL=NOEXEC: /usr/bin/less /var/log/syslog", Status.PASS),
        ("lan ALL=sudoedit /etc/hosts", Status.PASS),
        ("lan ALL=(ALL) ALL, !/bin/sh", Status.PASS),
        ("Cmnd_Alias EDIT = /bin/vi, /bin/ls\nlan ALL=EDIT", Status.FAIL),
        ("@include /opt/more", Status.UNKNOWN),
    ],
)
def test_names_programs_that_open_a_shell(line: str, status: Status) -> None:
    verdict = judge(CHECK, evidence(sudo_host(line)), programs=PROGRAMS)

    assert verdict.status is status


def test_without_sudo_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sudo()), programs=PROGRAMS)

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen, programs=PROGRAMS).reason is Reason.PERMISSION
