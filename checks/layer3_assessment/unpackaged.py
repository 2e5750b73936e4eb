"""Files in places where programs start by themselves should come from a package.

In folders that belong to packages alone (`/usr/bin`, PAM modules, vendors' units)
a file without a package is a finding. In those that administrators use as well
(`/etc/systemd/system`, `/etc/cron.d`) it is only one that somebody must know:
the inventory lists them under the setting that `declared` names. Without such a
list there is nothing to compare with, and the result is unknown.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase

from audit4.api import (
    SETTING,
    UNPACKAGED,
    Check,
    Reason,
    Setting,
    Unpackaged,
    Verdict,
    judged_all,
    unknown,
)

_SHOWN = 10


def evaluate(
    unpackaged: Unpackaged,
    setting: Setting,
    places: Collection[str],
    known: Collection[str] = (),
    declared: str = "",
) -> Verdict:
    """Fail for each file in `places` that is neither packaged, known nor declared."""
    found = _without(
        [p for p in unpackaged.paths if any(fnmatchcase(p, x) for x in places)], known
    )
    listed = setting.settings.get(declared) if declared else ()
    if found and not isinstance(listed, list | tuple):
        shown = ", ".join(found[:_SHOWN])
        return unknown(Reason.NOT_COLLECTED, f"inventory: {declared}: {shown}")
    names = [str(x) for x in listed] if isinstance(listed, list | tuple) else []
    return judged_all(
        _without(found, names),
        expected="from a package" + (", or declared" if declared else ""),
        actual=f"{unpackaged.count} files looked up",
    )


def _without(paths: Collection[str], patterns: Collection[str]) -> list[str]:
    return [p for p in paths if not any(fnmatchcase(p, x) for x in patterns)]


CHECK = Check(facts={"unpackaged": UNPACKAGED, "setting": SETTING}, evaluate=evaluate)
