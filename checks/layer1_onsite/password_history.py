"""A new password must differ from the last ones.

pam_pwhistory or pam_unix remembers them. The first must be in force: reached,
and its refusal not ignored.
"""

from audit4.api import PAM, Check, Pam, Reason, Undetermined, Verdict, failed, passed

# pam_pwhistory(8) remembers ten unless told otherwise; pam_unix(8) none.
_DEFAULTS = {"pam_pwhistory": "10", "pam_unix": "0"}


def evaluate(pam: Pam, at_least: int) -> Verdict:
    """Fail where fewer than `at_least` old passwords are remembered."""
    kept = {m: _remembered(pam, m) for m in _DEFAULTS}
    most = max(kept, key=lambda module: kept[module])
    actual = f"{most} remember={kept[most]}" if kept[most] else "remember -"
    expected = f"remember >= {at_least}"
    if kept[most] < at_least:
        return failed(actual, expected=expected)
    return passed(actual, expected=expected)


def _remembered(pam: Pam, module: str) -> int:
    entry = pam.enforced("passwd", "password", module)
    if entry is None:
        return 0
    text = pam.settings(entry).get("remember", _DEFAULTS[module])
    try:
        return int(text[:9])
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, f"remember={text[:40]}") from None


CHECK = Check(facts={"pam": PAM}, evaluate=evaluate)
