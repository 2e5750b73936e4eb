"""PAM must not hand passwords to a program, nor load a module from elsewhere.

pam_exec in `auth` or `password` gives a script each password that is typed
(`expose_authtok`) or lets it decide who comes in; in `session` it only runs one.
A module given by a path outside of the folders of PAM came past every package.
"""

from collections.abc import Collection, Iterable

from audit4.api import (
    PAM,
    Check,
    Exempt,
    Pam,
    PamLine,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(pam: Pam, allowed: Collection[str] = ()) -> Verdict:
    """Fail for each such line; names the service and the module."""
    if not pam.files:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong = {
        f"{service}: {fault}"
        for service, lines in pam.files.items()
        if service not in allowed
        for line in lines
        for fault in _faults(line)
    }
    return judged_all(
        sorted(wrong), expected="none", actual=f"{len(pam.files)} services"
    )


def _faults(line: PamLine) -> Iterable[str]:
    folder, _, module = line.target.rpartition("/")
    if module == "pam_exec.so" and line.facility in {"auth", "password"}:
        yield f"{line.facility} pam_exec.so"
    if module.endswith(".so") and folder and not folder.endswith("/security"):
        yield line.target


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
