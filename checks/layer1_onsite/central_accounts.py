"""Accounts taken from a directory must be taken from it for certain.

One place to create, review and close accounts closes the way in on all servers
at once; but only where the service that asks it runs, also after the next boot,
and the log-in goes through it. Where no directory is set up, how accounts are
kept in common is for the unit to state.
"""

from audit4.api import (
    DIRECTORY,
    PAM,
    SERVICES,
    Check,
    Directory,
    Exempt,
    Pam,
    Reason,
    Services,
    Text,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)

# By nsswitch's word: services of which one must run, modules that PAM must call.
_NEEDS = {
    "sss": (("sssd",), ("pam_sss",)),
    "ldap": (("nslcd", "nscd"), ("pam_ldap", "pam_krb5")),
    "winbind": (("winbind", "winbindd"), ("pam_winbind", "pam_krb5")),
}
_STATED = Text(
    "Máy chủ không dùng tài khoản tập trung; cách quản lý chung do đơn vị xác nhận.",
    "The server takes no accounts from a directory; how they are kept in common is"
    " for the unit to state.",
)


def evaluate(directory: Directory, pam: Pam, services: Services) -> Verdict:
    """Fail where a directory is named and would not answer, or is not asked."""
    # Red Hat names `sss` by default; without a domain it asks nobody.
    used = [s for s in directory.sources if s != "sss" or directory.domains]
    if not used:
        return not_applicable(Exempt.ATTESTED, _STATED)
    wrong: list[str] = []
    unclear: list[tuple[Reason, str]] = []
    stack = pam.stack("sshd", "auth") if pam.has("sshd") else ()
    modules = {entry.module for entry in stack}
    for source in used:
        names, wanted = _NEEDS[source]
        if not modules & set(wanted):
            wrong.append(f"pam.d/sshd: {wanted[0]} -")
        if not any(map(services.enabled, names)):
            wrong.append(f"{names[0]}: not enabled")
        try:
            if not any(map(services.running, names)):
                wrong.append(f"{names[0]}: not running")
        except Undetermined as why:
            unclear.append((why.reason, why.detail))
    return judged_all(
        wrong,
        expected="nsswitch, PAM, service",
        unclear=unclear,
        actual=", ".join([*used, *directory.domains]),
    )


CHECK = Check(
    facts={"directory": DIRECTORY, "pam": PAM, "services": SERVICES},
    evaluate=evaluate,
)
