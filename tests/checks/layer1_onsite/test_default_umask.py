import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import shell
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    captured,
    defs_host,
    pam_host,
    startup_host,
)

CHECK = "layer1_onsite.default_umask"
DEBIAN = captured("debian12", shell.PROFILE)
WITH_PAM = pam_host(common_session="session optional pam_umask.so\n")


def status(host: Host, kind: str = "login", defs: str = "UMASK 022\n") -> Status:
    seen = evidence({**pam_host(), **defs_host(defs), **host})
    return judge(CHECK, seen, shell=kind, mask="027").status


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"profile": DEBIAN}, Status.FAIL),
        ({"profile": DEBIAN, "zz": "umask 027\n"}, Status.PASS),
        ({"profile": DEBIAN, "aa": "umask 027\n", "zz": "umask 022\n"}, Status.FAIL),
        ({"profile": f"{DEBIAN}umask 077\n", "zz": "umask 022\n"}, Status.PASS),
        ({"profile": DEBIAN, "zz": "# umask 027\n"}, Status.FAIL),
        ({"profile": DEBIAN, "zz": "[ $UID -gt 9 ] && umask 027\n"}, Status.FAIL),
        ({"profile": "umask 027\n", "zz": "umask 022\n"}, Status.PASS),
        ({"profile": DEBIAN, "zz": "umask $WISH\n"}, Status.UNKNOWN),
        ({"profile": "umask u=rwx,g=rx,o=\n"}, Status.PASS),
    ],
)
def test_a_log_in_shell_ends_with_what_is_read_last(
    files: dict[str, str], told: Status
) -> None:
    assert status(startup_host(None, **files)) is told


def test_the_session_sets_it_where_no_file_does() -> None:
    plain = startup_host(profile=DEBIAN)

    assert status({**plain, **WITH_PAM}, defs="UMASK 027\n") is Status.PASS
    assert status({**plain, **WITH_PAM}, "interactive", "UMASK 027\n") is Status.PASS
    assert status(plain, defs="UMASK 027\n") is Status.FAIL  # nobody reads it


def test_another_shell_reads_bashrc_alone() -> None:
    tight = startup_host(profile=DEBIAN, zz="umask 027\n")
    both = startup_host(bashrc="umask 027\n")

    assert status(tight, "interactive") is Status.FAIL
    assert status(both, "interactive") is Status.PASS


def test_an_unread_file_is_unknown() -> None:
    seen = evidence(
        {
            **pam_host(),
            **defs_host(),
            **startup_host(),
            shell.PROFILE: ItemStatus.DENIED,
        }
    )

    assert judge(CHECK, seen, shell="login", mask="027").reason is Reason.PERMISSION
