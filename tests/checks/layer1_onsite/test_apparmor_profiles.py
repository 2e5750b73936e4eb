import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.mac import AA_STATUS, APPARMOR_ON
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having
from tests.checks.layer1_onsite.test_apparmor_on import ON, STATUS

EITHER = ("enforce", "complain")
FREE = STATUS.replace(
    "0 processes are unconfined but have a profile defined.\n",
    "1 processes are unconfined but have a profile defined.\n   /usr/sbin/named (7) \n",
)
STUBS = STATUS.replace(
    "0 profiles are in unconfined mode.\n",
    "1 profiles are in unconfined mode.\n   firefox\n",
)


def judged(*parts: dict[Probe, Raw], modes: tuple[str, ...] = EITHER) -> Verdict:
    return judge("layer1_onsite.apparmor_profiles", having(ON, *parts), modes=modes)


def test_profiles_in_an_allowed_mode_pass() -> None:
    assert judged().status is Status.PASS


def test_a_profile_in_another_mode_fails() -> None:
    verdict = judged(modes=("enforce",))

    assert verdict.items == ("/usr/sbin/chronyd: complain",)


def test_a_process_that_escaped_its_profile_fails() -> None:
    assert judged({AA_STATUS: FREE}).status is Status.FAIL


def test_ubuntus_stubs_for_user_namespaces_confine_nothing_and_count_for_nothing() -> (
    None
):
    assert judged({AA_STATUS: STUBS}).status is Status.PASS


def test_no_profile_at_all_fails() -> None:
    empty = "apparmor module is loaded.\n0 profiles are loaded.\n"

    assert judged({AA_STATUS: empty}).status is Status.FAIL


@pytest.mark.parametrize("off", [{APPARMOR_ON: "N\n"}, {AA_STATUS: ItemStatus.ABSENT}])
def test_without_apparmor_there_is_nothing_to_judge(off: dict[Probe, Raw]) -> None:
    assert judged(off).reason is Exempt.NOT_INSTALLED


def test_a_container_is_confined_by_its_host() -> None:
    assert judged(INSIDE).reason is Exempt.CONTAINER


def test_missing_evidence_is_unknown() -> None:
    assert judged({AA_STATUS: ItemStatus.DENIED}).reason is Reason.PERMISSION
    assert judged({AA_STATUS: ""}).reason is Reason.UNPARSEABLE
    assert judged({APPARMOR_ON: "perhaps\n"}).reason is Reason.UNPARSEABLE


@given(text=st.text(max_size=200))
def test_no_text_of_a_host_crashes_the_reader(text: str) -> None:
    verdict = judged({AA_STATUS: f"apparmor module is loaded.\n{text}"})

    assert verdict.reason is not Reason.CRASHED
