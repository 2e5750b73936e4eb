"""What is shown to whoever comes to log in, and to who has.

getty shows /etc/issue and replaces its escapes; telnetd and often sshd show
/etc/issue.net; PAM or the shell shows /etc/motd after the log-in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import KIB, Evidence, Fact, File, ItemStatus, Undetermined, settled
from audit4.facts.os import OS, OS_PROBES

# One glob for issue, issue.net and motd.
FILES = File(
    id="banners.files",
    path="/etc/[im][so][st][ud]*",
    max_bytes=8 * KIB,
    needs_root=False,
)
SSH = File(
    id="banners.ssh", path="/etc/ssh/*[bB]anner*", max_bytes=8 * KIB, needs_root=False
)

# agetty(8): m machine, r release, s system, v version; what mingetty adds too.
_ESCAPE = re.compile(r"\\[mrsvS](?:\{[^}]*\})?")
_ANY_ESCAPE = re.compile(r"\\[A-Za-z0-9](?:\{[^}]*\})?")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Banners:
    """Texts by path, why some could not be read, and the system's own names.

    `names` are what os-release calls the system (`debian`, `centos`), lower case.
    """

    texts: Mapping[str, str]
    unread: Mapping[str, Undetermined] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def text(self, path: str) -> str | None:
        """What a file says; None where it is absent.

        Raises:
            Undetermined: it could not be read.
        """
        if why := self.unread.get(path):
            raise why.again()
        return self.texts.get(path)

    def tells(self, text: str) -> tuple[str, ...]:
        """What a text gives away: escapes that getty fills in, the system's name."""
        found = [m[0] for m in _ESCAPE.finditer(text)]
        words = {w.lower() for w in _WORD.findall(_ANY_ESCAPE.sub(" ", text))}
        return tuple(dict.fromkeys([*found, *sorted(self.names & words)]))

    def words(self, text: str) -> int:
        """How many words a reader sees, escapes left out."""
        return len(_WORD.findall(_ANY_ESCAPE.sub(" ", text)))


def _parse(seen: Evidence) -> Banners:
    texts, unread = {}, {}
    for item in (*seen.take(FILES), *seen.take(SSH)):
        try:
            if item.status is not ItemStatus.ABSENT:
                texts[item.name] = settled(item)
        except Undetermined as why:
            unread[item.name] = why.again()
    os = seen.fact(OS)
    # "Red" of Red Hat is a word like others; the id stands beside it.
    brand = [w.lower() for w in _WORD.findall(os.name)[:1] if len(w) > len("red")]
    return Banners(texts=texts, unread=unread, names=frozenset({os.id.lower(), *brand}))


BANNERS: Fact[Banners] = Fact(
    name="banners", probes=(FILES, SSH, *OS_PROBES), parse=_parse
)
