import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import agents
from audit4.facts.agent_products import Product
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.monitored import host, stat, units

TODAY = int(NOW.timestamp())
PRODUCTS = (
    Product(
        id="clamav",
        name="ClamAV",
        evidence="tested",
        services=("clamav-daemon",),
        signs=("/var/lib/clamav/*.cld", "/var/lib/clamav/*.cvd"),
    ),
    Product(id="mute", name="Mute", evidence="documentation", services=("mute",)),
)


def judged(*running: str, raw: str | ItemStatus | None = None, **ages: int) -> Verdict:
    signs: dict[str, str | ItemStatus] = {
        f"/var/lib/clamav/{name.replace('_', '.')}": stat(TODAY - age * 86400)
        for name, age in ages.items()
    }
    if raw is not None:
        signs["/var/lib/clamav/daily.cvd"] = raw
    seen = host(units(*running), {agents.SIGNS: signs})
    return judge(
        "layer2_monitoring.signs_fresh", seen, products=PRODUCTS, max_age_days=7
    )


@pytest.mark.parametrize(
    ("age", "status"), [(0, Status.PASS), (7, Status.PASS), (8, Status.FAIL)]
)
def test_the_age_of_the_newest_file_decides(age: int, status: Status) -> None:
    verdict = judged("clamav-daemon", main_cvd=400, daily_cld=age)

    assert verdict.status is status
    assert verdict.actual == f"ClamAV: {age} d"


def test_no_signatures_at_all_fail() -> None:
    assert judged("clamav-daemon").status is Status.FAIL


def test_files_of_other_kinds_do_not_count() -> None:
    assert judged("clamav-daemon", daily_txt=0).status is Status.FAIL


def test_a_product_that_stands_still_is_not_asked() -> None:
    assert judged(daily_cvd=0).reason is Exempt.NOT_INSTALLED


def test_a_product_without_known_files_is_unknown() -> None:
    assert judged("mute").reason is Reason.UNSUPPORTED


def test_a_time_in_the_future_is_unknown() -> None:
    assert judged("clamav-daemon", daily_cvd=-30).reason is Reason.UNPARSEABLE


def test_denied_and_malformed_are_unknown() -> None:
    denied = judged("clamav-daemon", raw=ItemStatus.DENIED)

    assert denied.reason is Reason.PERMISSION
    assert judged("clamav-daemon", raw="?").reason is Reason.UNPARSEABLE
