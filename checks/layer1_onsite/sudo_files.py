"""sudo's files must be root's, and nobody else's to read or write.

Who can write them is root; who can read them knows which account to attack.
"""

from audit4.api import (
    SUDOERS,
    Check,
    Exempt,
    PathStat,
    Reason,
    Sudoers,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_WRITE = 0o022
_OTHERS = 0o007


def evaluate(sudoers: Sudoers) -> Verdict:
    """Fail for each file or folder with another owner or looser rights."""
    if not sudoers.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    if "/etc/sudoers" not in sudoers.stats:
        return unknown(Reason.NOT_COLLECTED, "/etc/sudoers")
    return judged_all(
        [_shown(stat) for stat in sudoers.stats.values() if _loose(stat)],
        expected="0 0440",
        actual=_shown(sudoers.stats["/etc/sudoers"]),
    )


def _loose(stat: PathStat) -> bool:
    if stat.kind == "l":
        return True
    forbidden = _WRITE if stat.kind == "d" else _WRITE | _OTHERS
    # The README that packages put there grants nothing to its readers.
    if stat.path.endswith("/README"):
        forbidden = _WRITE
    return stat.uid != 0 or bool(stat.mode & forbidden)


def _shown(stat: PathStat) -> str:
    return f"{stat.path} {stat.uid} {stat.mode:04o}"


CHECK = Check(facts={"sudoers": SUDOERS}, evaluate=evaluate)
