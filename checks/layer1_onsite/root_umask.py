"""Root's own start-up files must not open what root makes to others.

They are read after the system's: a umask there undoes what the system sets for all.
Where they set none, the system's holds, which other rules judge.
"""

from audit4.api import (
    ROOT_STARTUP,
    UNTOLD,
    Check,
    Reason,
    Startup,
    Verdict,
    judged_all,
    mask_of,
)


def evaluate(startup: Startup, mask: str) -> Verdict:
    """Fail where a log-in or another shell of root's takes away less than `mask`."""
    least = mask_of(mask)
    wrong, unclear, seen = list[str](), list[tuple[Reason, str]](), list[str]()
    for path in dict.fromkeys((startup.root_login(), "/root/.bashrc")):
        for found in startup.umasks(path) - {None}:
            told = f"{path}: umask {found:03o}" if found != UNTOLD else path
            if found == UNTOLD:
                unclear.append((Reason.UNPARSEABLE, f"{told}: umask"))
            elif found is not None and found & least != least:
                wrong.append(told)
            else:
                seen.append(told)
    return judged_all(
        sorted(wrong),
        expected=f"umask {least:03o}",
        unclear=unclear,
        actual=", ".join(sorted(seen)) or "-",
    )


CHECK = Check(facts={"startup": ROOT_STARTUP}, evaluate=evaluate)
