"""A network option must hold on every interface, as the kernel combines it.

The kernel joins `conf.all` and the interface's own value in a way that differs
by option (Documentation/networking/ip-sysctl): `any` = on if one of them is,
`both` = on only if both are, `max` = the greater one, `each` = `all` does not
count. Setting `conf.all` alone often leaves an interface open.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from audit4.api import (
    SYSCTL,
    Check,
    Exempt,
    Reason,
    Sysctl,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    sysctl: Sysctl,
    *,
    family: Literal["ipv4", "ipv6"],
    option: str,
    combine: Literal["any", "both", "max", "each"],
    allowed: Collection[str],
) -> Verdict:
    """Fail for each interface whose combined value is not allowed."""
    if family == "ipv6" and not sysctl.has_ipv6():
        return not_applicable(Exempt.NOT_USED)
    every = _number(sysctl, f"net.{family}.conf.all.{option}")
    wrong = []
    for name in sysctl.interfaces(family):
        own = _number(sysctl, f"net.{family}.conf.{name}.{option}")
        value = _combined(every, own, combine)
        if str(value) not in allowed:
            wrong.append(f"{name}: {option} {value} (all {every}, {name} {own})")
    expected = f"{option} = {' | '.join(allowed)}"
    return judged_all(wrong, expected=expected, actual=expected)


def _combined(every: int, own: int, combine: str) -> int:
    match combine:
        case "any":
            return int(bool(every or own))
        case "both":
            return int(bool(every and own))
        case "max":
            return max(every, own)
        case _:
            return own


def _number(sysctl: Sysctl, key: str) -> int:
    value = sysctl.running.get(key)
    if value is None:
        raise Undetermined(Reason.UNSUPPORTED, key)
    if not value.isdecimal() or len(value) > 9:  # noqa: PLR2004 - options are small
        raise Undetermined(Reason.UNPARSEABLE, key)
    return int(value)


def mend(
    *, family: str, option: str, allowed: Collection[str], **_unused: object
) -> Mapping[str, str]:
    """Set it on each interface now, and for all and new ones at boot."""
    if not allowed:
        return {}
    value, conf = next(iter(allowed)), f"net.{family}.conf"
    now = f"/proc/sys/net/{family}/conf/*/{option}"
    boot = f"'{conf}.all.{option} = {value}' '{conf}.default.{option} = {value}'"
    lines = (
        f'for file in {now}; do echo {value} > "$file"; done',
        f"printf '%s\\n' {boot} > /etc/sysctl.d/zz-{family}-{option}.conf",
    )
    return {"any": "\n".join(lines)}


CHECK = Check(facts={"sysctl": SYSCTL}, evaluate=evaluate, mend=mend)
