from functools import cache

import pytest

from audit4 import policy, registry
from audit4.check import BoundRule
from audit4.evaluate import judge_rule
from audit4.evidence import Reason
from audit4.facts import authselect, crypto_policy, directory
from audit4.finding import Status
from audit4.policy import Policy
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import (
    ABSENT,
    Host,
    accounts_host,
    banners_host,
    no_pam,
    no_sshd,
    no_sudo,
    packages_host,
    pam_host,
    shell_host,
    sshd_host,
    sudo_host,
)
from tests.checks.layer1_onsite.test_admin_source import host as network_host
from tests.checks.system_literals import BASE

CONTROLS = {
    "l1-admin-source",
    "l1-central-auth",
    "l1-default-accounts",
    "l1-empty-password",
    "l1-inactive-accounts",
    "l1-lockout",
    "l1-mfa-admin",
    "l1-password-age",
    "l1-password-hash",
    "l1-password-history",
    "l1-password-rule",
    "l1-root-login",
    "l1-session-timeout",
    "l1-single-uid0",
    "l1-ssh-crypto",
    "l1-sudo",
}
WHOLE: Host = {
    **network_host(),
    **sshd_host(),
    **pam_host(),
    **accounts_host(),
    **sudo_host(),
    **shell_host(),
    **packages_host("libpam-runtime 1.5.2", "sudo 1.9"),
    **banners_host({"issue": "Debian 12\n"}),
    **{p: raw for p, raw in BASE.items() if p.id.startswith(("services.", "os."))},
    authselect.LIBUSER_CONF: ABSENT,
    crypto_policy.CONFIG: "DEFAULT\n",
    crypto_policy.STATE: {
        "/etc/crypto-policies/state/current": "DEFAULT\n",
        "/etc/crypto-policies/state/CURRENT.pol": "mac = UMAC-64\n",
    },
    directory.NSSWITCH: "passwd: files ldap\n",
    directory.SSSD: "",
}
BARE: Host = {**WHOLE, **no_sshd(), **no_pam(), **no_sudo()}


@cache
def shipped() -> Policy:
    return policy.load("four-layer", registry.load())


def rules(level: int) -> list[BoundRule]:
    bound = shipped().bind(level, "debian", ())
    return [r for r in bound if isinstance(r, BoundRule) and r.control in CONTROLS]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("host", [WHOLE, BARE], ids=["whole", "bare"])
def test_no_rule_crashes_or_lacks_evidence(level: int, host: Host) -> None:
    seen = evidence(host)

    reasons = {rule.id: judge_rule(rule, seen).reason for rule in rules(level)}

    assert len(reasons) > 45
    assert not {Reason.CRASHED, Reason.NOT_COLLECTED} & set(reasons.values())


def test_without_root_no_verdict_differs_but_for_permission() -> None:
    as_root = evidence(WHOLE)
    plain = evidence(WHOLE, privileged=False)

    for rule in rules(5):
        full, partial = judge_rule(rule, as_root), judge_rule(rule, plain)

        assert partial == full or partial.reason is Reason.PERMISSION, rule.id


def test_without_evidence_every_rule_is_unknown() -> None:
    nothing = evidence({})

    assert {judge_rule(r, nothing).status for r in rules(3)} == {Status.UNKNOWN}
