import pytest

from audit4.evidence import ItemStatus, Port, Reason, Setting
from audit4.facts.listeners import SS
from audit4.finding import Status
from audit4.testing import judge
from tests.checks.system_literals import host, listening

CHECK = "layer3_assessment.ports_declared"
SSH = Setting(ports=(Port(number=22),))


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("tcp 0.0.0.0:22 sshd", Status.PASS),
        ("tcp 127.0.0.1:5432 postgres", Status.PASS),
        ("udp 0.0.0.0:68 dhclient", Status.PASS),
        ("tcp 0.0.0.0:8080 java", Status.FAIL),
        ("udp 0.0.0.0:22 odd", Status.FAIL),
    ],
)
def test_compares_with_the_dossier(row: str, status: Status) -> None:
    seen = host({SS: listening(row)}, setting=SSH)

    assert judge(CHECK, seen, ignore=("udp/68",)).status is status


def test_an_empty_declaration_allows_nothing() -> None:
    seen = host({SS: listening("tcp *:22 sshd")}, setting=Setting(ports=()))

    assert judge(CHECK, seen).items == ("tcp/22 sshd",)


def test_without_a_declaration_nobody_can_tell() -> None:
    verdict = judge(CHECK, host({SS: listening("tcp *:22 sshd")}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        ("x", Reason.UNPARSEABLE),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, host({SS: raw}, setting=SSH)).reason is reason


def test_without_root_it_is_unknown() -> None:
    seen = host(setting=SSH, privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
