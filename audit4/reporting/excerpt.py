"""The part of a piece of evidence that a finding rests on."""

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from audit4.reporting.clean import FIELD, LINE, clean

MOST_TEXT = 256 * 1024
_AROUND = 2
_EACH = 2
# Where nothing is to be pointed at, a few lines say what kind of text it is.
_OPENING = 5
_WORD = re.compile(r"[\w./:@-]{4,60}")
_PART = re.compile(r"[\w./:@-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of evidence with its number from 1; `marked` where a word was found."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Lines of one piece of evidence, as collected and masked on the host.

    `left_out` counts the lines that are not shown.
    """

    probe: str
    digest: str
    lines: tuple[Line, ...]
    left_out: int

    @property
    def marked(self) -> bool:
        """Whether a word of the verdict stands in it."""
        return any(line.marked for line in self.lines)


class Page:
    """A piece of evidence: its lines, and a way to find the lines of a word.

    What lies beyond `MOST_TEXT` characters is left out.
    """

    def __init__(self, text: str) -> None:
        self.lines = tuple(text[:MOST_TEXT].splitlines())
        self._found: dict[str, tuple[int, ...]] = {}
        self._shown: dict[int, str] = {}

    def places(self, word: str) -> tuple[int, ...]:
        """Numbers, from 0, of the lines in which a casefolded word stands alone."""
        if word not in self._found:
            self._found[word] = tuple(self._search(word))
        return self._found[word]

    def shown(self, place: int) -> str:
        """A line, by its number from 0, fit to show."""
        if place not in self._shown:
            self._shown[place] = clean(self.lines[place], LINE)
        return self._shown[place]

    @cached_property
    def _folded(self) -> str:
        return "\n".join(self.lines).casefold()

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(t) + 1 for t in self._folded.split("\n"))]

    def _search(self, word: str) -> Iterator[int]:
        text, at = self._folded, -1
        while (at := text.find(word, at + 1)) >= 0:
            around = (
                text[max(0, at - 1) : at],
                text[at + len(word) : at + len(word) + 1],
            )
            if not any(_PART.fullmatch(side) for side in around):
                yield bisect_right(self._starts, at) - 1


# Units of a province run the same software: many pieces are the same from one
# report to the next. A large piece is rare, and would cost its memory for long.
_kept = lru_cache(maxsize=1024)(Page)
_LARGE = 32 * 1024


def _split(text: str) -> Page:
    return _kept(text) if len(text) <= _LARGE else Page(text)


def words_of(texts: Iterable[str]) -> set[str]:
    """The words of a verdict that may be looked for in evidence."""
    return {w.casefold() for text in texts for w in _WORD.findall(text[:FIELD])}


class Excerpts:
    """Excerpts of evidence by digest, each text fetched and split once."""

    def __init__(self, evidence: Callable[[str], str | None], most: int) -> None:
        self._evidence = evidence
        self._most = most
        self._pages: dict[str, Page | None] = {}
        self._found: dict[Hashable, tuple[Excerpt, ...]] = {}

    def of(
        self, refs: tuple[tuple[str, str], ...], words: tuple[str, ...]
    ) -> tuple[Excerpt, ...]:
        """At most two excerpts in which words of a verdict stand, else the first.

        Probes that brought the same content show it once.
        """
        # Hosts of one image often say the same of the same.
        key = refs, words
        if key not in self._found:
            self._found[key] = self._of(refs, words_of(words))
        return self._found[key]

    def _of(
        self, refs: Iterable[tuple[str, str]], wanted: set[str]
    ) -> tuple[Excerpt, ...]:
        probes: dict[str, str] = {}
        for probe, digest in refs:
            probes.setdefault(digest, probe)
        found = [
            (probe, digest, page)
            for digest, probe in probes.items()
            if (page := self.page(digest)) and page.lines
        ]
        # A finding may rest on dozens of files: only those shown are cut out.
        marked = [one for one in found if any(map(one[2].places, wanted))]
        chosen = marked[:_EACH] or found[:1]
        return tuple(excerpt(*one, wanted, self._most) for one in chosen)

    def page(self, digest: str) -> Page | None:
        """A piece of evidence; None where it is pruned."""
        if digest not in self._pages:
            text = self._evidence(digest)
            self._pages[digest] = None if text is None else _split(text)
        return self._pages[digest]


def excerpt(
    probe: str, digest: str, page: Page, words: Iterable[str], most: int
) -> Excerpt:
    """At most `most` lines: those around the words, else the first ones."""
    marked = {n for word in words for n in page.places(word)}
    near = {n + d for n in marked for d in range(-_AROUND, _AROUND + 1)}
    # Where all cannot be shown, the marked lines matter more than those around.
    wanted = near if len(near) <= most else marked
    chosen = sorted(n for n in wanted if 0 <= n < len(page.lines))
    shown = tuple(
        Line(number=n + 1, text=page.shown(n), marked=n in marked)
        for n in (chosen or range(min(_OPENING, len(page.lines))))[:most]
    )
    left = len(page.lines) - len(shown)
    return Excerpt(probe=probe, digest=digest, lines=shown, left_out=left)
