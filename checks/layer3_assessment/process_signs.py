"""No process may pass for something else, or hide where it comes from.

`kernel-name`: the kernel's own threads have no program file; a process that bears
the name of one and has a file wants to be overlooked in a list. `known`: names
that malware seen on servers gives itself, most of it miners. `hidden`: a program
in a folder whose name begins with a dot or is made of blanks and dots; folders
where tools of people keep programs so are named in `usual`.
"""

import re
from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Literal

from audit4.api import PROCESSES, Check, Process, Verdict, judged_all

_KERNEL = re.compile(
    r"\[?(kworker|kthreadd|ksoftirqd|kswapd|khugepaged|kauditd|kdevtmpfs|rcu_\w+"
    r"|jbd2|kblockd|ksmd|kcompactd)\b(?!-)"
)
_HIDDEN = re.compile(r"/(\.[^/]*|[ .]+)/|/\.[^/]+$")


def evaluate(
    processes: tuple[Process, ...],
    judge: Literal["kernel-name", "known", "hidden"],
    names: Collection[str] = (),
    usual: Collection[str] = (),
) -> Verdict:
    """Fail for each process with the sign; says name, program and account."""

    def shows(process: Process) -> bool:
        program = process.exe.removesuffix(" (deleted)")
        if judge == "kernel-name":
            return bool(process.exe and _KERNEL.match(process.comm))
        if judge == "known":
            base = program.rsplit("/", 1)[-1]
            return any(fnmatchcase(n, x) for n in (process.comm, base) for x in names)
        return bool(_HIDDEN.search(program)) and not any(
            fnmatchcase(program, pattern) for pattern in usual
        )

    wrong = {f"{p.comm} {p.exe} pid {p.pid} uid {p.uid}" for p in processes if shows(p)}
    return judged_all(
        sorted(wrong), expected="none", actual=f"{len(processes)} processes"
    )


CHECK = Check(facts={"processes": PROCESSES}, evaluate=evaluate)
