"""No process may run from a folder that everybody can write, or from memory only.

Malware is started where anyone may write and often removes its own file; a
program that an update replaced runs from a deleted file too, but from a regular
folder, and is no finding here.
"""

from audit4.api import PROCESSES, Check, Process, Verdict, judged_all

_LOOSE = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/memfd:", "memfd:")  # noqa: S108 - where to look


def evaluate(processes: tuple[Process, ...]) -> Verdict:
    """Fail for each such process; says program, number and account."""
    wrong = [
        f"{p.exe} pid {p.pid} uid {p.uid}"
        for p in processes
        if p.exe.startswith(_LOOSE)
    ]
    return judged_all(
        sorted(wrong), expected="none", actual=f"{len(processes)} processes"
    )


CHECK = Check(facts={"processes": PROCESSES}, evaluate=evaluate)
