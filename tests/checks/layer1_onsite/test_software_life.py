from datetime import date

import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.packages import DPKG
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge, load_check
from tests.checks.layer1_onsite.system_cases import having

CHECK = "layer1_onsite.software_life"
ROW = load_check(CHECK).parameters["lifecycle"].annotation.__args__[0]
ROWS = (
    ROW(package="php*-*", version="7", end=date(2022, 11, 28), mark="deb.sury.org"),
    ROW(package="php*-*", version="8.4", end=date(2028, 12, 31), mark="deb.sury.org"),
    ROW(package="mysql-community-server", version="5.7", end=date(2023, 10, 31)),
)


def judged(*rows: str) -> Verdict:
    text = "".join(f"install ok installed\t{row}\tamd64\n" for row in rows)
    changed: dict[Probe, Raw] = {DPKG: text}
    return judge(CHECK, having(changed), lifecycle=ROWS)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("php7.4-fpm\t1:7.4.33-1+0~2024+debian12~1.gbp+deb.sury.org+1", Status.FAIL),
        ("php8.4-fpm\t8.4.1-1+deb.sury.org+1", Status.PASS),
        ("mysql-community-server\t5.7.44-1debian10", Status.FAIL),
    ],
)
def test_judges_the_release_by_its_line(row: str, status: Status) -> None:
    assert judged("bash\t5", row).status is status


@pytest.mark.parametrize(
    "row", ["php7.4-fpm\t7.4.33-1+deb11u5", "mysql-community-server\t5.70.1", "bash\t7"]
)
def test_what_the_distribution_mends_or_nobody_lists_is_not_judged(row: str) -> None:
    assert judged(row).reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("half\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.DENIED, Reason.PERMISSION),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert judge(CHECK, having({DPKG: raw}), lifecycle=ROWS).reason is reason
