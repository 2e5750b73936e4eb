"""Security agents: protection products, log shippers, process loggers.

Which products there are is data (`Product` rows of a policy); where their
configuration, their own word on their state and their sign of life lie is fixed
here, since probes are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname, normpath

from audit4.evidence import (
    KIB,
    Command,
    DatedStat,
    Evidence,
    Fact,
    File,
    ItemStatus,
    Probe,
    Reason,
    Stat,
    Undetermined,
    settled,
)
from audit4.facts.agent_forms import Told, includes, told
from audit4.facts.agent_products import Product, Settings

# Patterns rather than names where several products, or parts of one
# configuration, lie alike.
CONFIG_PATHS = (
    "/etc/*beat/*beat.yml",
    "/opt/Elastic/Agent/elastic-agent.yml",
    "/etc/elastic-agent/elastic-agent.yml",
    "/etc/*-bit/*[-_]bit.[cy]*",
    "/etc/*-bit/*.d/*",
    "/etc/fluent/*.conf",
    "/etc/td-agent/*.conf",
    "/etc/*/*.d/fluent*.conf",
    "/var/ossec/etc/ossec.conf",
    "/opt/splunk*/etc/*/*/outputs.conf",
    "/opt/splunk*/etc/apps/*/*/outputs.conf",
    "/etc/nxlog.conf",
    "/etc/nxlog/*.conf",
    "/opt/nxlog/etc/*.conf",
    "/opt/nxlog/etc/nxlog.d/*.conf",
    "/etc/vector/*.[ty]*ml",
    "/etc/promtail/config.y*ml",
    "/etc/systemd/journal-upload.conf",
    "/etc/systemd/journal-upload.conf.d/*.conf",
    "/etc/osquery/osquery.flags",
    "/etc/audi*/audisp-remote.conf",
    "/etc/clamav/clamd.conf",
    "/etc/clamd.d/*.conf",
    "/etc/clamd.conf",
)
CONFIGS = tuple(
    File(id=f"agents.config_{n:02}", path=path, max_bytes=128 * KIB)
    for n, path in enumerate(CONFIG_PATHS)
)
# What a product says of itself, by the name that data rows use; each command is
# the vendor's documented one, reads only and takes no secret.
STATUS: Mapping[str, Probe] = {
    "kesl": Command(id="agents.kesl", argv=("kesl-control", "--app-info")),
    "mdatp": Command(id="agents.mdatp", argv=("mdatp", "health")),
    "dsa": Command(
        id="agents.dsa", argv=("/opt/ds_agent/dsa_query", "-c", "GetAgentStatus")
    ),
    "dsa-parts": Command(
        id="agents.dsa_parts",
        argv=("/opt/ds_agent/dsa_query", "-c", "GetComponentInfo"),
    ),
    "falcon": Command(
        id="agents.falcon",
        argv=("/opt/CrowdStrike/falconctl", "-g", "--aid", "--rfm-state"),
    ),
    "sentinelone": Command(
        id="agents.sentinelone",
        argv=("/opt/sentinelone/bin/sentinelctl", "management", "status"),
    ),
    "fail2ban": Command(id="agents.fail2ban", argv=("fail2ban-client", "status")),
    "wazuh": File(id="agents.wazuh", path="/var/ossec/var/run/*agentd.state"),
}
SIGNS = Stat(
    id="agents.signs",
    paths=(
        "/var/lib/clamav/*.c[lv]d",
        "/var/opt/kaspersky/kesl/common/updates/*",
        "/opt/sophos-spl/plugins/av/chroot/susi/update_source/*",
        "/var/opt/microsoft/mdatp/definitions.noindex/*",
        "/var/opt/eset/e[ef][as]/lib/data/updfiles/*",
        "/var/log/eset/RemoteAdministrator/Agent/status.html",
        "/opt/ds_agent/lib/antimalware/*",
        "/opt/ds_agent/lib/iaudit/*",
        "/var/ossec/var/run/*agentd.state",
        "/var/ossec/queue/fim/db/*",
        "/var/ossec/queue/syscheck/*",
        "/var/lib/filebeat/registry/filebeat/log.json",
        "/opt/sentinelone/model/*",
        "/var/lib/suricata/rules/*.rules",
        "/etc/suricata/rules/*.rules",
        "/etc/snort/rules/*.rules",
        "/etc/crowdsec/hub/.index.json",
        "/var/lib/crowdsec/hub/.index.json",
        "/var/lib/tripwire/*.twd",
        "/var/lib/samhain/samhain_file",
        "/var/spool/rsyslog/*.0*",
        "/var/lib/rsyslog/*.0*",
    ),
    dated=True,
)
_DEEPEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """Configurations by path, what products say of themselves, and gaps in both.

    `says` has no entry where a status command or file is not there; `unread` is by
    path or name of a status command.
    """

    configs: Mapping[str, str]
    says: Mapping[str, tuple[Told, ...]]
    unread: Mapping[str, Undetermined]

    def present(self, product: Product) -> bool:
        """Whether any of the product's configuration files is there, or may be."""
        known = (*self.configs, *self.unread)
        return any(_meet(k, p) for k in known for p in product.config)

    def settings(self, product: Product) -> Settings:
        """Key and value of all settings in the product's configuration files.

        Raises:
            Undetermined: one of the files could not be read, or has a form that
                is not known.
        """
        return tuple((t.key, t.value) for t in self._told(product))

    def outputs(self, product: Product) -> tuple[Settings, ...]:
        """Settings of each block that may be a way out, with those for all blocks.

        Raises:
            Undetermined: as for `settings`.
        """
        every = tuple(self._told(product))
        common = tuple((t.key, t.value) for t in every if not t.block)
        blocks = dict.fromkeys(t.block for t in every if t.block)
        return (
            common,
            *(
                (*common, *((t.key, t.value) for t in every if t.block == block))
                for block in blocks
            ),
        )

    def status(self, product: Product) -> Settings:
        """What the product's own commands and state files say of it.

        Raises:
            Undetermined: a command is not there (`missing_tool`), did not answer,
                or what it says makes no sense.
        """
        found: list[tuple[str, str]] = []
        for name in product.status:
            if name in self.unread:
                raise self.unread[name].again()
            if name not in self.says and isinstance(STATUS[name], Command):
                raise Undetermined(Reason.MISSING_TOOL, name)
            said = self.says.get(name)
            if said is not None and not said:
                raise Undetermined(Reason.UNPARSEABLE, name)
            found += [(t.key, t.value) for t in said or ()]
        return tuple(found)

    def _told(self, product: Product) -> Iterator[Told]:
        # Main files from the least to the most important, so that in forms where
        # a later file overrides, the last of equal keys counts.
        found = [
            (path, t)
            for pattern in product.config
            for path in self._paths(pattern)
            for t in told(product.format, self._whole(product, path, 0))
        ]
        if product.format == "ini":
            # A section goes on in the next file.
            return iter({t.key.lower(): t for _, t in found}.values())
        return (
            Told(t.key, t.value, t.block and f"{path} {t.block}") for path, t in found
        )

    def _paths(self, pattern: str) -> Iterable[str]:
        for path, why in self.unread.items():
            if path.startswith("/") and _meet(path, pattern):
                raise why.again()
        return sorted(path for path in self.configs if _meet(path, pattern))

    def _whole(self, product: Product, path: str, depth: int) -> str:
        text = self.configs[path]
        parts = [text]
        for name in includes(product.format, text) if depth < _DEEPEST else ():
            pattern = normpath(f"{dirname(path)}/{name}" if name[0] != "/" else name)
            inner = [p for p in self._paths(pattern) if p != path]
            covered = any(_covers(asked, pattern) for asked in CONFIG_PATHS)
            if not inner and not covered and "parser" not in name:
                raise Undetermined(Reason.NOT_COLLECTED, pattern[:200])
            parts += [self._whole(product, p, depth + 1) for p in inner]
        return "\n".join(parts)


def _meet(path: str, pattern: str) -> bool:
    """Whether two patterns may name one path: either may be a plain one."""
    return path.count("/") == pattern.count("/") and (
        fnmatchcase(path, pattern) or fnmatchcase(pattern, path)
    )


def _covers(asked: str, pattern: str) -> bool:
    return _meet(pattern, asked) or dirname(asked) == dirname(pattern)


def _parse(seen: Evidence) -> Agents:
    configs: dict[str, str] = {}
    unread: dict[str, Undetermined] = {}
    for probe in CONFIGS:
        _take(seen, probe, configs, unread)
    says: dict[str, tuple[Told, ...]] = {}
    for name, source in STATUS.items():
        texts: dict[str, str] = {}
        gaps: dict[str, Undetermined] = {}
        _take(seen, source, texts, gaps)
        if gaps:
            unread[name] = next(iter(gaps.values()))
        elif texts:
            form = "ini" if isinstance(source, File) else "status"
            says[name] = tuple(t for text in texts.values() for t in told(form, text))
    return Agents(configs=configs, says=says, unread=unread)


def _take(
    seen: Evidence, probe: Probe, texts: dict[str, str], gaps: dict[str, Undetermined]
) -> None:
    """Content by path of what a probe found, and why the rest was not read."""
    try:
        items = seen.take(probe)
    except Undetermined as why:
        gaps[getattr(probe, "path", probe.id)] = why.again()
        return
    for item in items:
        try:
            if item.status is not ItemStatus.ABSENT:
                texts[item.name] = settled(item)
        except Undetermined as why:
            gaps[item.name] = why.again()


def _signs(seen: Evidence) -> Mapping[str, DatedStat]:
    return seen.dated_stats(SIGNS)


PROBES: tuple[Probe, ...] = (*CONFIGS, *STATUS.values())
AGENTS: Fact[Agents] = Fact(name="agents", probes=PROBES, parse=_parse)
SIGNS_OF_LIFE: Fact[Mapping[str, DatedStat]] = Fact(
    name="signs_of_life", probes=(SIGNS,), parse=_signs
)
