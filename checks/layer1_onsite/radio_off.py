"""A server must have no radio interface: it is a way in past walls and firewalls."""

from audit4.api import RADIO_INTERFACES, Check, Verdict, judged_all


def evaluate(radio: tuple[str, ...]) -> Verdict:
    """Fail for each interface whose driver is loaded."""
    return judged_all(radio, expected="no wireless interface", actual="none")


CHECK = Check(facts={"radio": RADIO_INTERFACES}, evaluate=evaluate)
