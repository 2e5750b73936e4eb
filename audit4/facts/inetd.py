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

_SERVICE = re.compile(r"^\s*service\s+(\S+)\s*\{(.*?)^\s*\}", re.MULTILINE | re.DOTALL)
_DISABLED = re.compile(r"^\s*disable\s*=\s*yes\b", re.MULTILINE)
_INETD_FIELDS = 6


def _parse(seen: Evidence) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path, text in _texts(seen, XINETD_CONF, XINETD_FILES):
        found |= dict.fromkeys(_xinetd(text), path)
    for path, text in _texts(seen, INETD_CONF, INETD_FILES):
        found |= dict.fromkeys(_inetd(text), path)
    return found


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
