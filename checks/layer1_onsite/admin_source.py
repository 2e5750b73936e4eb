"""Administration by SSH must be open to chosen addresses only.

Three means count, each by its effect: a packet filter that turns strangers away
from sshd's port, an AllowUsers list whose every entry names a source, and TCP
wrappers where the system's sshd heeds them (Debian's; Red Hat's up to 7).
"""

from audit4.api import (
    FIREWALL,
    OS,
    PAM,
    SSHD,
    WRAPPERS,
    Check,
    Exempt,
    Firewall,
    OsRelease,
    Pam,
    Reason,
    SshdConfig,
    SshdScope,
    Verdict,
    Wrappers,
    failed,
    not_applicable,
    passed,
    unknown,
)

_EXPECTED = "firewall | AllowUsers user@host | hosts.deny sshd: ALL"
_LAST_RHEL = 7
_ANY = frozenset({"*", "0.0.0.0/0", "::/0"})


def evaluate(
    sshd: SshdConfig,
    firewall: Firewall,
    wrappers: Wrappers,
    pam: Pam,
    os: OsRelease,
) -> Verdict:
    """Fail where somebody at any address may try to log in."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    if not sshd.unclear and all(_by_user(s) for s in sshd.scopes):
        return passed(f"allowusers {sshd.value('allowusers')}", expected=_EXPECTED)
    if _heeds_wrappers(os) and wrappers.limits("sshd"):
        return passed("hosts.deny sshd: ALL", expected=_EXPECTED)
    open_at = [p for p in _places(sshd) if firewall.admits(*_split(p))]
    if not open_at:
        return passed("firewall", expected=_EXPECTED)
    if any(e.module == "pam_access" for e in pam.stack("sshd", "account")):
        return unknown(Reason.UNSUPPORTED, "pam_access")
    return failed(open_at, expected=_EXPECTED, items=open_at)


def _by_user(scope: SshdScope) -> bool:
    entries = [e.partition("@") for e in scope.values("allowusers")]
    return bool(entries) and all(at and host not in _ANY for _, at, host in entries)


def _heeds_wrappers(os: OsRelease) -> bool:
    major = os.version.split(".", 1)[0]
    old = major.isascii() and major.isdigit() and int(major) <= _LAST_RHEL
    return os.family == "debian" or (os.family == "rhel" and old)


def _places(sshd: SshdConfig) -> tuple[str, ...]:
    places = sshd.scopes[0].options.get("listenaddress", ("[::]:22",))
    return tuple(p for p in places if not p.startswith(("127.", "[::1]:")))


def _split(place: str) -> tuple[str, str, int]:
    address, _, port = place.rpartition(":")
    number = int(port[:5]) if port.isascii() and port.isdigit() else 22
    return address.strip("[]"), "tcp", number


CHECK = Check(
    facts={
        "sshd": SSHD,
        "firewall": FIREWALL,
        "wrappers": WRAPPERS,
        "pam": PAM,
        "os": OS,
    },
    evaluate=evaluate,
)
