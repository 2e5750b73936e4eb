"""A PAM module must, or must not, be given an argument.

Looked for in the resolved stacks of each service, so that a file nobody
includes does not count and one that everybody includes does.
"""

from typing import Literal

from audit4.api import PAM, Check, Pam, Reason, Verdict, judged_all, unknown


def evaluate(
    pam: Pam,
    facility: Literal["auth", "account", "password", "session"],
    module: str,
    argument: str,
    services: tuple[str, ...],
    *,
    present: bool,
) -> Verdict:
    """Fail for each service whose module has it though it must not, or lacks it.

    Services that the host does not have are passed over.
    """
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    wrong = {
        f"{service}: {entry.file}: {module} {argument}"
        for service in here
        for entry in pam.stack(service, facility)
        if entry.module == module and (argument in entry.args) is not present
    }
    sign = "" if present else "≠ "
    return judged_all(
        sorted(wrong),
        expected=f"{module}: {sign}{argument}",
        actual=f"{', '.join(here)}: {sign}{argument}",
    )


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
