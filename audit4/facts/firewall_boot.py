"""The packet filter that the next start of the host would load.

A ruleset in the kernel is gone with a restart unless something that starts brings
it back: nftables.service from its file, netfilter-persistent or iptables from what
was saved, ufw and firewalld from their settings.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatch

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined
from audit4.facts.firewall import UFW_CONF, Firewall, ufw_on
from audit4.facts.firewalld import FIREWALLD
from audit4.facts.iptables import read_iptables
from audit4.facts.nft_text import read_nft_text
from audit4.facts.packet_filter import Chain, Rule, Table
from audit4.facts.services import SERVICES
from audit4.facts.sysctl import UFW_DEFAULTS

# /etc/nftables.conf (Debian, SUSE), .nft (Alpine); what they include lies below.
NFT_FILES = tuple(
    File(id=f"firewall.nft_file_{n}", path=path)
    for n, path in enumerate(
        (
            "/etc/nftables*",
            "/etc/nftables*/*",
            "/etc/nftables/rules/*",
            "/etc/sysconfig/nftables*",
        )
    )
)
SAVED = File(id="firewall.saved", path="/etc/iptables/rules*", max_bytes=1 << 20)
SAVED_RHEL = File(
    id="firewall.saved_rhel", path="/etc/sysconfig/ip*tables", max_bytes=1 << 20
)
UFW_RULES = File(id="firewall.ufw_rules", path="/etc/ufw/[bu]*.rules")
_NFT_MAIN = (
    "/etc/nftables.conf",
    "/etc/sysconfig/nftables.conf",
    "/etc/nftables.nft",
    "/etc/nftables/rules/main.nft",
)
_SAVES = {
    "ipv4": (
        "/etc/iptables/rules.v4",
        "/etc/sysconfig/iptables",
        "/etc/iptables/rules-save",
    ),
    "ipv6": (
        "/etc/iptables/rules.v6",
        "/etc/sysconfig/ip6tables",
        "/etc/iptables/rules6-save",
    ),
}
# They bring a filter of which nothing is known here.
_OTHERS = ("shorewall", "shorewall6", "SuSEfirewall2", "ferm")
_BOTH = frozenset({"ipv4", "ipv6"})
_UFW_POLICY = re.compile(
    r"^[ \t]*(DEFAULT_(?:INPUT|OUTPUT|FORWARD)_POLICY|IPV6)\s*=\s*[\"']?(\w+)",
    re.MULTILINE,
)


def _parse(seen: Evidence) -> Firewall:
    services = seen.fact(SERVICES)
    tables: list[Table] = []
    for name, read in _LOADERS.items():
        if any(services.enabled(unit) for unit in _UNITS[name]):
            tables += read(seen)
    unread = [
        Undetermined(Reason.UNSUPPORTED, name)
        for name in _OTHERS
        if services.enabled(name)
    ]
    return Firewall(
        tables=tuple(tables),
        unread=tuple(unread),
        ufw=services.enabled("ufw") and ufw_on(seen),
    )


def _nftables(seen: Evidence) -> Iterable[Table]:
    texts = {path: text for f in NFT_FILES for path, text in seen.files(f).items()}
    main = next((texts[path] for path in _NFT_MAIN if path in texts), None)
    if main is None:
        return ()
    return read_nft_text(main, lambda pattern: _included(texts, pattern))


def _included(texts: Mapping[str, str], pattern: str) -> list[str]:
    # nft looks below /etc where no folder is named
    path = pattern if pattern.startswith("/") else f"/etc/{pattern}"
    folder = path.rpartition("/")[0]
    found = [
        text
        for name, text in sorted(texts.items())
        if fnmatch(name, path) and name.rpartition("/")[0] == folder
    ]
    if not found and not path.startswith(("/etc/nftables", "/etc/sysconfig/nftables")):
        raise Undetermined(Reason.NOT_COLLECTED, path[:80])
    return found


def _iptables(seen: Evidence) -> Iterable[Table]:
    texts = {**seen.files(SAVED), **seen.files(SAVED_RHEL)}
    for family, paths in _SAVES.items():
        text = next((texts[path] for path in paths if path in texts), None)
        if text is not None:
            yield from read_iptables(text, family)


def _ufw(seen: Evidence) -> Iterable[Table]:
    if not ufw_on(seen):
        return
    said = {k: v.upper() for k, v in _UFW_POLICY.findall(seen.file(UFW_DEFAULTS) or "")}
    texts = seen.files(UFW_RULES)
    for family, six in (("ipv4", ""), ("ipv6", "6")):
        if six and said.get("IPV6", "NO") != "YES":
            continue
        yield _ufw_table(family, said, _ufw_chains(texts, family, six))


def _ufw_chains(texts: Mapping[str, str], family: str, six: str) -> dict[str, Chain]:
    chains: dict[str, Chain] = {}
    for part in ("before", "user"):
        text = texts.get(f"/etc/ufw/{part}{six}.rules", "")
        for table in read_iptables(text, family) if text else ():
            chains |= table.chains
    return chains


def _ufw_table(family: str, said: Mapping[str, str], chains: dict[str, Chain]) -> Table:
    prefix = "ufw6" if family == "ipv6" else "ufw"
    base = {}
    for hook in ("input", "output", "forward"):
        jumps = tuple(
            Rule(matches=(), action="jump", target=f"{prefix}-{part}-{hook}")
            for part in ("before", "user")
        )
        policy = said.get(f"DEFAULT_{hook.upper()}_POLICY", "ACCEPT")
        denied = policy in {"DROP", "REJECT"}
        base[hook.upper()] = Chain(
            rules=jumps, hook=hook, policy="deny" if denied else "accept"
        )
    return Table(
        families=frozenset({family}), chains=chains | base, name="filter", iptables=True
    )


def _firewalld(seen: Evidence) -> Iterable[Table]:
    said = seen.fact(FIREWALLD)
    inbound = "accept" if said.open else "deny"
    outbound = "deny" if said.output_denied else "accept"
    hooks = {"input": inbound, "forward": inbound, "output": outbound}
    chains = {hook: Chain(hook=hook, policy=policy) for hook, policy in hooks.items()}
    return [Table(families=_BOTH, chains=chains, name="firewalld")]


_LOADERS: Mapping[str, Callable[[Evidence], Iterable[Table]]] = {
    "nftables": _nftables,
    "iptables": _iptables,
    "ufw": _ufw,
    "firewalld": _firewalld,
}
_UNITS = {
    "nftables": ("nftables",),
    "iptables": (
        "netfilter-persistent",
        "iptables",
        "ip6tables",
        "iptables-persistent",
    ),
    "ufw": ("ufw",),
    "firewalld": ("firewalld",),
}

FIREWALL_AT_BOOT: Fact[Firewall] = Fact(
    name="firewall_at_boot",
    probes=(
        *SERVICES.probes,
        *NFT_FILES,
        SAVED,
        SAVED_RHEL,
        UFW_RULES,
        UFW_CONF,
        UFW_DEFAULTS,
        *FIREWALLD.probes,
    ),
    parse=_parse,
)
