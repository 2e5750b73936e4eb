"""No program may lie ready in folders that everybody can write, or among devices.

`hidden`: its name, or that of a folder above it, begins with a dot. `programs`:
any other file that may be executed there; installers and builds leave such ones
behind too. `devices`: a plain file below /dev, where nobody looks for one.
"""

import re
from collections.abc import Collection
from typing import Literal

from audit4.api import TEMPORARY_FILES, Check, Found, Verdict, judged_all

_HIDDEN = re.compile(r"/(\.|[ .]+/)")
_EXECUTE = 0o111


def evaluate(
    found: tuple[Found, ...],
    judge: Literal["hidden", "programs", "devices"],
    ignore: Collection[str] = (),
) -> Verdict:
    """Fail for each such file that does not begin with an ignored path."""

    def kind(file: Found) -> str:
        if file.path.startswith("/dev/") and not file.path.startswith("/dev/shm/"):  # noqa: S108
            return "devices"
        if not file.mode & _EXECUTE:
            return ""
        return "hidden" if _HIDDEN.search(file.path) else "programs"

    wrong = [
        f"{f.path} {f.mode:04o} uid {f.uid}"
        for f in found
        if kind(f) == judge and not f.path.startswith(tuple(ignore))
    ]
    return judged_all(sorted(wrong), expected="none", actual="none")


CHECK = Check(facts={"found": TEMPORARY_FILES}, evaluate=evaluate)
