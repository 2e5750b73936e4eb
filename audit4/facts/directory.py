"""Where the host takes people's accounts from, beside its own files.

The name service says who is known, SSSD's own file how the directory is asked.
Only the lines that a verdict needs are read: the file holds a password.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import KIB, Command, Evidence, Fact, File, Reason, Undetermined

NSSWITCH = File(id="directory.nsswitch", path="/etc/nsswitch.conf", needs_root=False)
SSSD = Command(
    id="directory.sssd",
    argv=(
        "grep",
        "-rhsE",
        r"^[[:space:]]*(\[domain/|(id|auth)_provider|ldap_tls_reqcert)",
        "/etc/sssd/sssd.conf",
        "/etc/sssd/conf.d",
    ),
    max_bytes=16 * KIB,
)

# Modules of nsswitch that ask a directory.
_DIRECTORIES = frozenset({"sss", "ldap", "winbind"})
_DOMAIN = re.compile(r"\[domain/([^\]]{0,100})")
_SETTING = re.compile(
    r"\s*((?:id|auth)_provider|ldap_tls_reqcert)\w*\s*(?:=(.*))?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The directories that are asked for accounts.

    `sources` are nsswitch's words for them (`sss`, `ldap`, `winbind`). `domains`
    holds SSSD's settings by domain; `sss` without a domain asks nobody.
    """

    sources: tuple[str, ...]
    domains: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def sources_in(text: str) -> tuple[str, ...]:
    """The directories that nsswitch names for `passwd`, in their order."""
    found: list[str] = []
    for line in text.splitlines():
        database, _, rest = line.split("#", 1)[0].partition(":")
        if database.strip() == "passwd":
            found += [w for w in rest.split() if w in _DIRECTORIES]
    return tuple(dict.fromkeys(found))


def domains_in(text: str) -> Mapping[str, Mapping[str, str]]:
    """Settings by domain; lines before the first domain are nobody's.

    Raises:
        Undetermined: a line is none that was asked for.
    """
    domains: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    for line in text.splitlines():
        if named := _DOMAIN.match(line.strip()):
            here = domains.setdefault(named[1], {})
        elif setting := _SETTING.match(line):
            here[setting[1].lower()] = setting[2].strip().lower()
        else:
            raise Undetermined(Reason.UNPARSEABLE, "grep sssd.conf")
    return domains


def _parse(seen: Evidence) -> Directory:
    # grep ends with 1 where nothing matches, with 2 where there is no such file.
    sssd = seen.output(SSSD, exits=(0, 1, 2))
    return Directory(
        sources=sources_in(seen.file(NSSWITCH) or ""), domains=domains_in(sssd)
    )


DIRECTORY: Fact[Directory] = Fact(
    name="directory", probes=(NSSWITCH, SSSD), parse=_parse
)
