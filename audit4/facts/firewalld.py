"""What firewalld's own files say: zones, policies and the zone of all the rest.

A file below /etc replaces the one that firewalld brought. Of the ones it brought
only `trusted` admits everything, and none holds an interface.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, File

FIREWALLD_CONF = File(
    id="firewall.firewalld", path="/etc/firewalld/firewalld.conf", needs_root=False
)
ZONE_FILES = File(id="firewall.zones", path="/etc/firewalld/zones/*.xml")
POLICY_FILES = File(id="firewall.policies", path="/etc/firewalld/policies/*.xml")

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TARGET = re.compile(r"<(?:zone|policy)\b[^>]*\btarget\s*=\s*[\"'](\w+)[\"']")
_INTERFACE = re.compile(r"<interface\s+name\s*=\s*[\"']([^\"']+)[\"']")
_DEFAULT_ZONE = re.compile(r"^[ \t]*DefaultZone\s*=\s*(\S+)", re.MULTILINE)
_RULE = re.compile(r"<rule\b(.*?)</rule>", re.DOTALL)
_SOURCE = re.compile(r"<source\s[^>]*?address\s*=\s*[\"']([^\"']+)[\"']([^>]*)>")
_NOT_OWN = re.compile(
    r"<destination\s(?=[^>]*address\s*=\s*[\"'](?:127\.0\.0\.1|127\.0\.0\.0/8|::1)[\"'/])"
    r"[^>]*invert\s*=\s*[\"'](?:true|yes)[\"']",
    re.IGNORECASE,
)
_DENIED = re.compile(r"<(?:drop|reject)\b")
_OWN = {"127.0.0.1": "ipv4", "127.0.0.0/8": "ipv4", "::1": "ipv6"}
_GOES = re.compile(r"<(ingress|egress)-zone\s+name\s*=\s*[\"'](\w+)[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone of an administrator's; `target` empty where it is the default.

    `forged_denied` are the families in which a loopback source that goes elsewhere
    is dropped by a rich rule.
    """

    target: str
    interfaces: frozenset[str]
    forged_denied: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewalld:
    """Zones by name, the zone of what is in no other, and whether output is limited."""

    zones: Mapping[str, Zone]
    default: str
    output_denied: bool

    @property
    def open(self) -> bool:
        """Whether a zone that interfaces are in admits everything."""
        used = {self.default} | {
            name for name, zone in self.zones.items() if zone.interfaces - {"lo"}
        }
        return any(self._admits(name) for name in used)

    def _admits(self, name: str) -> bool:
        zone = self.zones.get(name)
        return zone.target == "ACCEPT" if zone else name == "trusted"


def _parse(seen: Evidence) -> Firewalld:
    default = _DEFAULT_ZONE.search(seen.file(FIREWALLD_CONF) or "")
    zones = {
        path.rpartition("/")[2].removesuffix(".xml"): _zone(_COMMENT.sub("", text))
        for path, text in seen.files(ZONE_FILES).items()
    }
    policies = [_COMMENT.sub("", text) for text in seen.files(POLICY_FILES).values()]
    return Firewalld(
        zones=zones,
        default=default[1] if default else "public",
        output_denied=any(map(_limits_output, policies)),
    )


def _zone(text: str) -> Zone:
    target = _TARGET.search(text)
    return Zone(
        target=target[1] if target else "",
        interfaces=frozenset(_INTERFACE.findall(text)),
        forged_denied=frozenset(
            family
            for body in _RULE.findall(text)
            for family in _forged(body)
            if _NOT_OWN.search(body) and _DENIED.search(body)
        ),
    )


def _forged(body: str) -> frozenset[str]:
    return frozenset(
        _OWN[address]
        for address, rest in _SOURCE.findall(body)
        if address in _OWN and "invert" not in rest
    )


def _limits_output(text: str) -> bool:
    target = _TARGET.search(text)
    way = set(_GOES.findall(text))
    return bool(
        target
        and target[1] in {"DROP", "REJECT"}
        and {("ingress", "HOST"), ("egress", "ANY")} <= way
    )


FIREWALLD: Fact[Firewalld] = Fact(
    name="firewalld",
    probes=(FIREWALLD_CONF, ZONE_FILES, POLICY_FILES),
    parse=_parse,
)
