"""AppArmor must be on: in the kernel, and with profiles that were loaded."""

from audit4.api import (
    APPARMOR,
    MACHINE,
    SELINUX,
    AppArmor,
    Check,
    Exempt,
    Machine,
    Selinux,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(apparmor: AppArmor, selinux: Selinux, machine: Machine) -> Verdict:
    """Fail where nothing confines; a host that runs SELinux instead is exempt."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    if selinux.now != "disabled" and not apparmor.on:
        return not_applicable(Exempt.NOT_USED)
    wrong = [] if apparmor.on else ["kernel: off"]
    if not any((apparmor.profiles or {}).values()):
        wrong.append("no profiles")
    return judged_all(wrong, expected="AppArmor on, profiles loaded", actual="on")


CHECK = Check(
    facts={"apparmor": APPARMOR, "selinux": SELINUX, "machine": MACHINE},
    evaluate=evaluate,
)
