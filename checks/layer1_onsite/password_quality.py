"""New passwords must be long and mixed enough, by what PAM really enforces.

A module that stands in a file but is jumped over, whose failure is ignored, or
that only warns (`enforcing=0`) enforces nothing. Positive credits shorten the
length that a user needs, negative ones each demand a class.
"""

from collections.abc import Mapping

from audit4.api import (
    PAM,
    Check,
    Pam,
    PamEntry,
    Reason,
    Undetermined,
    Verdict,
    failed,
    passed,
    unknown,
)

_MODULES = ("pam_pwquality", "pam_cracklib")
# Compiled-in: pwquality.conf(5), pam_cracklib(8).
_MINLEN = {"pam_pwquality": 8, "pam_cracklib": 9}
_CREDIT = {"pam_pwquality": 0, "pam_cracklib": 1}
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")


def evaluate(pam: Pam, min_length: int, min_classes: int) -> Verdict:
    """Fail where a shorter password, or one of fewer classes, is accepted."""
    expected = f"minlen >= {min_length}, minclass >= {min_classes}"
    entry = _enforced(pam)
    if entry is None:
        if pam.enforced("passwd", "password", "pam_passwdqc"):
            return unknown(Reason.UNSUPPORTED, "pam_passwdqc")
        return failed("pam_pwquality -", expected=expected)
    options = pam.settings(entry)
    if options.get("enforcing") == "0":
        return failed(f"{entry.module} enforcing=0", expected=expected)
    length, classes = _demands(entry.module, options)
    actual = f"{entry.module} minlen={length} minclass={classes}"
    if length < min_length or classes < min_classes:
        return failed(actual, expected=expected)
    return passed(actual, expected=expected)


def _enforced(pam: Pam) -> PamEntry | None:
    found = (pam.enforced("passwd", "password", module) for module in _MODULES)
    return next((entry for entry in found if entry), None)


def _demands(module: str, options: Mapping[str, str]) -> tuple[int, int]:
    credit = [_number(options, name, _CREDIT[module]) for name in _CREDITS]
    length = _number(options, "minlen", _MINLEN[module])
    return (
        length - sum(c for c in credit if c > 0),
        max(_number(options, "minclass", 0), sum(c < 0 for c in credit)),
    )


def _number(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    try:
        return int(text[:9])
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"{name}={text[:40]}") from None


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
