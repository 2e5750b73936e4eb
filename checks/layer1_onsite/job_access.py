"""Who may schedule jobs must be a list that root alone can change.

Where cron.allow or at.allow is there, nobody else may; where neither list is,
everybody or root alone may, which differs between systems. A deny list beside an
allow list is not read, and alone it lets every new account in.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    FILES,
    Check,
    Exempt,
    Files,
    Limit,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    passed,
)


def evaluate(
    files: Files,
    *,
    path: str,
    where: Collection[str],
    want: Literal["there", "absent", "guarded"],
    mode: str = "0640",
    groups: Collection[str] = (),
) -> Verdict:
    """Judge one list, where one of the programs in `where` is there.

    `there` and `guarded` ask for its rights too; `guarded` lets it be absent.
    """
    if not files.there(where):
        return not_applicable(Exempt.NOT_INSTALLED)
    stat = next(iter(files.matching(path)), None)
    if stat is None:
        if want == "there":
            return failed("absent", expected=f"<= {mode}, uid 0", items=[path])
        return passed("absent")
    if want == "absent":
        return failed(stat.path, expected="absent", items=[path])
    limit = Limit(mode=int(mode, 8), groups=("root", *groups))
    wrong = [f"{path}: {why}" for why in files.faults(stat, limit)]
    if stat.kind != "f":
        wrong.append(f"{path}: type {stat.kind}")
    return judged_all(wrong, expected=f"<= {mode}, uid 0", actual=f"{stat.mode:04o}")


CHECK = Check(facts={"files": FILES}, evaluate=evaluate)
