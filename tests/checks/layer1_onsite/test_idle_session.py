import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import shell
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sshd, shell_host, sshd_host

CHECK = "layer1_onsite.idle_session"


@pytest.mark.parametrize(
    ("drop_in", "status"),
    [
        ("TMOUT=300\nreadonly TMOUT\nexport TMOUT\n", Status.PASS),
        ("readonly TMOUT=300; export TMOUT\n", Status.PASS),
        ("declare -xr TMOUT=300\n", Status.PASS),
        ("TMOUT=300\n", Status.FAIL),
        ("TMOUT=0\nreadonly TMOUT\n", Status.FAIL),
        ("readonly TMOUT=900\n", Status.FAIL),
        ("readonly TMOUT=300\nTMOUT=0\n", Status.PASS),
        ("TMOUT=300\nunset TMOUT\n", Status.FAIL),
        ("# readonly TMOUT=300\n", Status.FAIL),
        ('if [ -n "$PS1" ]; then\n  readonly TMOUT=300\nfi\n', Status.UNKNOWN),
        ('[ -z "$TMOUT" ] && readonly TMOUT=300\n', Status.UNKNOWN),
        ("f() {\n  TMOUT=300\n}\n", Status.UNKNOWN),
        ("readonly TMOUT=$(cat /etc/t)\n", Status.UNKNOWN),
        ("", Status.FAIL),
        ("\x00\xff;;;&& || TMOUT\n", Status.FAIL),
    ],
)
def test_judges_the_value_with_the_last_word(drop_in: str, status: Status) -> None:
    seen = evidence(sshd_host() | shell_host(drop_in=drop_in))

    verdict = judge(CHECK, seen, at_most=300, readonly=True)

    assert verdict.status is status


def test_a_changeable_value_will_do_where_readonly_is_not_asked_for() -> None:
    seen = evidence(no_sshd() | shell_host("export TMOUT=300\n"))

    assert judge(CHECK, seen, at_most=300).status is Status.PASS


@pytest.mark.parametrize(
    ("timeout", "status"),
    [
        ("session=5m", Status.PASS),
        ("session:shell=300", Status.PASS),
        ("session=1h", Status.FAIL),
        ("x11-connection=1m", Status.FAIL),
        ("none", Status.FAIL),
    ],
)
def test_sshd_may_end_idle_sessions_instead(timeout: str, status: Status) -> None:
    seen = evidence(sshd_host(channeltimeout=timeout) | shell_host())

    assert judge(CHECK, seen, at_most=300).status is status


def test_unread_files_are_unknown() -> None:

    seen = evidence(sshd_host() | shell_host() | {shell.PROFILE: ItemStatus.DENIED})
    nothing = evidence({})

    assert judge(CHECK, seen, at_most=300).reason is Reason.PERMISSION
    assert judge(CHECK, nothing, at_most=300).reason is Reason.NOT_COLLECTED


def test_the_limit_of_sshd_does_not_count_where_the_console_is_meant() -> None:
    host = {**sshd_host(channeltimeout="session=5m"), **shell_host()}

    assert judge(CHECK, evidence(host), at_most=300, ssh=False).status is Status.FAIL
