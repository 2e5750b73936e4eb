"""A journald setting must have an allowed value, drop-ins in their precedence."""

from collections.abc import Collection

from audit4.api import (
    JOURNALD,
    Check,
    Exempt,
    Journald,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_WORDS = {
    "1": "yes",
    "true": "yes",
    "on": "yes",
    "y": "yes",
    "0": "no",
    "false": "no",
    "off": "no",
    "n": "no",
}


def evaluate(journald: Journald, option: str, allowed: Collection[str]) -> Verdict:
    """Fail where the value in force is not allowed; an unset one is `(default)`."""
    if not journald.active:
        return not_applicable(Exempt.NOT_USED)
    value = journald.settings.get(option, "(default)")
    said = _WORDS.get(value.lower(), value.lower())
    if said in allowed:
        return passed(f"{option}={value}")
    return failed(f"{option}={value}", expected=f"{option}={' | '.join(allowed)}")


CHECK = Check(facts={"journald": JOURNALD}, evaluate=evaluate)
