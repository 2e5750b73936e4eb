"""libuser's tools must hash new passwords by a strong scheme.

luseradd and lpasswd take neither PAM's nor login.defs' word for it, but their own.
"""

from audit4.api import (
    LIBUSER,
    Check,
    Exempt,
    Verdict,
    failed,
    not_applicable,
    passed,
)


def evaluate(libuser: str | None, allowed: tuple[str, ...]) -> Verdict:
    """Fail where crypt_style of /etc/libuser.conf is not set, or not in `allowed`."""
    if libuser is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    expected = f"crypt_style = {' | '.join(allowed)}"
    actual = f"crypt_style = {libuser or '-'}"
    if libuser.lower() in allowed:
        return passed(actual, expected=expected)
    return failed(actual, expected=expected)


CHECK = Check(facts={"libuser": LIBUSER}, evaluate=evaluate)
