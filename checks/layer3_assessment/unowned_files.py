"""Nothing on disk may belong to an account or a group that is no more.

The next account that gets the number gets the files, whatever they open.
"""

from collections.abc import Collection, Iterable

from audit4.api import UNOWNED_FILES, Check, Found, Verdict, judged_all


def evaluate(unowned: Iterable[Found], *, ignore: Collection[str] = ()) -> Verdict:
    """Fail for each hit that lies under none of the ignored folders."""
    wrong = [
        f"{f.path} uid {f.uid} gid {f.gid}"
        for f in unowned
        if not f.path.startswith(tuple(ignore))
    ]
    return judged_all(sorted(wrong), expected="none", actual="none")


CHECK = Check(facts={"unowned": UNOWNED_FILES}, evaluate=evaluate)
