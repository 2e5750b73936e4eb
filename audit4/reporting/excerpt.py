"""The part of a piece of evidence that a finding rests on."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from audit4.reporting.clean import FIELD, LINE, clean

MOST_TEXT = 256 * 1024
_AROUND = 2
_EACH = 2
# Where nothing is to be pointed at, a few lines say what kind of text it is.
_OPENING = 5
_WORD = re.compile(r"[\w./:@-]{4,60}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Evidence split once: its lines, and the lines in which each word stands."""

    lines: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]


def words_of(texts: Iterable[str]) -> set[str]:
    """The words of a verdict that may be looked for in evidence."""
    return {w.casefold() for text in texts for w in _WORD.findall(text[:FIELD])}


def page(text: str) -> Page:
    """Split evidence; what lies beyond `MOST_TEXT` characters is left out."""
    lines = text[:MOST_TEXT].splitlines()
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for word in set(_WORD.findall(line.casefold())):
            places[word].append(number)
    return Page(lines=tuple(lines), places={w: tuple(n) for w, n in places.items()})


class Excerpts:
    """Excerpts of evidence by digest, each text fetched and split once."""

    def __init__(self, evidence: Callable[[str], str | None], most: int) -> None:
        self._evidence = evidence
        self._most = most
        self._pages: dict[str, Page | None] = {}

    def of(
        self, refs: Iterable[tuple[str, str]], words: Iterable[str]
    ) -> tuple[Excerpt, ...]:
        """At most two excerpts in which words of a verdict stand, else the first.

        Probes that brought the same content show it once.
        """
        wanted = words_of(words)
        probes: dict[str, str] = {}
        for probe, digest in refs:
            probes.setdefault(digest, probe)
        found = [
            excerpt(probe, digest, page, wanted, self._most)
            for digest, probe in probes.items()
            if (page := self.page(digest)) and page.lines
        ]
        marked = [e for e in found if e.marked]
        return tuple(marked[:_EACH] or found[:1])

    def page(self, digest: str) -> Page | None:
        """A piece of evidence; None where it is pruned."""
        if digest not in self._pages:
            text = self._evidence(digest)
            self._pages[digest] = None if text is None else page(text)
        return self._pages[digest]


def excerpt(
    probe: str, digest: str, page: Page, words: Iterable[str], most: int
) -> Excerpt:
    """At most `most` lines: those around the words, else the first ones."""
    marked = {n for word in words for n in page.places.get(word, ())}
    near = {n + d for n in marked for d in range(-_AROUND, _AROUND + 1)}
    # Where all cannot be shown, the marked lines matter more than those around.
    wanted = near if len(near) <= most else marked
    chosen = sorted(n for n in wanted if 0 <= n < len(page.lines))
    shown = tuple(
        Line(number=n + 1, text=clean(page.lines[n], LINE), marked=n in marked)
        for n in (chosen or range(min(_OPENING, len(page.lines))))[:most]
    )
    left = len(page.lines) - len(shown)
    return Excerpt(probe=probe, digest=digest, lines=shown, left_out=left)
