import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import Host, banners_host

CHECK = "layer1_onsite.banner_text"
WARNING = "Chỉ người có thẩm quyền được truy cập.\n"
# As the setup package of Red Hat 9 ships it, from its documentation.
RED_HAT = "\\S\nKernel \\r on an \\m\n"
RHEL = 'ID="rhel"\nNAME="Red Hat Enterprise Linux"\nVERSION_ID="9.4"\n'


def judged(host: Host, *, warning: bool = True) -> Verdict:
    return judge(CHECK, evidence(host), path="/etc/issue", warning=warning)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (WARNING, Status.PASS),
        (f"{WARNING}\\n \\l\n", Status.PASS),
        (f"{WARNING}debianx\n", Status.PASS),
        ("Debian GNU/Linux 12 \\n \\l\n", Status.FAIL),
        (f"{WARNING}DEBIAN\n", Status.FAIL),
        *((f"{WARNING}\\{letter}\n", Status.FAIL) for letter in "mrsvS"),
        (f"{WARNING}\\S{{PRETTY_NAME}}\n", Status.FAIL),
        ("\\n \\l\n", Status.FAIL),
        ("\n", Status.FAIL),
        ("Xin chào\n", Status.FAIL),
    ],
)
def test_a_banner_warns_and_names_no_system(text: str, status: Status) -> None:
    assert judged(banners_host({"issue": text})).status is status


def test_red_hats_own_banner_fails_and_red_is_a_word() -> None:
    shipped = judged(banners_host({"issue": RED_HAT}, RHEL))
    red = judged(banners_host({"issue": "Vùng đỏ, red zone, stop\n"}, RHEL))

    assert shipped.items == ("/etc/issue: \\S", "/etc/issue: \\r", "/etc/issue: \\m")
    assert red.status is Status.PASS


def test_no_text_fails_where_a_warning_is_asked_for_alone() -> None:
    host = banners_host({"issue.net": WARNING})

    assert judged(host).items == ("/etc/issue: -",)
    assert judged(host, warning=False).reason is Exempt.NOT_USED


def test_an_unread_file_leaves_the_others_to_be_judged() -> None:
    host = banners_host({"issue": ItemStatus.TRUNCATED, "motd": WARNING})
    other = judge(CHECK, evidence(host), path="/etc/motd", warning=True)

    assert judged(host).reason is Reason.TRUNCATED
    assert other.status is Status.PASS


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert judged(banners_host({"issue": text})).reason is not Reason.CRASHED
