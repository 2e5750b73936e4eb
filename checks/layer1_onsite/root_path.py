"""Nobody but root may decide what root runs when it types a command's name.

An entry that depends on where root stands runs what somebody left in that folder;
a folder that others may write, or that belongs to another account, holds what they
put there; a name without a folder behind it can be made by whoever may.
"""

from typing import Literal

from audit4.api import ROOT_PATH, Check, Reason, RootPath, Verdict, judged_all

_EXPECTED = {
    "absolute": "PATH: /…",
    "root-only": "PATH: uid 0, mode go-w",
    "folder": "PATH: directory",
}


def evaluate(
    path: RootPath, each: Literal["absolute", "root-only", "folder"]
) -> Verdict:
    """Fail for each entry of root's PATH that is not what `each` asks."""
    if each == "absolute":
        wrong = list(path.relative)
    elif each == "root-only":
        wrong = [
            f"{f.place}: {f.path} {f.mode:04o} uid {f.uid}"
            for f in path.folders
            if f.mode is not None and f.open
        ]
    else:
        wrong = [f"{f.place}: {f.path}" for f in path.folders if not f.directory]
    return judged_all(
        wrong,
        expected=_EXPECTED[each],
        unclear=[(Reason.UNPARSEABLE, entry) for entry in path.untold],
        actual=":".join(f.path for f in path.folders),
    )


CHECK = Check(facts={"path": ROOT_PATH}, evaluate=evaluate)
