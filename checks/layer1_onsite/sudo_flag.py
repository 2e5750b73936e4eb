"""A setting of sudo must be on, or off, for everybody.

Judged over all included files, with what this build of sudo does by itself;
a Defaults line that makes an exception for somebody fails too.
"""

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    SudoDefault,
    Sudoers,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(sudoers: Sudoers, option: str, *, enabled: bool) -> Verdict:
    """Fail where the flag, or the setting with a value, is not as wanted."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    expected = f"Defaults {'' if enabled else '!'}{option}"
    wrong = (
        []
        if _is_on(sudoers.option(option)) is enabled
        else [f"{option}: {sudoers.option(option) or '-'}"]
    )
    wrong += [
        f"{d.file}: Defaults{d.scope} {_shown(d)}"
        for d in sudoers.exceptions(option)
        if _is_on(d.value) is not enabled
    ]
    return judged_all(
        wrong, expected=expected, unclear=sudoers.unclear, actual=expected
    )


def _is_on(value: str | bool | None) -> bool:  # noqa: FBT001
    return value not in (None, False, "")


def _shown(default: SudoDefault) -> str:
    if isinstance(default.value, str):
        return f"{default.name}={default.value}"
    return f"{'' if default.value else '!'}{default.name}"


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
