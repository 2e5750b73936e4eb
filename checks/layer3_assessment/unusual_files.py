"""Nothing on disk may be writable by everybody, without a sticky bit.

A file that everybody can write is everybody's way into whoever runs or reads
it; in such a folder anybody can put another file in its place.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import UNUSUAL_FILES, Check, Unusual, Verdict, judged_all


def evaluate(
    unusual: Unusual,
    *,
    judge: Literal["writable_files", "writable_folders"],
    ignore: Collection[str] = (),
) -> Verdict:
    """Fail for each hit that lies under none of the ignored folders."""
    hits = {
        "writable_files": unusual.writable_files,
        "writable_folders": unusual.writable_folders,
    }[judge]
    wrong = [
        f"{f.path} {f.mode:04o} uid {f.uid}"
        for f in hits
        if not f.path.startswith(tuple(ignore))
    ]
    return judged_all(sorted(wrong), expected="none", actual="none")


CHECK = Check(facts={"unusual": UNUSUAL_FILES}, evaluate=evaluate)
