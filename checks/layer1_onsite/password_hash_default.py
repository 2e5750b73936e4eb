"""New passwords must be hashed by a scheme that resists guessing.

pam_unix takes its own argument, or where it has none ENCRYPT_METHOD of
login.defs; with neither it falls back to an old scheme. Every service by which
passwords are changed is judged.
"""

from audit4.api import (
    LOGIN_DEFS,
    PAM,
    Check,
    LoginDefs,
    Pam,
    Verdict,
    changers,
    judged_all,
)

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
    """Fail for each service that would use a scheme that is not in `allowed`."""
    found = {service: _scheme(pam, defs, service) for service in changers(pam)}
    return judged_all(
        [
            f"{s}: {told}"
            for s, told in found.items()
            if told.split()[-1] not in allowed
        ],
        expected=" | ".join(allowed),
        actual=", ".join(f"{s}: {told}" for s, told in found.items()),
    )


def _scheme(pam: Pam, defs: LoginDefs, service: str) -> str:
    entry = pam.enforced(service, "password", "pam_unix")
    if entry is None:
        return "pam_unix -"
    if named := [_ARGUMENTS[a] for a in entry.args if a in _ARGUMENTS]:
        return f"pam_unix {named[-1]}"
    method = (defs.pam("ENCRYPT_METHOD") or "des").lower()
    return f"ENCRYPT_METHOD {_ARGUMENTS.get(method, method)}"


CHECK = Check(facts={"pam": PAM, "defs": LOGIN_DEFS}, evaluate=evaluate)
