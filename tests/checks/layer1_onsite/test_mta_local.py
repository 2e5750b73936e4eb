import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Port, Probe, Reason, Setting
from audit4.facts.listeners import SS
from audit4.facts.mta import MTA_SETTINGS
from audit4.facts.services import UNIT_FILES
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.system_literals import host, listening

CHECK = "layer1_onsite.mta_local"
# As postconf -x and postconf -M of Postfix 3.7 print them.
MASTER = (
    "smtp       inet  n       -       y       -       -       smtpd\n"
    "pickup     unix  n       -       y       60      1       pickup\n"
)
EXIM = "/etc/exim4/update-exim4.conf.conf:"
SENDMAIL = "/etc/mail/sendmail.cf:O DaemonPortOptions"


def mail(unit: str, text: str) -> dict[Probe, Raw]:
    files = f"ssh.service enabled\n{unit}.service enabled\n"
    return {UNIT_FILES: files, MTA_SETTINGS: f"{text}end\n"}


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("tcp 127.0.0.1:25 master", Status.PASS),
        ("tcp [::1]:25 exim4", Status.PASS),
        ("tcp 0.0.0.0:25 master", Status.FAIL),
        ("tcp [::]:587 exim4", Status.FAIL),
        ("tcp 10.0.0.5:465 java", Status.FAIL),
        ("udp 0.0.0.0:25 x", Status.PASS),
        ("tcp 0.0.0.0:2525 x", Status.PASS),
    ],
)
def test_judges_what_listens_on_the_mail_ports(row: str, status: Status) -> None:
    assert judge(CHECK, host({SS: listening(row)})).status is status


def test_a_host_without_mail_is_not_said_to_have_some() -> None:
    none = judge(CHECK, host())
    own = judge(CHECK, host({SS: listening("tcp 127.0.0.1:25 master")}))

    assert (none.actual, own.actual) == ("no mail server", "loopback only")


@pytest.mark.parametrize(
    ("unit", "text", "status"),
    [
        ("postfix", f"inet_interfaces = loopback-only\n{MASTER}", Status.PASS),
        ("postfix", f"inet_interfaces = localhost\n{MASTER}", Status.PASS),
        ("postfix", f"inet_interfaces = 127.0.0.1, [::1]\n{MASTER}", Status.PASS),
        ("postfix", f"inet_interfaces = all\n{MASTER}", Status.FAIL),
        ("postfix", f"inet_interfaces = localhost, 10.0.0.5\n{MASTER}", Status.FAIL),
        ("postfix", "inet_interfaces = all\n", Status.PASS),
        (
            "postfix",
            "inet_interfaces = all\n127.0.0.1:smtp inet n - y - - smtpd\n",
            Status.PASS,
        ),
        (
            "postfix",
            "inet_interfaces = loopback-only\n10.0.0.5:25 inet n - y - - smtpd\n",
            Status.FAIL,
        ),
        ("exim4", f"{EXIM}dc_local_interfaces='127.0.0.1 ; ::1'\n", Status.PASS),
        ("exim4", f"{EXIM}dc_local_interfaces='127.0.0.1.25'\n", Status.PASS),
        ("exim4", f"{EXIM}dc_local_interfaces=''\n", Status.FAIL),
        ("exim4", f"{EXIM}dc_local_interfaces='127.0.0.1;10.0.0.5'\n", Status.FAIL),
        (
            "exim4",
            f"{EXIM}dc_local_interfaces=''\n/etc/default/exim4:QUEUERUNNER='no'\n",
            Status.PASS,
        ),
        ("exim", "/etc/exim/exim.conf:local_interfaces = <; ::1\n", Status.PASS),
        (
            "sendmail",
            f"{SENDMAIL}=Port=smtp,Addr=127.0.0.1, Name=MTA\n",
            Status.PASS,
        ),
        ("sendmail", f"{SENDMAIL}=Name=MTA\n", Status.FAIL),
        ("other", f"inet_interfaces = all\n{MASTER}", Status.PASS),
    ],
)
def test_judges_what_the_next_start_would_open(
    unit: str, text: str, status: Status
) -> None:
    assert judge(CHECK, host(mail(unit, text))).status is status


@pytest.mark.parametrize(
    "setting", [Setting(roles=frozenset({"mail"})), Setting(ports=(Port(number=25),))]
)
def test_a_mail_server_is_one(setting: Setting) -> None:
    seen = host({SS: listening("tcp 0.0.0.0:25 master")}, setting=setting)

    verdict = judge(CHECK, seen)

    assert (verdict.status, verdict.reason) == (Status.NOT_APPLICABLE, Exempt.ROLE)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({MTA_SETTINGS: ""}, Reason.UNPARSEABLE),
        ({MTA_SETTINGS: "inet_interfaces = all\n"}, Reason.UNPARSEABLE),
        ({MTA_SETTINGS: ItemStatus.TIMEOUT}, Reason.TIMEOUT),
        ({SS: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host(changed)).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(privileged=False)).reason is Reason.PERMISSION


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    verdict = judge(CHECK, host({MTA_SETTINGS: f"{text}\nend\n"}))

    assert verdict.reason is not Reason.CRASHED
