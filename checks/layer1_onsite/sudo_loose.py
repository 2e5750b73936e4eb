"""A line of sudoers must not allow more than it seems to.

A wildcard matches blanks and slashes, so `/bin/cat /var/log/*` reads any file.
"All but these" is undone by copying a program. A program in a folder that users
can write is whatever a user makes it.
"""

from typing import Literal

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    Sudoers,
    SudoGrant,
    Verdict,
    judged_all,
    not_applicable,
)

_USERS_PLACES = ("/home/", "/tmp/", "/var/tmp/", "/dev/shm/", "/mnt/", "/media/")  # noqa: S108


def evaluate(
    sudoers: Sudoers, what: Literal["wildcard", "negation", "path"]
) -> Verdict:
    """Fail for each line with a wildcard, an exclusion, or an unsafe path."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    loose = {"wildcard": _wildcard, "negation": _negation, "path": _path}[what]
    return judged_all(
        dict.fromkeys(
            f"{g.file}: {g.who}: {g.command}"
            for g in sudoers.grants
            if loose(g, sudoers)
        ),
        expected={
            "wildcard": "≠ * ? [",
            "negation": "≠ ALL, !…",
            "path": f"≠ {' '.join(_USERS_PLACES)}",
        }[what],
        unclear=sudoers.unclear,
        actual=str(len(sudoers.grants)),
    )


def _wildcard(grant: SudoGrant, _: Sudoers) -> bool:
    command = grant.command
    if command.startswith(("!", "^")):  # a regular expression is anchored
        return False
    bare = command.replace("\\*", "").replace("\\?", "").replace("\\[", "")
    return any(sign in bare for sign in "*?[") or command.endswith("/")


def _negation(grant: SudoGrant, sudoers: Sudoers) -> bool:
    return grant.command.startswith("!") and any(
        g.command == "ALL" for g in sudoers.grants if g.line == grant.line
    )


def _path(grant: SudoGrant, _: Sudoers) -> bool:
    return grant.program.startswith(_USERS_PLACES)


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
