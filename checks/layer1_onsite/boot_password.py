"""Changing what is booted must take a password, hashed by PBKDF2.

Who stands at the console, real or of the hypervisor, adds `init=/bin/sh` to the
kernel's arguments and is root without a password. Starting a normal entry needs
none: a server must come back by itself.
"""

from audit4.api import (
    BOOT,
    MACHINE,
    Boot,
    Check,
    Exempt,
    Machine,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_EXPECTED = "superusers + password_pbkdf2"


def evaluate(boot: Boot, machine: Machine) -> Verdict:
    """Fail where nobody, or somebody without a hash, may edit entries."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    if not boot.grub:
        return not_applicable(Exempt.NOT_INSTALLED)
    users = boot.superusers - {""}
    if not users:
        return failed("no superusers", expected=_EXPECTED, items=["superusers"])
    wrong = sorted(users - boot.hashed | users & boot.plain)
    if wrong:
        return failed(
            [f"{user}: no password_pbkdf2" for user in wrong],
            expected=_EXPECTED,
            items=wrong,
        )
    return passed(sorted(users), expected=_EXPECTED)


CHECK = Check(facts={"boot": BOOT, "machine": MACHINE}, evaluate=evaluate)
