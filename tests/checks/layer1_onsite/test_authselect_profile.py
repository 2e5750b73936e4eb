import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import authselect
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, evidence, judge
from tests.checks.layer1_onsite.literals import Host, os_host

CHECK = "layer1_onsite.authselect_profile"
RHEL9 = 'ID="rhel"\nVERSION_ID="9.4"\n'
MODULES = ("pam_unix", "pam_pwquality")
# In the form of authselect 1.2's templates.
TEMPLATE = """\
auth        required                                     pam_env.so
auth        sufficient                                   pam_unix.so {if "nullok"}
password    requisite                                    pam_pwquality.so
password    sufficient                                   pam_unix.so shadow use_authtok
"""
LINK = "777 0 0 l 31 1 /etc/authselect/{}"


def host(
    conf: Raw = "sssd\nwith-faillock\n",
    system: str = TEMPLATE,
    *,
    release: str = RHEL9,
    linked: bool = True,
    folder: str = "/usr/share/authselect/default/sssd",
) -> Host:
    names = ("system-auth", "password-auth")
    stats = {
        f"/etc/pam.d/{n}": LINK.format(n) if linked else "644 0 0 f 9 1" for n in names
    }
    templates = {f"{folder}/system-auth": system, f"{folder}/password-auth": TEMPLATE}
    own = folder.startswith("/etc/")
    return {
        **os_host(release),
        authselect.CONF: conf,
        authselect.CUSTOM: templates if own else {},
        authselect.VENDOR: {} if own else templates,
        authselect.LINKS: stats,
    }


def judged(seen: Host, each: str = "modules") -> Verdict:
    return judge(CHECK, evidence(seen), each=each, modules=MODULES)


def test_a_profile_in_use_with_all_modules_passes() -> None:
    assert judged(host()).status is Status.PASS
    assert judged(host(), "used").status is Status.PASS


def test_stacks_edited_by_hand_are_not_its_own() -> None:
    assert judged(host(linked=False), "used").items == (
        "/etc/pam.d/system-auth",
        "/etc/pam.d/password-auth",
    )


def test_a_custom_profile_that_lacks_a_module_fails() -> None:
    folder = "/etc/authselect/custom/own"
    lean = TEMPLATE.replace("pam_pwquality", "pam_permit")

    verdict = judged(host("custom/own\n", lean, folder=folder))

    assert verdict.items == ("custom/own/system-auth: pam_pwquality",)


def test_none_chosen_fails() -> None:
    assert judged(host(ItemStatus.ABSENT), "used").status is Status.FAIL
    assert judged(host("")).status is Status.FAIL


@pytest.mark.parametrize("release", ['ID="centos"\nVERSION_ID="7"\n', "ID=debian\n"])
def test_systems_that_came_before_it_are_passed_over(release: str) -> None:
    assert judged(host(release=release)).reason is Exempt.NOT_USED


def test_a_profile_without_templates_and_an_unread_file_are_unknown() -> None:
    strange = judged(host("custom/gone\n"))
    denied = judged(host(ItemStatus.DENIED))

    assert (strange.reason, denied.reason) == (
        Reason.NOT_COLLECTED,
        Reason.PERMISSION,
    )
