"""A package must be installed, or must not be, unless the host's role needs it."""

from collections.abc import Collection

from audit4.api import (
    PACKAGES,
    SETTING,
    Check,
    Exempt,
    Packages,
    Setting,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
)


def evaluate(
    packages: Packages,
    setting: Setting,
    *,
    names: Collection[str],
    present: bool,
    roles: Collection[str] = (),
) -> Verdict:
    """Fail where none of the names is there, or where one is that must not be."""
    if setting.roles & set(roles):
        return not_applicable(Exempt.ROLE)
    found = [name for name in names if packages.installed(name)]
    if not present:
        return judged_all(
            found, expected=f"without {', '.join(names)}", actual="not installed"
        )
    expected = " | ".join(names)
    if found:
        return passed(found, expected=expected)
    return failed("not installed", expected=expected, items=names)


CHECK = Check(facts={"packages": PACKAGES, "setting": SETTING}, evaluate=evaluate)
