"""No unit may bring a program from the network and run it as it starts.

A service's program lies on the disk, where it can be looked at. One that pipes a
download into a shell, or a shell into the network, is another program each time.
"""

from audit4.api import UNIT_FETCHES, Check, Verdict, judged_all


def evaluate(fetches: tuple[str, ...]) -> Verdict:
    """Fail for each unit file with such a line; names the file only."""
    return judged_all(fetches, expected="none", actual="none")


CHECK = Check(facts={"fetches": UNIT_FETCHES}, evaluate=evaluate)
