import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.core_dumps import LIMITS_CONF, LIMITS_D, LIMITS_VENDOR
from audit4.finding import Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having

ZERO = "* hard core 0\n"


def judged(changed: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.core_limit", having(changed))


def dropin(text: str, name: str = "x") -> dict[str, str]:
    return {f"/etc/security/limits.d/{name}.conf": text}


@pytest.mark.parametrize(
    "changed",
    [
        {LIMITS_CONF: ZERO},
        {LIMITS_CONF: "*\t-\tcore\t0 # none\n"},
        {LIMITS_D: dropin(ZERO)},
        {LIMITS_CONF: "* hard core unlimited\n", LIMITS_D: dropin(ZERO)},
        {LIMITS_CONF: ItemStatus.ABSENT, LIMITS_VENDOR: ZERO},
        {LIMITS_CONF: f"* soft core unlimited\n{ZERO}"},
    ],
)
def test_a_hard_limit_of_none_for_everybody_passes(changed: dict[Probe, Raw]) -> None:
    assert judged(changed).status is Status.PASS


@pytest.mark.parametrize(
    "changed",
    [
        {LIMITS_CONF: ""},
        {LIMITS_CONF: "#* hard core 0\n"},
        {LIMITS_CONF: "* soft core 0\n"},
        {LIMITS_CONF: ZERO, LIMITS_D: dropin("* hard core unlimited\n")},
        {LIMITS_CONF: f"{ZERO}@dev hard core unlimited\n"},
        {LIMITS_CONF: f"{ZERO}an - core 1024\n"},
        {LIMITS_CONF: "root hard core 0\n"},
    ],
)
def test_no_limit_or_one_that_is_given_back_fails(changed: dict[Probe, Raw]) -> None:
    assert judged(changed).status is Status.FAIL


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({LIMITS_CONF: ItemStatus.DENIED}, Reason.PERMISSION),
        ({LIMITS_D: {"/etc/security/limits.d/a": ItemStatus.TRUNCATED}}, "truncated"),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: str) -> None:
    assert judged(changed).reason == reason


@given(text=st.text(max_size=200))
def test_no_text_of_a_host_crashes_it(text: str) -> None:
    assert judged({LIMITS_CONF: text}).reason is not Reason.CRASHED
