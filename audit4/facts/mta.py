"""Where mail servers would take mail, from their own configuration.

What listens now is seen in the listeners; this says where Postfix, Exim or
Sendmail listens when it is started again.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from audit4.evidence import Command, Evidence, Fact, Reason, Undetermined

_FILES = (
    "/etc/exim4/update-exim4.conf.conf",
    "/etc/default/exim4",
    "/etc/exim/exim.conf",
    "/etc/mail/sendmail.cf",
    "/etc/sendmail.cf",
)
_WANTED = (
    "^(dc_local_interfaces|QUEUERUNNER|[[:blank:]]*local_interfaces"
    "|O[[:blank:]]+DaemonPortOptions)"
)
_SCRIPT = (
    "postconf -x inet_interfaces;postconf -M;"
    f"grep -HsE '{_WANTED}' {' '.join(_FILES)};echo end"
)
# postconf says what is in force, continued lines and defaults included; `end` is
# printed always, so that "no mail server" differs from "said nothing".
MTA_SETTINGS = Command(
    id="mta.settings",
    argv=(
        "sh",
        "-c",
        _SCRIPT,
    ),
)

_SMTP = frozenset({"smtp", "smtps", "submission", "submissions", "25", "465", "587"})
_LOOPBACK_WORDS = frozenset({"localhost", "loopback-only", "ip6-localhost"})
_MASTER = re.compile(r"^(\S+)\s+inet\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+smtpd")


def is_loopback(address: str) -> bool:
    """Whether a mail server's word for an address means this host alone."""
    bare = address.strip().strip("[]").removeprefix("<").removesuffix(">").lower()
    if bare in _LOOPBACK_WORDS:
        return True
    # Exim adds a port: 127.0.0.1.25
    dotted = bare.split(".")
    try:
        return ip_address(".".join(dotted[:4])).is_loopback
    except ValueError:
        return False


def _parse(seen: Evidence) -> Mapping[str, tuple[str, ...]]:
    lines = seen.output(MTA_SETTINGS).splitlines()
    if not lines or lines[-1] != "end":
        raise Undetermined(Reason.UNPARSEABLE, "postconf")
    found = {
        "postfix": _postfix(lines),
        "exim": _exim(lines),
        "sendmail": _sendmail(lines),
    }
    return {name: tuple(where) for name, where in found.items() if where is not None}


def _postfix(lines: Iterable[str]) -> list[str] | None:
    given = [
        line.partition("=")[2]
        for line in lines
        if re.match(r"inet_interfaces\s*=", line)
    ]
    if not given:
        return None
    interfaces = given[-1].replace(",", " ").split()
    names = [m[1] for line in lines if (m := _MASTER.match(line))]
    return [where for name in names for where in _service(name, interfaces)]


def _service(name: str, interfaces: list[str]) -> list[str]:
    """A row of master.cf may name its own address: `127.0.0.1:smtp`."""
    address, _, port = name.rpartition(":")
    if port not in _SMTP:
        return []
    return [address] if address else interfaces


def _exim(lines: Iterable[str]) -> list[str] | None:
    mine = [line.partition(":") for line in lines if line.startswith("/etc/")]
    rows = [(path, text.strip()) for path, _, text in mine if "exim" in path]
    if not rows:
        return None
    texts = [text for _, text in rows]
    if any(re.match(r"QUEUERUNNER=[\"']?(queueonly|no|nodaemon)\b", t) for t in texts):
        return []
    given = [
        t.partition("=")[2].strip().strip("\"'")
        for t in texts
        if t.startswith(("dc_local_interfaces", "local_interfaces"))
    ]
    if not given:
        return ["all"]
    # `<; 127.0.0.1 ; ::1` names its own separator; without one it is a colon.
    words = [w for w in given[-1].lstrip("<; ").replace(";", " ").split() if w != ":"]
    return words or ["all"]


def _sendmail(lines: Iterable[str]) -> list[str] | None:
    rows = [
        line.partition("DaemonPortOptions")[2]
        for line in lines
        if "sendmail.cf:" in line
    ]
    if not rows:
        return None
    found = []
    for row in rows:
        options = dict(
            part.strip().partition("=")[::2] for part in row.lstrip("= ").split(",")
        )
        found.append(options.get("Addr") or options.get("A") or "all")
    return found


MTA: Fact[Mapping[str, tuple[str, ...]]] = Fact(
    name="mta", probes=(MTA_SETTINGS,), parse=_parse
)
