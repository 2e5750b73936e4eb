import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    Host,
    banners_host,
    broken_sshd,
    no_sshd,
    sshd_host,
)

CHECK = "layer1_onsite.sshd_banner"
WARNING = "Chỉ người có thẩm quyền được truy cập.\n"
NET = "/etc/issue.net"


def judged(host: Host, files: dict[str, str | ItemStatus]) -> Verdict:
    return judge(CHECK, evidence({**host, **banners_host(files)}))


def test_a_banner_with_a_text_passes() -> None:
    assert judged(sshd_host(banner=NET), {"issue.net": WARNING}).status is Status.PASS


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("none", {"issue.net": WARNING}),
        (NET, {"issue.net": ""}),
        (NET, {"issue": WARNING}),
        (NET, {"issue.net": "Debian GNU/Linux 12\n"}),
        (NET, {"issue.net": f"{WARNING}\\r\n"}),
        ("/etc/ssh/banner", {"issue.net": WARNING}),
    ],
)
def test_none_an_empty_and_a_telling_banner_fail(
    path: str, files: dict[str, str | ItemStatus]
) -> None:
    assert judged(sshd_host(banner=path), files).status is Status.FAIL


def test_a_file_of_sshds_own_is_read() -> None:
    host = sshd_host(banner="/etc/ssh/sshd-banner")

    assert judged(host, {"ssh/sshd-banner": WARNING}).status is Status.PASS


def test_a_block_without_a_banner_fails() -> None:
    host = sshd_host({"user=a": {"banner": "none"}}, banner=NET)

    assert judged(host, {"issue.net": WARNING}).items == ("banner none",)


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(no_sshd(), {}).reason is Exempt.NOT_INSTALLED


def test_what_nobody_read_is_unknown() -> None:
    elsewhere = judged(sshd_host(banner="/opt/x"), {"issue.net": WARNING})
    denied = judged(sshd_host(banner=NET), {"issue.net": ItemStatus.DENIED})
    unread = judged(broken_sshd(ItemStatus.DENIED), {})

    assert elsewhere.reason is Reason.NOT_COLLECTED
    assert denied.reason is Reason.PERMISSION
    assert unread.reason is Reason.PERMISSION
