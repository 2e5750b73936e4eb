import pytest

from audit4.evidence import Probe, Reason
from audit4.facts.firewall_boot import NFT_FILES
from audit4.facts.firewalld import POLICY_FILES
from audit4.facts.sysctl import UFW_DEFAULTS
from audit4.finding import Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import (
    CONF,
    DEFAULTS,
    FIREWALLD,
    NFTABLES,
    UFW,
)
from tests.checks.system_literals import host

CHECK = "layer1_onsite.egress_persistent"
POLICY = (
    '<policy target="REJECT">'
    '<ingress-zone name="HOST"/><egress-zone name="ANY"/></policy>'
)


def conf(text: str) -> dict[Probe, Raw]:
    return {**NFTABLES, NFT_FILES[0]: {"/etc/nftables.conf": text}}


def policy(text: str) -> dict[Probe, Raw]:
    return {**FIREWALLD, POLICY_FILES: {"/etc/firewalld/policies/ra.xml": text}}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        (NFTABLES, Status.PASS),
        (conf(CONF.replace("udp dport 53 accept", "accept")), Status.FAIL),
        (conf(CONF.replace("udp dport 53", 'oifname "eth0"')), Status.FAIL),
        (conf(CONF.replace("udp dport 53", "ip daddr 10.0.0.0/8")), Status.PASS),
        (conf(CONF.replace("udp dport 53", "ip daddr != 10.9.9.9")), Status.FAIL),
        (conf(CONF.replace("udp dport 53", "meta skuid chrony")), Status.PASS),
        (UFW, Status.FAIL),
        (
            {
                **UFW,
                UFW_DEFAULTS: DEFAULTS.replace(
                    'PUT_POLICY="ACCEPT"', "PUT_POLICY=REJECT"
                ),
            },
            Status.PASS,
        ),
        (FIREWALLD, Status.FAIL),
        (policy(POLICY), Status.PASS),
        (policy(POLICY.replace("REJECT", "CONTINUE")), Status.FAIL),
        (policy(POLICY.replace("HOST", "public")), Status.FAIL),
        ({}, Status.FAIL),
    ],
)
def test_judges_what_the_next_start_lets_out(
    changed: dict[Probe, Raw], status: Status
) -> None:
    assert judge(CHECK, host(changed)).status is status


def test_a_broken_file_is_unknown() -> None:
    assert judge(CHECK, host(conf("table ip {"))).reason is Reason.UNPARSEABLE


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(NFTABLES, privileged=False)).reason is Reason.PERMISSION
