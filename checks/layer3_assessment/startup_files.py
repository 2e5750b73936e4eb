"""Start-up files of shells must load no library and fetch no program.

They are run by each log-in, root's by root's. `fetch`: a command that brings
another from the network, or decodes it, and runs it at once. `preload`: LD_PRELOAD
or LD_AUDIT, which put a library into all that is started from that shell.
"""

import re
from typing import Literal

from audit4.api import (
    ROOT_STARTUP,
    Check,
    Startup,
    Verdict,
    judged_all,
    runs_what_it_fetches,
)

_PRELOAD = re.compile(r"(^|[\s;&])LD_(PRELOAD|AUDIT)=(?![\"']?([\s;&]|$))")


def evaluate(startup: Startup, judge: Literal["fetch", "preload"]) -> Verdict:
    """Fail for each line with the sign; names file and line only."""
    shows = runs_what_it_fetches if judge == "fetch" else _PRELOAD.search
    wrong = [
        f"{path}:{number}"
        for path, text in startup.texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith("#") and shows(line)
    ]
    return judged_all(
        sorted(wrong), expected="none", actual=f"{len(startup.texts)} files"
    )


CHECK = Check(facts={"startup": ROOT_STARTUP}, evaluate=evaluate)
