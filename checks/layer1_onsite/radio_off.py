"""A server must have no radio interface: it is a way in past walls and firewalls."""

from audit4.api import DEVICES, Check, Devices, Verdict, judged_all


def evaluate(devices: Devices) -> Verdict:
    """Fail for each interface whose driver is loaded."""
    return judged_all(devices.radio, expected="no wireless interface", actual="none")


CHECK = Check(facts={"devices": DEVICES}, evaluate=evaluate)
