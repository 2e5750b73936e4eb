import pytest

from audit4.evidence import Reason, Setting
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rows, says, units

TREND = units("ds_agent") | says(
    dsa="AgentStatus.dsmUrl: https://av.xa-mau.example:4120/\n", dsa_parts="x: y"
)


def judged(*raws: Seen, named: object = "av.xa-mau.example") -> Verdict:
    setting = Setting(settings={"av_servers": named} if named else {})
    return judge(
        "layer2_monitoring.agent_server",
        host(*raws, setting=setting),
        products=rows("av-products"),
    )


@pytest.mark.parametrize(
    "named", ["AV.xa-mau.example:4120", ["x", "av.xa-mau.example"]]
)
def test_the_units_own_server_passes(named: object) -> None:
    assert judged(TREND, named=named).status is Status.PASS


def test_another_server_fails_and_is_shown() -> None:
    verdict = judged(TREND, named="192.0.2.9")

    assert verdict.status is Status.FAIL
    assert verdict.items == (
        "Trend Micro Deep Security / Vision One: av.xa-mau.example",
    )


def test_without_a_named_server_or_a_managed_product_nothing_is_asked() -> None:
    assert judged(TREND, named=None).reason is Exempt.NOT_USED
    assert judged(units("clamav-daemon")).reason is Exempt.NOT_USED
    assert judged().reason is Exempt.NOT_USED


def test_a_server_that_nobody_can_see_is_unknown() -> None:
    assert judged(units("kesl")).reason is Reason.UNSUPPORTED
    assert judged(units("ds_agent")).reason is Reason.MISSING_TOOL


def test_hostile_words_are_no_server() -> None:
    raw = units("sentinelone") | says(sentinelone="URL  \x00\x00//@@:::\n")

    assert judged(raw).status is Status.FAIL
