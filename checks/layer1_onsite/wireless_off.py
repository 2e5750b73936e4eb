"""A server has no use for a radio: no wireless interface may be able to send."""

from collections.abc import Mapping

from audit4.api import WIRELESS, Check, Verdict, judged_all


def evaluate(wireless: Mapping[str, bool]) -> Verdict:
    """Fail for each wireless interface whose radio is not switched off."""
    on = sorted(name for name, radio in wireless.items() if radio)
    return judged_all(on, expected="no radio on", actual=", ".join(wireless) or "none")


CHECK = Check(facts={"wireless": WIRELESS}, evaluate=evaluate)
