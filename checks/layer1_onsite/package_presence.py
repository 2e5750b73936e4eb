"""A package must be installed, or must not be, unless the host's role needs it."""

from collections.abc import Collection, Mapping

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


_INSTALL = {
    "debian": "apt-get install -y",
    "rhel": "yum install -y",
    "suse": "zypper install -y",
    "amazon": "yum install -y",
    "alpine": "apk add",
}
_REMOVE = {
    "debian": "apt-get purge -y",
    "rhel": "yum remove -y",
    "suse": "zypper remove -y",
    "amazon": "yum remove -y",
    "alpine": "apk del",
}


def mend(
    *, names: Collection[str], present: bool, **_unused: object
) -> Mapping[str, str]:
    """Install the first of the names, or remove each that is there."""
    if not names:
        return {}
    if present:
        first = next(iter(names))
        return {family: f"{line} {first}" for family, line in _INSTALL.items()}
    # One by one: a name that a family does not know would stop the others.
    each = f"for name in {' '.join(names)}; do"
    return {family: f'{each} {line} "$name"; done' for family, line in _REMOVE.items()}


CHECK = Check(
    facts={"packages": PACKAGES, "setting": SETTING}, evaluate=evaluate, mend=mend
)
