"""A server must start without a graphical login.

`graphical.target` is the default of every Debian, screen or not: it matters where
a display manager stands ready to be started by it.
"""

from audit4.api import (
    DEFAULT_TARGET,
    SERVICES,
    Check,
    Exempt,
    Services,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_MANAGERS = ("display-manager", "gdm", "gdm3", "lightdm", "sddm", "xdm", "lxdm")
_IDLE = frozenset({"", "disabled", "masked", "masked-runtime"})
_EXPECTED = "multi-user.target | no display manager"


def evaluate(target: str | None, services: Services) -> Verdict:
    """Fail where the default target starts a display manager."""
    if target is None:
        return not_applicable(Exempt.NOT_USED)
    ready = [
        name
        for name in _MANAGERS
        if (unit := services.get(name))
        and unit.load == "loaded"
        and unit.enabled not in _IDLE
    ]
    if target == "graphical.target" and ready:
        return failed(f"{target}: {', '.join(ready)}", expected=_EXPECTED, items=ready)
    managers = ", ".join(ready) or "no display manager"
    return passed(f"{target}: {managers}", expected=_EXPECTED)


CHECK = Check(facts={"target": DEFAULT_TARGET, "services": SERVICES}, evaluate=evaluate)
