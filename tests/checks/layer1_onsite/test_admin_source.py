import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import firewall, wrappers
from audit4.facts import os as os_fact
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    ABSENT,
    Host,
    no_sshd,
    pam_host,
    sshd_host,
)

CHECK = "layer1_onsite.admin_source"
OPEN = "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n"
ADMINS_ONLY = (
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n"
    "-A INPUT -s 10.9.0.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n"
)
OPEN_SSH = ADMINS_ONLY.replace("-s 10.9.0.0/24 ", "")
DENY_ALL = "sshd: ALL\n"


def host(ipv4: str = OPEN, ipv6: str = OPEN, **options: str) -> Host:
    return {
        **sshd_host(**options),
        **pam_host(),
        **dict.fromkeys(firewall.FIREWALL.probes, ABSENT),
        **dict.fromkeys(os_fact.OS.probes, ABSENT),
        firewall.IPTABLES: ipv4,
        firewall.IP6TABLES: ipv6,
        firewall.SYMBOLS: "vfs_read\nipt_do_table\nip6t_do_table\n",
        os_fact.OS_RELEASE: 'ID=debian\nVERSION_ID="12"\n',
        wrappers.ALLOW: "",
        wrappers.DENY: "",
    }


def judged(seen: Host) -> Verdict:
    return judge(CHECK, evidence(seen))


def test_a_port_open_to_everybody_fails() -> None:
    verdict = judged(host())

    assert verdict.status is Status.FAIL
    assert "22" in verdict.actual


def test_a_packet_filter_that_lets_administrators_in_passes() -> None:
    assert judged(host(ADMINS_ONLY, ADMINS_ONLY)).status is Status.PASS


def test_a_filter_open_on_the_port_or_on_ipv6_fails() -> None:
    open_port = judged(host(OPEN_SSH, ADMINS_ONLY))
    open_ipv6 = judged(host(ADMINS_ONLY, OPEN))

    assert (open_port.status, open_ipv6.status) == (Status.FAIL, Status.FAIL)


def test_another_port_is_judged_by_itself() -> None:
    seen = host(OPEN_SSH, OPEN_SSH, listenaddress="0.0.0.0:2222")

    assert judged(seen).status is Status.PASS


def test_sshd_on_loopback_passes() -> None:
    assert judged(host(listenaddress="127.0.0.1:22")).status is Status.PASS


@pytest.mark.parametrize(
    ("users", "status"),
    [
        ("binh@10.9.0.5 lan@10.9.0.0/24", Status.PASS),
        ("binh@10.9.0.5 lan", Status.FAIL),
        ("binh@*", Status.FAIL),
    ],
)
def test_each_user_must_name_a_source(users: str, status: Status) -> None:
    assert judged(host(allowusers=users)).status is status


@pytest.mark.parametrize(
    ("release", "deny", "allow", "status"),
    [
        ("ID=debian\n", DENY_ALL, "sshd: 10.9.0.\n", Status.PASS),
        ("ID=debian\n", "ALL: ALL\n", "", Status.PASS),
        ("ID=debian\n", DENY_ALL, "sshd: ALL\n", Status.FAIL),
        ("ID=debian\n", "vsftpd: ALL\n", "", Status.FAIL),
        ("ID=debian\n", "ALL: ALL EXCEPT 10.0.0.\n", "", Status.FAIL),
        ('ID=rhel\nVERSION_ID="9.4"\n', DENY_ALL, "", Status.FAIL),
        ('ID=centos\nVERSION_ID="7"\n', DENY_ALL, "", Status.PASS),
    ],
)
def test_wrappers_count_where_sshd_heeds_them(
    release: str, deny: str, allow: str, status: Status
) -> None:
    seen = host() | {
        os_fact.OS_RELEASE: release,
        wrappers.DENY: deny,
        wrappers.ALLOW: allow,
    }

    assert judged(seen).status is status


def test_pam_access_is_not_guessed_at() -> None:
    limited = pam_host(common_account="account required pam_access.so\n")

    assert judged(host() | limited).reason is Reason.UNSUPPORTED


def test_without_sshd_it_does_not_apply() -> None:
    assert judged(host() | no_sshd()).reason is Exempt.NOT_INSTALLED


def test_a_filter_that_cannot_be_listed_is_unknown() -> None:
    blind = host() | {
        firewall.IPTABLES: ABSENT,
        firewall.IP6TABLES: ABSENT,
        firewall.SYMBOLS: "vfs_read\nnft_do_chain\n",
    }
    timeout = host() | {firewall.IPTABLES: ItemStatus.TIMEOUT}

    assert judged(blind).status is Status.UNKNOWN
    assert judged(timeout).reason is Reason.TIMEOUT


def test_without_root_it_is_unknown() -> None:
    seen = evidence(host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION
