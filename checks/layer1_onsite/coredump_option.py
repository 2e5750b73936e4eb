"""systemd must not keep core dumps: an option of coredump.conf, drop-ins included."""

from collections.abc import Collection

from audit4.api import (
    COREDUMP,
    Check,
    Coredump,
    Exempt,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(
    coredump: Coredump, *, option: str, allowed: Collection[str], default: str
) -> Verdict:
    """Fail for another value; without systemd-coredump there is nothing to set."""
    if not coredump.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    value = coredump.settings.get(option) or default
    expected = f"{option}={' | '.join(allowed)}"
    if value.lower() in allowed:
        return passed(f"{option}={value}", expected=expected)
    return failed(f"{option}={value}", expected=expected, items=[option])


CHECK = Check(facts={"coredump": COREDUMP}, evaluate=evaluate)
