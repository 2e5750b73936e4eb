import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.firewall import NFT
from audit4.facts.firewall_boot import NFT_FILES, SAVED_RHEL, UFW_RULES
from audit4.facts.firewall_boot import SAVED as SAVED_FILES
from audit4.facts.firewalld import FIREWALLD_CONF, ZONE_FILES
from audit4.facts.services import UNIT_FILES
from audit4.facts.sysctl import RUNNING, UFW_DEFAULTS
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import (
    CONF,
    DEFAULTS,
    FIREWALLD,
    NFTABLES,
    SAVED,
    SAVED4,
    SAVED6,
    SSH_FILE,
    UFW,
    USER_RULES,
    nft,
    started,
)
from tests.checks.system_literals import host

CHECK = "layer1_onsite.firewall_persistent"
CONF_FILE = NFT_FILES[0]
SAVED_BOTH: dict[Probe, Raw] = {
    **SAVED,
    SAVED_FILES: {"/etc/iptables/rules.v4": SAVED4, "/etc/iptables/rules.v6": SAVED6},
}
INPUT_ONLY = nft((), (), hooks=("input",))
OPEN = CONF.replace("policy drop", "policy accept")


def zone(name: str, text: str) -> dict[Probe, Raw]:
    return {ZONE_FILES: {f"/etc/firewalld/zones/{name}.xml": text}}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        (NFTABLES, Status.PASS),
        ({**NFTABLES, CONF_FILE: {"/etc/nftables.conf": OPEN}}, Status.FAIL),
        ({**NFTABLES, CONF_FILE: {}}, Status.FAIL),
        ({**NFTABLES, UNIT_FILES: SSH_FILE}, Status.FAIL),
        (
            {
                **NFTABLES,
                CONF_FILE: {
                    "/etc/nftables.conf": CONF + "add rule inet filter input accept\n"
                },
            },
            Status.FAIL,
        ),
        (
            {
                **NFTABLES,
                CONF_FILE: {
                    "/etc/nftables.conf": CONF
                    + "insert rule inet filter input accept\n"
                },
            },
            Status.FAIL,
        ),
        (
            {
                **NFTABLES,
                CONF_FILE: {},
                NFT_FILES[3]: {"/etc/sysconfig/nftables.conf": CONF},
            },
            Status.PASS,
        ),
        (
            {
                **NFTABLES,
                CONF_FILE: {"/etc/nftables.conf": 'include "/etc/nftables.d/*.nft"\n'},
                NFT_FILES[1]: {"/etc/nftables.d/10.nft": CONF},
            },
            Status.PASS,
        ),
        (SAVED_BOTH, Status.PASS),
        ({**SAVED, SAVED_FILES: {"/etc/iptables/rules.v4": SAVED4}}, Status.FAIL),
        (
            {
                **SAVED,
                **started("iptables", "ip6tables"),
                SAVED_RHEL: {
                    "/etc/sysconfig/iptables": SAVED4,
                    "/etc/sysconfig/ip6tables": SAVED6,
                },
            },
            Status.PASS,
        ),
        (UFW, Status.PASS),
        ({**UFW, UFW_DEFAULTS: DEFAULTS.replace("IPV6=yes", "IPV6=no")}, Status.FAIL),
        (
            {
                **UFW,
                UFW_DEFAULTS: DEFAULTS.replace(
                    'INPUT_POLICY="DROP"', "INPUT_POLICY=ACCEPT"
                ),
            },
            Status.FAIL,
        ),
        (
            {
                **UFW,
                UFW_RULES: {
                    "/etc/ufw/user.rules": USER_RULES.replace("-p tcp --dport 22 ", "")
                },
            },
            Status.FAIL,
        ),
        (FIREWALLD, Status.PASS),
        ({**FIREWALLD, FIREWALLD_CONF: "DefaultZone=trusted\n"}, Status.FAIL),
        ({**FIREWALLD, **zone("public", '<zone target="ACCEPT"/>')}, Status.FAIL),
        ({**FIREWALLD, **zone("work", '<zone target="ACCEPT"/>')}, Status.PASS),
        (
            {
                **FIREWALLD,
                **zone("work", '<zone target="ACCEPT"><interface name="eth0"/></zone>'),
            },
            Status.FAIL,
        ),
        (
            {**FIREWALLD, **zone("public", '<!-- <zone target="ACCEPT"> --><zone/>')},
            Status.PASS,
        ),
        ({}, Status.FAIL),
    ],
)
def test_judges_what_the_next_start_loads(
    changed: dict[Probe, Raw], status: Status
) -> None:
    assert judge(CHECK, host(changed)).status is status


def test_what_is_denied_now_and_forgotten_later_is_named() -> None:
    conf = CONF.replace("output priority 0; policy drop", "output priority 0")

    verdict = judge(CHECK, host({**NFTABLES, CONF_FILE: {"/etc/nftables.conf": conf}}))

    assert verdict.items == (
        "ipv4 output: accept after a restart",
        "ipv6 output: accept after a restart",
    )


def test_a_way_that_is_open_now_need_not_close_later() -> None:
    conf = CONF.replace("output priority 0; policy drop", "output priority 0")
    changed: dict[Probe, Raw] = {
        CONF_FILE: {"/etc/nftables.conf": conf},
        NFT: INPUT_ONLY,
    }

    assert judge(CHECK, host({**NFTABLES, **changed})).status is Status.PASS


def test_a_kernel_without_ipv6_wants_ipv4_alone() -> None:
    changed = {**NFTABLES, RUNNING: "kernel.ostype = Linux\n"}
    conf = CONF.replace("table inet", "table ip").replace("ip6 saddr ::1 drop", "")

    seen = host({**changed, CONF_FILE: {"/etc/nftables.conf": conf}})

    assert judge(CHECK, seen).status is Status.PASS


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({CONF_FILE: {"/etc/nftables.conf": ItemStatus.DENIED}}, Reason.PERMISSION),
        ({CONF_FILE: {"/etc/nftables.conf": "table inet f {"}}, Reason.UNPARSEABLE),
        (
            {CONF_FILE: {"/etc/nftables.conf": 'include "/opt/rules.nft"\n'}},
            Reason.NOT_COLLECTED,
        ),
        (started("shorewall"), Reason.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_unknown(
    changed: dict[Probe, Raw], reason: Reason
) -> None:
    assert judge(CHECK, host({**NFTABLES, **changed})).reason is reason


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(NFTABLES, privileged=False)).reason is Reason.PERMISSION
