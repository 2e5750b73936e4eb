"""The controls that audit4 began with, as a run of their own.

They are the reference for what the whole catalogue costs on a host. Their rules are
as deep as they are today.
"""

from dataclasses import replace

from audit4 import collector
from audit4.policy import Policy

CONTROLS = frozenset(
    [
        "l1-root-login",
        "l1-password-rule",
        "l1-password-age",
        "l1-password-history",
        "l1-empty-password",
        "l1-password-hash",
        "l1-lockout",
        "l1-inactive-accounts",
        "l1-single-uid0",
        "l1-sudo",
        "l1-ssh-crypto",
        "l1-admin-source",
        "l1-session-timeout",
        "l1-insecure-protocols",
        "l1-unused-services",
        "l1-host-firewall",
        "l1-exposed-ports",
        "l1-kernel-params",
        "l1-file-perms",
        "l1-os-supported",
        "l1-updates-pending",
        "l1-level-dossier",
        "l1-regulation",
        "l1-incident-plan",
        "l2-auth-log",
        "l2-process-log",
        "l2-log-retention",
        "l2-log-protect",
        "l2-time-sync",
        "l2-central-log",
        "l2-av-installed",
        "l2-soc-coverage",
        "l3-last-assessment",
        "l3-vuln-scan",
        "l3-remediation",
        "l3-suid-writable",
        "l3-persistence",
        "l3-ports-declared",
        "l4-forwarder",
        "l4-forwarder-tls",
        "l4-soc-link",
        "l4-incident-report",
    ]
)


def narrowed(whole: Policy) -> Policy:
    """The policy with the first controls alone."""
    kept = tuple(c for c in whole.controls if c.id in CONTROLS)
    if missing := CONTROLS - {c.id for c in kept}:
        raise SystemExit(f"no longer in the policy: {', '.join(sorted(missing))}")
    return replace(whole, controls=kept, _bound={}, _stated={})


def script(few: Policy) -> collector.Script:
    """The collector that asks for what these controls judge, and no more."""
    found = {probe.id: probe for rule in few.rules for probe in rule.check.probes}
    return collector.build(tuple(found[name] for name in sorted(found)))
