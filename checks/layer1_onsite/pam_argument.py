"""A PAM module must, or must not, be given an argument.

Looked for in the resolved stacks of each service, so that a file nobody
includes does not count and one that everybody includes does. What a module reads
from its own file counts as if it were given.
"""

from typing import Literal

from audit4.api import PAM, Check, Pam, Reason, Verdict, judged_all, unknown


def evaluate(
    pam: Pam,
    facilities: tuple[Literal["auth", "account", "password", "session"], ...],
    module: str,
    arguments: tuple[str, ...],
    services: tuple[str, ...],
    *,
    present: bool,
) -> Verdict:
    """Fail for each service whose module has one of them though it must not.

    With `present`, for each whose module lacks all of them, and for each that does
    not have the module at all. Services that the host does not have are passed over.
    """
    here = [s for s in services if pam.has(s)]
    if not here:
        return unknown(Reason.UNSUPPORTED, f"pam.d: {', '.join(services)}")
    wrong = set[str]()
    for service in here:
        for facility in facilities:
            entries = [e for e in pam.stack(service, facility) if e.module == module]
            if present and not entries:
                wrong.add(f"{service}: {module} -")
            for entry in entries:
                given = [a for a in arguments if a in pam.settings(entry)]
                if bool(given) is not present:
                    words = " ".join(given) or f"{arguments[0]} -"
                    wrong.add(f"{service}: {entry.file}: {module} {words}")
    sign = "" if present else "≠ "
    told = f"{module}: {sign}{' | '.join(arguments)}"
    return judged_all(sorted(wrong), expected=told, actual=f"{', '.join(here)}: {told}")


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
