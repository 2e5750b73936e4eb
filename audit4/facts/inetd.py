"""Network services that a super-server starts on demand (xinetd, inetd).

A service listed there listens through the super-server: neither a unit nor a
process of its own gives it away.
"""

import re
from collections.abc import Iterable, Mapping

from audit4.evidence import Evidence, Fact, File

XINETD_CONF = File(id="inetd.xinetd_conf", path="/etc/xinetd.conf", needs_root=False)
XINETD_FILES = File(id="inetd.xinetd_files", path="/etc/xinetd.d/*", needs_root=False)
INETD_CONF = File(id="inetd.conf", path="/etc/inetd.conf", needs_root=False)
INETD_FILES = File(id="inetd.conf_files", path="/etc/inetd.d/*", needs_root=False)

_SERVICE = re.compile(
    r"^[ \t]*service\s+(\S+)\s*\{(.*?)^[ \t]*\}", re.MULTILINE | re.DOTALL
)
_DISABLED = re.compile(r"^[ \t]*disable\s*=\s*yes\b", re.MULTILINE | re.IGNORECASE)
_DEFAULTS = re.compile(r"^[ \t]*defaults\s*\{(.*?)^[ \t]*\}", re.MULTILINE | re.DOTALL)
_LISTED = re.compile(r"^[ \t]*(disabled|enabled)\s*\+?=\s*(.*)$", re.MULTILINE)
_INETD_FIELDS = 6


def _parse(seen: Evidence) -> Mapping[str, str]:
    found: dict[str, str] = {}
    texts = [t for t in _texts(seen, XINETD_CONF, XINETD_FILES) if _included(t[0])]
    for path, text in texts:
        found |= dict.fromkeys(_xinetd(text), path)
    found = _by_defaults(found, [text for _, text in texts])
    for path, text in _texts(seen, INETD_CONF, INETD_FILES):
        found |= dict.fromkeys(_inetd(text), path)
    return found


def _included(path: str) -> bool:
    """Xinetd passes over names with a dot or a tilde in its folder."""
    name = path.rsplit("/", 1)[-1]
    return path == XINETD_CONF.path or not ("." in name or name.endswith("~"))


def _by_defaults(found: dict[str, str], texts: Iterable[str]) -> dict[str, str]:
    """Without those that `defaults` disables, or leaves out where it lists any."""
    listed: dict[str, set[str]] = {"disabled": set(), "enabled": set()}
    for body in (b for text in texts for b in _DEFAULTS.findall(text)):
        for kind, names in _LISTED.findall(body):
            listed[kind] |= set(names.lower().split())
    on = listed["enabled"] or found.keys()
    return {n: p for n, p in found.items() if n in on and n not in listed["disabled"]}


def _texts(seen: Evidence, one: File, many: File) -> Iterable[tuple[str, str]]:
    text = seen.file(one)
    if text is not None:
        yield one.path, text
    yield from seen.files(many).items()


def _xinetd(text: str) -> Iterable[str]:
    # xinetd itself takes a service without `disable` for enabled.
    return [
        name.lower()
        for name, body in _SERVICE.findall(text)
        if not _DISABLED.search(body)
    ]


def _inetd(text: str) -> Iterable[str]:
    rows = [line.split() for line in text.splitlines()]
    return [
        row[0].rpartition(":")[2].lower()
        for row in rows
        if len(row) >= _INETD_FIELDS and not row[0].startswith("#")
    ]


INETD: Fact[Mapping[str, str]] = Fact(
    name="inetd",
    probes=(XINETD_CONF, XINETD_FILES, INETD_CONF, INETD_FILES),
    parse=_parse,
)
