"""A new password must differ from the last ones.

pam_pwhistory or pam_unix remembers them. The module must be in force: reached,
and its refusal not ignored, at every service that changes passwords.
"""

from audit4.api import (
    PAM,
    Check,
    Pam,
    Reason,
    Undetermined,
    Verdict,
    changers,
    judged_all,
)

# pam_pwhistory(8) remembers ten unless told otherwise; pam_unix(8) none.
_DEFAULTS = {"pam_pwhistory": "10", "pam_unix": "0"}


def evaluate(
    pam: Pam,
    at_least: int,
    modules: tuple[str, ...] = ("pam_pwhistory", "pam_unix"),
) -> Verdict:
    """Fail where `modules` remember fewer than `at_least` old passwords."""
    kept = {s: max(_remembered(pam, s, m) for m in modules) for s in changers(pam)}
    return judged_all(
        [f"{s}: remember={n or '-'}" for s, n in kept.items() if n < at_least],
        expected=f"remember >= {at_least}",
        actual=", ".join(f"{s}: remember={n}" for s, n in kept.items()),
    )


def _remembered(pam: Pam, service: str, module: str) -> int:
    entry = pam.enforced(service, "password", module)
    if entry is None:
        return 0
    text = pam.settings(entry).get("remember", _DEFAULTS.get(module, "0"))
    try:
        return int(text[:9])
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"remember={text[:40]}") from None


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
