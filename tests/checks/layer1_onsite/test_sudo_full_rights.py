import pytest

from audit4.evidence import Reason
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import no_sudo, sudo_host

CHECK = "layer1_onsite.sudo_full_rights"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("# nothing", Status.PASS),
        ("%wheel ALL=(ALL) ALL", Status.PASS),
        ("lan ALL=(ALL) ALL", Status.FAIL),
        ("lan ALL=ALL", Status.FAIL),
        ("ALL ALL=(ALL) ALL", Status.FAIL),
        ("%devs ALL=(ALL:ALL) NOPASSWD: ALL", Status.FAIL),
        ("Cmnd_Alias ANY = ALL\nlan ALL=ANY", Status.FAIL),
        ("lan ALL=(postgres) ALL", Status.PASS),
        ("lan ALL=/usr/bin/systemctl restart nginx", Status.PASS),
        ("@include /opt/more", Status.UNKNOWN),
    ],
)
def test_only_the_administrators_groups_may_do_everything(
    line: str, status: Status
) -> None:
    assert judge(CHECK, evidence(sudo_host(line))).status is status


def test_without_sudo_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sudo())).reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION


def test_root_behind_an_alias_of_targets_is_root() -> None:
    line = "Runas_Alias TO = www-data, root\nlan ALL=(TO) ALL"

    assert judge(CHECK, evidence(sudo_host(line))).status is Status.FAIL
