"""pwquality.conf and its drop-ins, as each release of libpwquality reads them.

It reads its drop-ins, then its file, and stops at the first line that it does not
understand: what stands behind is not in force. Which keys it knows changed between
releases (its NEWS file): RHEL 7 and Amazon Linux 2 have 1.2.3, Debian 10 and
Ubuntu 18.04 have 1.4.0.
"""

import re
from collections.abc import Iterable, Mapping

from audit4.facts.pam_files import Release

DROP_INS: Release = (1, 3)
_IN_FILE: Release = (1, 4, 1)
NUMBERS = frozenset(
    {
        "dcredit",
        "difok",
        "gecoscheck",
        "lcredit",
        "maxclassrepeat",
        "maxrepeat",
        "maxsequence",
        "minclass",
        "minlen",
        "ocredit",
        "ucredit",
    }
)
# Keys by the release that brought them.
SINCE: Mapping[str, Release] = {
    "dictcheck": (1, 3),
    "usercheck": (1, 4),
    "enforcing": (1, 4),
    "usersubstr": (1, 4, 3),
}
_WORDS = frozenset({"badwords", "dictpath"})
_FLAGS = frozenset({"retry", "enforce_for_root", "local_users_only"})
_LINE = re.compile(r"([^\s=]+)[ \t]*=?[ \t]*(.*)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")


def read_quality(
    main: str, drop_ins: Iterable[str], release: Release | None
) -> Mapping[str, str]:
    """The settings of pwquality.conf and its drop-ins that are in force.

    `release` is libpwquality's; where it is not known, a current one is assumed.
    """
    new = release is None
    known = {k for k, since in SINCE.items() if new or (release or ()) >= since}
    known |= NUMBERS
    words = _WORDS | (_FLAGS if new or (release or ()) >= _IN_FILE else frozenset())
    before = () if release is not None and release < DROP_INS else tuple(drop_ins)
    found: dict[str, str] = {}
    for line in "\n".join((*before, main)).splitlines():
        pair = _LINE.match(line.split("#", 1)[0].strip())
        if not pair:
            continue
        name, value = pair[1].lower(), pair[2].strip()
        if not (name in words or (name in known and _NUMBER.fullmatch(value))):
            break
        found[name] = value
    return found
