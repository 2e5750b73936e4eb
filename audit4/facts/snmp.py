"""Which versions of SNMP the host's agent answers, without any community.

A community is a password: only the word that leads it is asked for.
"""

import re

from audit4.evidence import Command, Evidence, Fact, Reason, Undetermined

SNMP_WORDS = Command(
    id="snmp.words",
    argv=(
        "grep",
        "-rhsoiE",
        "^[[:space:]]*(r[ow]community6?|com2sec6?)[[:space:]]",
        "/etc/snmp",
        "/usr/share/snmp/snmpd.conf",
        "/var/lib/snmp/snmpd.conf",
        "/var/lib/net-snmp/snmpd.conf",
    ),
)

_DIRECTIVE = re.compile("r[ow]community6?|com2sec6?")
_GREP = (0, 1, 2)  # 1: no such line, 2: one of the files is not there


def _parse(seen: Evidence) -> tuple[str, ...]:
    """Directives of versions 1 and 2c, sorted, without repeats.

    Raises:
        Undetermined: there are other words than those that were asked for.
    """
    found = set(seen.output(SNMP_WORDS, exits=_GREP).lower().split())
    if not all(map(_DIRECTIVE.fullmatch, found)):
        raise Undetermined(Reason.UNPARSEABLE, "grep snmpd.conf")
    return tuple(sorted(found))


SNMP_COMMUNITIES: Fact[tuple[str, ...]] = Fact(
    name="snmp_communities", probes=(SNMP_WORDS,), parse=_parse
)
