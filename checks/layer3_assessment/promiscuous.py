"""No network card may take in all traffic that passes it.

A sniffer collects passwords so. Cards below a bridge, a bond or a VLAN do it for
a living and are left out; where a sensor of the unit runs, it is what it is for.
"""

from collections.abc import Collection

from audit4.api import LISTENING_CARDS, PROGRAMS, Check, Program, Verdict, judged_all


def evaluate(
    cards: tuple[str, ...],
    processes: tuple[Program, ...],
    sensors: Collection[str] = (),
) -> Verdict:
    """Fail for each card in promiscuous mode, unless a sensor runs."""
    running = {p.comm for p in processes if p.comm in sensors}
    wrong = () if running else sorted(cards)
    return judged_all(
        wrong, expected="not promiscuous", actual=", ".join(sorted(running)) or "none"
    )


CHECK = Check(
    facts={"cards": LISTENING_CARDS, "processes": PROGRAMS}, evaluate=evaluate
)
