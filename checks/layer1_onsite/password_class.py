"""New passwords must hold a character of a certain class, such as a digit.

A negative credit demands one, and so does asking for all four classes; asking for
three lets a user leave out whichever is the most trouble.
"""

from typing import Literal

from audit4.api import PAM, Check, Pam, Verdict, changers, judged_all, quality_of


def evaluate(
    pam: Pam, credit: Literal["dcredit", "ucredit", "lcredit", "ocredit"]
) -> Verdict:
    """Fail where a service takes a password without a character of the class."""
    found = {s: quality_of(pam, s) for s in changers(pam)}
    wrong = [
        f"{service}: {credit}={quality.get(credit)} minclass={quality.get('minclass')}"
        if quality
        else f"{service}: pam_pwquality -"
        for service, quality in found.items()
        if not quality or not quality.enforced or not quality.demands(credit)
    ]
    return judged_all(
        wrong, expected=f"{credit} < 0 | minclass = 4", actual=", ".join(found)
    )


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
