"""SNMP must not answer versions 1 and 2c, whose community crosses in the clear."""

from audit4.api import (
    LISTENERS,
    SNMP_COMMUNITIES,
    Check,
    Exempt,
    Listener,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_PORT = 161


def evaluate(listeners: tuple[Listener, ...], communities: tuple[str, ...]) -> Verdict:
    """Fail if an agent listens and any community is configured."""
    agents = [x for x in listeners if x.process == "snmpd" or x.port == _PORT]
    if not agents:
        return not_applicable(Exempt.NOT_USED)
    if communities:
        return failed(communities, expected="SNMPv3 only", items=communities)
    return passed("SNMPv3 only")


CHECK = Check(
    facts={"listeners": LISTENERS, "communities": SNMP_COMMUNITIES}, evaluate=evaluate
)
