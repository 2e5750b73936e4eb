"""A setting of GNOME must have a value that the policy allows, for every user.

What counts is the compiled database that a profile names, not a file that nobody
compiled. Where `lock` holds, users must not be able to change it either.
"""

import re
from collections.abc import Collection

from audit4.api import (
    DESKTOP,
    PACKAGES,
    Check,
    Desktop,
    Exempt,
    Packages,
    Verdict,
    judged_all,
    not_applicable,
)

_NUMBER = re.compile(r"^(?:uint32\s+|int32\s+)?(\d{1,9})$")


def evaluate(
    desktop: Desktop,
    packages: Packages,
    *,
    key: str,
    profile: str = "user",
    allowed: Collection[str] = (),
    bounds: tuple[int, int] = (0, 0),
    lock: bool = False,
    default: str = "",
) -> Verdict:
    """Fail for the value, or a lock that is missing; no GNOME, no verdict.

    `allowed` are values as dconf writes them, `*` any text at all; without them
    `bounds` are the least and the most of a number.
    """
    if not any(packages.installed(name) for name in ("gdm3", "gdm", "gnome-shell")):
        return not_applicable(Exempt.NOT_INSTALLED)
    value = desktop.value(profile, key) or default
    wrong = []
    if not _fits(value, allowed, bounds):
        wrong.append(f"{key}: {value or 'not set'}")
    if lock and not desktop.locked(profile, key):
        wrong.append(f"{key}: not locked")
    wanted = " | ".join(allowed) or f"{bounds[0]}-{bounds[1]}"
    return judged_all(wrong, expected=f"{key} = {wanted}", actual=value)


def _fits(value: str, allowed: Collection[str], bounds: tuple[int, int]) -> bool:
    if "*" in allowed:
        return bool(value.strip("'\" "))
    if allowed:
        return value in allowed
    number = _NUMBER.match(value)
    return number is not None and bounds[0] <= int(number[1]) <= bounds[1]


CHECK = Check(facts={"desktop": DESKTOP, "packages": PACKAGES}, evaluate=evaluate)
