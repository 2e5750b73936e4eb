"""What the start-up files of shells may leave behind, followed as a shell reads them.

They are programs, and nothing here runs them: of each compound command all branches
are taken to be possible, and a file that one reads in is read where it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File
from audit4.facts.shell import BASHRC_DEBIAN, BASHRC_RHEL, PROFILE, PROFILE_D
from audit4.facts.shell_words import CLOSES, OPENS, commands, parts

# `.bashrc`, `.bash_profile`, `.bash_login`, `.profile`; no history.
ROOT_FILES = File(id="startup.root", path="/root/.[bp][ar]*[cen]")
_BRANCHES = frozenset({"else", "elif"})
_LEADS = frozenset({"then", "do", "{", "!", *_BRANCHES})
_OCTAL = re.compile(r"[0-7]{1,4}")
_CLAUSE = re.compile(r"([ugoa]*)=([rwx]*)")
_HOME = re.compile(r"^(~|\$HOME|\$\{HOME\})(?=/)")
_DEEPEST = 6
_MOST_FILES = 200
UNTOLD = -1  # a umask that is computed

Masks = frozenset[int | None]


@dataclass(slots=True, kw_only=True)
class _Block:
    opened: tuple[str, ...]
    entry: Masks
    ended: Masks = frozenset()
    total: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """Start-up files by path, root's own among them.

    `umasks` are those that a shell may end with; None is the one it began with.
    """

    texts: Mapping[str, str]

    def umasks(self, *paths: str) -> Masks:
        """What may hold after a shell has read files one after the other."""
        reader = _Reader(texts=self.texts)
        for path in paths:
            reader.read(self.texts.get(path, ""), 0)
        return reader.now

    def root_login(self) -> str:
        """The file that a log-in shell of root's reads: the first that is there."""
        names = (".bash_profile", ".bash_login", ".profile")
        here = (f"/root/{n}" for n in names if f"/root/{n}" in self.texts)
        return next(here, "/root/.profile")


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes through files, and keeps the umasks that may hold so far."""

    texts: Mapping[str, str]
    now: Masks = frozenset({None})
    blocks: list[_Block] = field(default_factory=list)
    files: int = 0

    def read(self, text: str, deep: int) -> None:
        self.files += 1
        outside, self.blocks = self.blocks, []
        for words in commands(text):
            self._command(words, deep)
        while self.blocks:
            self._close()
        self.blocks = outside

    def _command(self, words: list[str], deep: int) -> None:
        while words and words[0] in _LEADS:
            if words[0] in _BRANCHES and self.blocks:
                self._branch(last=words[0] == "else")
            words = words[1:]
        if not words:
            return
        if words[0] in OPENS or "()" in "".join(words[:2]):
            self.blocks.append(_Block(opened=tuple(words), entry=self.now))
            self._pattern(words, deep)
        elif words[0] in CLOSES:
            if self.blocks:
                self._close()
        elif self.blocks and self.blocks[-1].opened[0] == "case":
            self._pattern(words, deep)
        else:
            self._simple(words, deep)

    def _pattern(self, words: list[str], deep: int) -> None:
        # What follows `pattern)` of a case, or `name() {`, is a command.
        ends = [n for n, w in enumerate(words) if w.endswith(")") and "(" not in w]
        if words[0] == "case" or ends:
            if ends and self.blocks[-1].opened[0] == "case":
                self._branch(last=words[ends[0]] == "*)")
            rest = words[ends[0] + 1 :] if ends else []
        else:
            rest = [] if words[0] in OPENS or "()" in "".join(words[:2]) else words
        if rest:
            self._simple(rest, deep)

    def _branch(self, *, last: bool) -> None:
        block = self.blocks[-1]
        if block.begun or block.opened[0] != "case":
            block.ended |= self.now
        block.begun = True
        block.total = block.total or last
        self.now = block.entry

    def _close(self) -> None:
        block = self.blocks.pop()
        self.now |= block.ended if block.total else block.ended | block.entry

    def _simple(self, words: list[str], deep: int) -> None:
        before: list[str] = []
        for part in parts(words):
            if part[:1] == ["umask"] and len(part) > 1 and part[1][:1] != "-":
                self._set(part[1], before)
            elif part[:1] in (["."], ["source"]) and len(part) > 1:
                self._source(part[1], deep)
            before += part

    def _set(self, value: str, before: list[str]) -> None:
        # RHEL's `[ $(umask) -eq 0 ] && umask 022` tightens, or does nothing.
        if any("umask" in word for word in before) and 0 not in self.now:
            return
        mask = frozenset({mask_of(value)})
        self.now = self.now | mask if before else mask

    def _source(self, word: str, deep: int) -> None:
        if deep >= _DEEPEST or self.files >= _MOST_FILES:
            return
        for path in self._named(word.strip("\"'")):
            self.read(self.texts[path], deep + 1)
        # A file that is there is read: what tests for it changes nothing.
        for block in self.blocks:
            block.entry, block.ended = self.now, frozenset()

    def _named(self, word: str) -> list[str]:
        if word.startswith("$") and "/" not in word:
            looped = any("/etc/profile.d" in " ".join(b.opened) for b in self.blocks)
            return [p for p in self.texts if looped and p.startswith("/etc/profile.d/")]
        path = _HOME.sub("/root", word)
        return [path] if path in self.texts else []


def mask_of(value: str) -> int:
    """The bits of a umask, octal or symbolic; `UNTOLD` where they are computed."""
    bare = value.strip("\"'")
    if _OCTAL.fullmatch(bare):
        return int(bare, 8) & 0o777
    clauses = [_CLAUSE.fullmatch(clause) for clause in bare.split(",")]
    if not all(clauses):
        return UNTOLD
    mask = 0o777
    for clause in filter(None, clauses):
        allowed = sum({"r": 4, "w": 2, "x": 1}[letter] for letter in set(clause[2]))
        for who, shift in (("u", 6), ("g", 3), ("o", 0)):
            if not clause[1] or who in clause[1] or "a" in clause[1]:
                mask = mask & ~(7 << shift) | (7 - allowed) << shift
    return mask


def _parse(evidence: Evidence) -> Startup:
    single = {f.path: evidence.file(f) for f in (PROFILE, BASHRC_DEBIAN, BASHRC_RHEL)}
    return Startup(
        texts={
            **{path: text for path, text in single.items() if text is not None},
            **evidence.files(PROFILE_D),
        }
    )


def _parse_root(evidence: Evidence) -> Startup:
    return Startup(texts={**evidence.fact(STARTUP).texts, **evidence.files(ROOT_FILES)})


STARTUP: Fact[Startup] = Fact(
    name="startup",
    probes=(PROFILE, PROFILE_D, BASHRC_DEBIAN, BASHRC_RHEL),
    parse=_parse,
)
ROOT_STARTUP: Fact[Startup] = Fact(
    name="root_startup", probes=(*STARTUP.probes, ROOT_FILES), parse=_parse_root
)
