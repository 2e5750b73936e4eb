import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.boot import LOADER
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, booted, having

CFG = "/boot/grub/grub.cfg\nlinux /vmlinuz ro\n"
RHEL = '/boot/grub2/grub.cfg\nset superusers="root"\nsourced root'


def judged(seen: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.boot_password", having(seen))


@pytest.mark.parametrize(
    "seen",
    [
        booted("ro", f'{CFG}set superusers="root"\nhashed root'),
        booted("ro", f'{CFG}set superusers="an, binh"\nhashed an\nhashed binh'),
        booted("ro", RHEL, "/boot/grub2/user.cfg\nhashed -"),
    ],
)
def test_superusers_with_hashed_passwords_pass(seen: dict[Probe, Raw]) -> None:
    assert judged(seen).status is Status.PASS


@pytest.mark.parametrize(
    "seen",
    [
        booted("ro", CFG),
        booted("ro", f'{CFG}set superusers=""\nhashed root'),
        booted("ro", f'{CFG}set superusers="root"'),
        booted("ro", f'{CFG}set superusers="root"\nplain root'),
        booted("ro", f'{CFG}set superusers="root"\nhashed khac'),
        # RHEL prepares the lines; without user.cfg nobody is asked.
        booted("ro", RHEL),
    ],
)
def test_nobody_or_no_hash_fails(seen: dict[Probe, Raw]) -> None:
    assert judged(seen).status is Status.FAIL


def test_another_loader_is_not_judged() -> None:
    assert judged(booted("ro")).reason is Exempt.NOT_INSTALLED


def test_a_container_has_no_boot() -> None:
    assert judged({**booted("ro", CFG), **INSIDE}).reason is Exempt.CONTAINER


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("", Reason.UNPARSEABLE), (ItemStatus.TIMEOUT, Reason.TIMEOUT)],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judged({LOADER: raw}).reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge("layer1_onsite.boot_password", having(privileged=False))

    assert verdict.reason is Reason.PERMISSION
