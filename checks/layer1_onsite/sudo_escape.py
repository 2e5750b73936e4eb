"""sudo must not grant programs that hand out a shell.

An editor, a pager or an interpreter run as root starts any command as root,
whatever the line meant to allow. NOEXEC stops most of it, so it is left out.
"""

from fnmatch import fnmatchcase

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


def evaluate(sudoers: Sudoers, programs: tuple[str, ...]) -> Verdict:
    """Fail for each grant of a program whose file name matches a pattern."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    return judged_all(
        dict.fromkeys(
            f"{g.file}: {g.who}: {g.command}"
            for g in sudoers.grants
            if "NOEXEC" not in g.tags and _escapes(g, programs)
        ),
        expected="≠ sh, vi, less, find, python …",
        unclear=sudoers.unclear,
        actual=str(len(sudoers.grants)),
    )


def _escapes(grant: SudoGrant, programs: tuple[str, ...]) -> bool:
    # `!cmd` forbids; sudoedit runs the editor with the user's own rights.
    if grant.command.startswith(("!", "sudoedit")) or grant.users == ("root",):
        return False
    name = grant.program.rsplit("/", 1)[-1]
    return any(fnmatchcase(name, pattern) for pattern in programs)


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
