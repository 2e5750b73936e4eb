"""New passwords must be hashed by a scheme that resists guessing.

pam_unix takes its own argument, or where it has none ENCRYPT_METHOD of
login.defs; with neither it falls back to an old scheme.
"""

from audit4.api import LOGIN_DEFS, PAM, Check, LoginDefs, Pam, Verdict, failed, passed

# Argument of pam_unix(8), or value of ENCRYPT_METHOD -> name of crypt(5).
_ARGUMENTS = {
    "gost_yescrypt": "gost-yescrypt",
    "yescrypt": "yescrypt",
    "blowfish": "bcrypt",
    "bcrypt": "bcrypt",
    "sha512": "sha512",
    "sha256": "sha256",
    "md5": "md5",
    "bigcrypt": "des",
    "des": "des",
}


def evaluate(pam: Pam, defs: LoginDefs, allowed: tuple[str, ...]) -> Verdict:
    """Fail where passwd would use a scheme that is not in `allowed`."""
    entry = pam.enforced("passwd", "password", "pam_unix")
    expected = " | ".join(allowed)
    if entry is None:
        return failed("pam_unix -", expected=expected)
    named = [_ARGUMENTS[a] for a in entry.args if a in _ARGUMENTS]
    method = (defs.get("ENCRYPT_METHOD") or "des").lower()
    source = "pam_unix" if named else "ENCRYPT_METHOD"
    scheme = named[-1] if named else _ARGUMENTS.get(method, method)
    actual = f"{source}: {scheme}"
    if scheme in allowed:
        return passed(actual, expected=expected)
    return failed(actual, expected=expected)


CHECK = Check(facts={"pam": PAM, "defs": LOGIN_DEFS}, evaluate=evaluate)
