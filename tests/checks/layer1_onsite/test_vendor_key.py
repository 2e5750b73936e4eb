import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts.os import OS_RELEASE
from audit4.facts.package_sources import RPM_KEYS
from audit4.finding import Status
from audit4.testing import judge, load_check
from tests.checks.layer1_onsite.system_cases import having, rhel

CHECK = "layer1_onsite.vendor_key"
ROW = load_check(CHECK).parameters["vendors"].annotation.__args__[0]
VENDORS = (ROW(id="rhel", version="9", keys=("fd431d51",)),)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("fd431d51 gpg(Red Hat, Inc. (release key 2) <security@redhat.com>)\n", "pass"),
        ("199e2f91fd431d51 Red Hat\n", "pass"),
        ("0608b895 EPEL\n", "fail"),
        ("package gpg-pubkey is not installed\n", "fail"),
    ],
)
def test_wants_the_makers_key(text: str, status: str) -> None:
    seen = having(rhel(), {RPM_KEYS: text})

    assert judge(CHECK, seen, vendors=VENDORS).status == status


def test_a_maker_that_nobody_listed_is_unknown() -> None:
    seen = having(rhel(), {OS_RELEASE: "ID=rhel\nVERSION_ID=4\n"})

    assert judge(CHECK, seen, vendors=VENDORS).reason is Reason.UNSUPPORTED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    seen = having(rhel(), {RPM_KEYS: raw})

    assert judge(CHECK, seen, vendors=VENDORS).reason is reason


def test_nothing_that_is_not_listed_passes() -> None:
    seen = having(rhel(), {RPM_KEYS: "fd431d510 Fake\n"})

    assert judge(CHECK, seen, vendors=VENDORS).status is Status.FAIL
