from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Item, ItemStatus, Reason, Undetermined
from audit4.facts import directory, os, services
from audit4.finding import Exempt, Verdict
from audit4.testing import Raw, evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, Host, pam_host
from tests.checks.system_literals import BASE

CHECK = "layer1_onsite.central_accounts"
# As realmd writes it into sssd.conf, from its documentation; what grep lets through.
DOMAIN = "[domain/tinh.example]\nid_provider = ad\n"
NSS = "passwd: files sss systemd\ngroup: files sss\n"
PAM_SSS = "auth sufficient pam_sss.so\n@include common-auth\n"
SSSD = "sssd.service loaded {} running SSSD\n"
ENABLED = "sssd.service enabled enabled\nnslcd.service enabled enabled\n"


def host(
    nss: Raw = NSS,
    sssd: Raw = DOMAIN,
    *,
    units: str = SSSD.format("active"),
    files: str = ENABLED,
    stack: str = PAM_SSS,
) -> Host:
    system = {p: r for p, r in BASE.items() if p.id.startswith(("services", "os."))}
    return {
        **pam_host(sshd=stack),
        **system,
        services.UNITS: units,
        services.UNIT_FILES: files,
        directory.NSSWITCH: nss,
        directory.SSSD: sssd,
    }


def judged(given: Host) -> Verdict:
    return judge(CHECK, evidence(given))


def test_a_directory_that_runs_and_is_asked_passes() -> None:
    assert judged(host()).actual == "sss, tinh.example"


@pytest.mark.parametrize(
    ("given_host", "item"),
    [
        (host(units=SSSD.format("inactive")), "sssd: not running"),
        (host(files="sssd.service disabled enabled\n"), "sssd: not enabled"),
        (host(stack="@include common-auth\n"), "pam.d/sshd: pam_sss -"),
        (host("passwd: files ldap\n", ""), "pam.d/sshd: pam_ldap -"),
        (host("passwd: winbind\n", ""), "winbind: not running"),
    ],
)
def test_a_directory_that_would_not_answer_fails(given_host: Host, item: str) -> None:
    assert item in judged(given_host).items


@pytest.mark.parametrize(
    ("nss", "sssd"),
    [
        ("passwd: files systemd\n", DOMAIN),
        ("# passwd: ldap\n", ""),
        # Red Hat's own, without a domain
        (NSS, ""),
        ("group: files ldap\n", ""),
        (ABSENT, ABSENT),
    ],
)
def test_no_directory_is_left_to_the_unit(nss: Raw, sssd: Raw) -> None:
    given = host(nss, "" if sssd is ABSENT else sssd)

    assert judged(given).reason is Exempt.ATTESTED


def test_what_could_not_be_read_is_unknown() -> None:
    old = {**host(), os.INIT_MARKS: {}, os.INIT_NAME: "init\n"}
    old[services.SCRIPTS] = {"/etc/init.d/sssd": "0755 0 0 f 9 1"}
    old[services.RUNLEVELS] = {"/etc/rc3.d/S12sssd": "0777 0 0 l 9 1 ../init.d/sssd"}

    reasons = [
        judged(h).reason
        for h in (
            host(ItemStatus.DENIED),
            host(sssd=ItemStatus.TIMEOUT),
            host(sssd=ABSENT),
            host(units=""),
            old,
        )
    ]

    assert reasons == [
        Reason.PERMISSION,
        Reason.TIMEOUT,
        Reason.MISSING_TOOL,
        Reason.UNPARSEABLE,
        Reason.UNSUPPORTED,
    ]


@given(st.text(max_size=300))
def test_no_text_breaks_the_readers(text: str) -> None:
    directory.sources_in(text)
    with suppress(Undetermined):
        directory.domains_in(text)


def test_what_grep_cannot_have_printed_is_no_answer() -> None:
    verdict = judged(host(sssd="\x00 command garbled\n"))

    assert verdict.reason is Reason.UNPARSEABLE


def test_a_grep_that_finds_nothing_is_no_failure() -> None:
    nothing = Item(probe=directory.SSSD.id, name="", status=ItemStatus.FAILED, exit=2)

    assert judged(host(sssd=nothing)).reason is Exempt.ATTESTED
