"""What the start-up files of log-in shells set for everybody: TMOUT.

The files are taken in the order in which a log-in shell reads them. They are
programs: what stands inside a condition or a function cannot be told without
running it, and is marked so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit4.evidence import Evidence, Fact, File
from audit4.facts.shell_words import CLOSES, OPENS, commands, parts

PROFILE = File(id="shell.profile", path="/etc/profile", needs_root=False)
PROFILE_D = File(id="shell.profile_d", path="/etc/profile.d/*.sh", needs_root=False)
BASHRC_DEBIAN = File(
    id="shell.bashrc_debian", path="/etc/bash.bashrc", needs_root=False
)
BASHRC_RHEL = File(id="shell.bashrc_rhel", path="/etc/bashrc", needs_root=False)

_LEADS = frozenset({"then", "do", "else", "{", "!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """One place that sets TMOUT, in seconds; 0 turns the timeout off.

    `conditional` says that it may not be run, or that its value is computed.
    `readonly` says that a user cannot change it afterwards.
    """

    path: str
    seconds: int
    readonly: bool
    conditional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellTimeouts:
    """All places that set TMOUT, in the order in which they are read."""

    places: tuple[Timeout, ...]

    @property
    def effective(self) -> Timeout | None:
        """The place that has the last word, `None` where none sets it.

        A read-only value cannot be replaced, so the first such one wins.
        """
        fixed = (p for p in self.places if p.readonly and not p.conditional)
        return next(fixed, self.places[-1] if self.places else None)


def timeouts_in(path: str, text: str) -> Sequence[Timeout]:
    """The places of one file that set TMOUT.

    A shell parser would be more than this needs: the words of each simple
    command, and how deep in compound commands it stands.
    """
    depth, found = 0, list[Timeout]()
    for words in filter(None, map(_bare, commands(text))):
        opens = words[0] in OPENS or "()" in "".join(words[:2])
        depth += opens
        depth = max(0, depth - (words[0] in CLOSES))
        joined = parts(words)
        for part in joined:
            unsure = depth > 0 or len(joined) > 1
            found += _set_by(part, path, conditional=unsure)
            if part[:1] == ["readonly"] and "TMOUT" in part and found and not unsure:
                found[-1] = replace(found[-1], readonly=True)
    return found


def _bare(words: list[str]) -> list[str]:
    while words and words[0] in _LEADS:
        words = words[1:]
    return words


def _set_by(words: list[str], path: str, *, conditional: bool) -> Iterator[Timeout]:
    if words[:1] == ["unset"] and "TMOUT" in words:
        yield Timeout(path=path, seconds=0, readonly=False, conditional=conditional)
    flags = "".join(w for w in words if w.startswith("-"))
    declares = words[:1] in (["declare"], ["typeset"])
    fixes = words[:1] == ["readonly"] or (declares and "r" in flags)
    for word in words:
        name, sign, value = word.partition("=")
        if name == "TMOUT" and sign:
            digits = value.strip("\"'")
            known = digits.isascii() and digits.isdigit()
            yield Timeout(
                path=path,
                seconds=int(digits[:9]) if known else 0,
                readonly=fixes,
                conditional=conditional or not known,
            )


def _parse(evidence: Evidence) -> ShellTimeouts:
    ordered = {
        PROFILE.path: evidence.file(PROFILE),
        **evidence.files(PROFILE_D),
        BASHRC_DEBIAN.path: evidence.file(BASHRC_DEBIAN),
        BASHRC_RHEL.path: evidence.file(BASHRC_RHEL),
    }
    return ShellTimeouts(
        places=tuple(
            place
            for path, text in ordered.items()
            for place in timeouts_in(path, text or "")
        )
    )


SHELL_TIMEOUTS: Fact[ShellTimeouts] = Fact(
    name="shell_timeouts",
    probes=(PROFILE, PROFILE_D, BASHRC_DEBIAN, BASHRC_RHEL),
    parse=_parse,
)
