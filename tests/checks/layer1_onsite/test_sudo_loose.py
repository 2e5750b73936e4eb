import pytest

from audit4.evidence import Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_loose"


@pytest.mark.parametrize(
    ("what", "line", "status"),
    [
        ("wildcard", "lan ALL=/bin/cat /var/log/syslog", Status.PASS),
        ("wildcard", "lan ALL=/bin/cat /var/log/*", Status.FAIL),
        ("wildcard", "lan ALL=/usr/bin/", Status.FAIL),
        ("wildcard", "lan ALL=/bin/ls [a-z]", Status.FAIL),
        ("wildcard", r"lan ALL=/bin/echo \*", Status.PASS),
        ("wildcard", "lan ALL=^/bin/ls -[a-z]+$", Status.PASS),
        ("negation", "lan ALL=(ALL) ALL, !/bin/sh", Status.FAIL),
        ("negation", "lan ALL=/usr/bin/passwd, !/usr/bin/passwd root", Status.PASS),
        ("path", "lan ALL=/home/lan/run.sh", Status.FAIL),
        ("path", "lan ALL=NOPASSWD: /tmp/x", Status.FAIL),
        ("path", "lan ALL=/usr/local/sbin/run.sh", Status.PASS),
        ("path", "@include /opt/more", Status.UNKNOWN),
    ],
)
def test_names_lines_that_allow_more(what: str, line: str, status: Status) -> None:
    assert judge(CHECK, evidence(sudo_host(line)), what=what).status is status


def test_without_sudo_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sudo()), what="path")

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen, what="path").reason is Reason.PERMISSION
