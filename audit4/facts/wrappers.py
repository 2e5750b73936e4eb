"""TCP wrappers: hosts.allow and hosts.deny, which some sshd builds still heed."""

from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, File

ALLOW = File(id="wrappers.allow", path="/etc/hosts.allow", needs_root=False)
DENY = File(id="wrappers.deny", path="/etc/hosts.deny", needs_root=False)

_ANYWHERE = frozenset({"ALL", "0.0.0.0/0", "[::]/0", "*"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrappers:
    """Pairs of daemons and clients, in the order of each file."""

    allow: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    deny: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def limits(self, daemon: str) -> bool:
        """Whether a daemon is closed to those whom no line lets in."""

        def open_to_all(
            lines: tuple[tuple[frozenset[str], frozenset[str]], ...],
        ) -> bool:
            return any(
                {daemon, "ALL"} & daemons and _ANYWHERE & clients
                for daemons, clients in lines
            )

        # hosts_access(5): allow is read first, and the first match counts.
        return open_to_all(self.deny) and not open_to_all(self.allow)


def _lines(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    pairs = []
    for line in text.replace("\\\n", " ").splitlines():
        daemons, colon, rest = line.split("#", 1)[0].partition(":")
        clients = rest if rest.lstrip().startswith("[") else rest.split(":", 1)[0]
        if colon and "EXCEPT" not in line:
            pairs.append((_words(daemons), _words(clients)))
    return tuple(pairs)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def _parse(evidence: Evidence) -> Wrappers:
    return Wrappers(
        allow=_lines(evidence.file(ALLOW) or ""),
        deny=_lines(evidence.file(DENY) or ""),
    )


WRAPPERS: Fact[Wrappers] = Fact(name="wrappers", probes=(ALLOW, DENY), parse=_parse)
