import pytest

from tests.checks import both_ways, states

STATES = states.read()


@pytest.mark.parametrize("state", STATES, ids=lambda s: s.id)
def test_a_changed_host_is_judged_as_foretold(state: states.State) -> None:
    assert states.judged(state) == state.flips


def test_no_two_states_have_one_name() -> None:
    names = [state.id for state in STATES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "change",
    [
        {"os.kernel": {"drop": "no such line"}},
        {"os.kernel": {"sub": {"no such text": ""}}},
        {"no.such_probe": "x"},
        {"services.units": {"texts": "a slip of the pen"}},
    ],
)
def test_a_change_that_changes_nothing_is_an_error(
    change: dict[str, object],
) -> None:
    with pytest.raises((ValueError, KeyError, AttributeError)):
        states.changed(states.recording("web-01").items, change)


def test_every_rule_passes_once_and_fails_once() -> None:
    assert both_ways.one_sided() == {}, "pose a state in tests/checks/states"


def test_an_exception_is_of_a_rule_that_needs_it() -> None:
    told = both_ways.told()

    needless = {
        rule: verdicts
        for rule, verdicts in both_ways.EXCEPTIONS.items()
        if rule not in told or verdicts.keys() & told[rule].keys()
    }

    assert needless == {}
