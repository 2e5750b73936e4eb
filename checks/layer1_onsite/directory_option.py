"""The directory that accounts come from must prove who it is.

Whoever can answer in its place decides who is an administrator here.
"""

from audit4.api import (
    DIRECTORY,
    Check,
    Directory,
    Exempt,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    directory: Directory, option: str, forbidden: tuple[str, ...], default: str
) -> Verdict:
    """Fail for each of SSSD's domains whose option has a `forbidden` value."""
    if not directory.domains:
        return not_applicable(Exempt.NOT_USED)
    values = {d: s.get(option, default) for d, s in directory.domains.items()}
    return judged_all(
        [f"{d}: {option} = {v}" for d, v in values.items() if v in forbidden],
        expected=f"{option} ≠ {', '.join(forbidden)}",
        actual=", ".join(f"{d}: {option} = {v}" for d, v in values.items()),
    )


CHECK = Check(facts={"directory": DIRECTORY}, evaluate=evaluate)
