import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import SUDO_V, no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_flag"
NEWER = SUDO_V.replace("1.9.13p3", "1.9.16p2")


@pytest.mark.parametrize(
    ("line", "version", "status"),
    [
        ("Defaults use_pty", SUDO_V, Status.PASS),
        ("Defaults env_reset, use_pty", SUDO_V, Status.PASS),
        ("Defaults use_pty\nDefaults !use_pty", SUDO_V, Status.FAIL),
        ("# Defaults use_pty", SUDO_V, Status.FAIL),
        ("Defaults:lan use_pty", SUDO_V, Status.FAIL),
        ("# nothing", NEWER, Status.PASS),
        ("Defaults !use_pty", NEWER, Status.FAIL),
        ("Defaults:lan !use_pty", NEWER, Status.FAIL),
        ("Defaults use_pty \\\n  , !log_input", SUDO_V, Status.PASS),
    ],
)
def test_the_last_word_and_the_built_in_default_count(
    line: str, version: str, status: Status
) -> None:
    seen = evidence(sudo_host(line, version=version))

    assert judge(CHECK, seen, option="use_pty", enabled=True).status is status


def test_a_setting_with_a_value_counts_as_on() -> None:
    seen = evidence(sudo_host('Defaults logfile="/var/log/sudo.log"'))

    assert judge(CHECK, seen, option="logfile", enabled=True).status is Status.PASS


def test_a_flag_that_must_be_off_fails_where_it_is_on() -> None:
    on = judge(
        CHECK, evidence(sudo_host("Defaults rootpw")), option="rootpw", enabled=False
    )
    off = judge(CHECK, evidence(sudo_host()), option="rootpw", enabled=False)

    assert (on.status, off.status) == (Status.FAIL, Status.PASS)


def test_without_sudo_it_does_not_apply() -> None:
    verdict = judge(CHECK, evidence(no_sudo()), option="use_pty", enabled=True)

    assert verdict.reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("@include /opt/site/sudoers", Reason.NOT_COLLECTED),
        ("@includedir /opt/sudoers.d", Reason.NOT_COLLECTED),
        ("@include /etc/sudoers", Reason.UNPARSEABLE),
        ("??? what", Reason.UNPARSEABLE),
    ],
)
def test_what_cannot_be_read_is_never_passed(line: str, reason: Reason) -> None:
    seen = evidence(sudo_host("Defaults use_pty", line))

    assert judge(CHECK, seen, option="use_pty", enabled=True).reason is reason


def test_unread_and_unprivileged_are_unknown() -> None:
    from_denied = judge(
        CHECK,
        evidence(sudo_host(version=ItemStatus.DENIED)),
        option="use_pty",
        enabled=True,
    )
    plain = judge(
        CHECK, evidence(sudo_host(), privileged=False), option="use_pty", enabled=True
    )

    assert from_denied.reason is Reason.PERMISSION
    assert plain.reason is Reason.PERMISSION
