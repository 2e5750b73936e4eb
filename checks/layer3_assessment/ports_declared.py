"""Every port open to the network must stand in the level dossier.

The dossier lists the services and the server of each (NĐ 331/2026 Đ22.3.d). The
inventory holds what it declares. An inventory without such a list says nothing
about the dossier: the comparison is then unknown, as nobody has told audit4 the
one side of it, and never a fail that blames the host.
"""

from collections.abc import Collection

from audit4.api import (
    LISTENERS,
    SETTING,
    Check,
    Listener,
    Reason,
    Setting,
    Verdict,
    judged_all,
    unknown,
)


def evaluate(
    listeners: tuple[Listener, ...], setting: Setting, ignore: Collection[str] = ()
) -> Verdict:
    """Fail for each exposed listener that is neither declared nor ignored."""
    if setting.ports is None:
        return unknown(Reason.NOT_COLLECTED, "inventory: ports")
    declared = {f"{p.protocol}/{p.number}" for p in setting.ports} | set(ignore)
    wrong = {
        f"{x.protocol}/{x.port} {x.process or '?'}"
        for x in listeners
        if x.exposed and f"{x.protocol}/{x.port}" not in declared
    }
    return judged_all(
        sorted(wrong),
        expected=", ".join(sorted(declared)),
        actual="all declared",
    )


CHECK = Check(facts={"listeners": LISTENERS, "setting": SETTING}, evaluate=evaluate)
