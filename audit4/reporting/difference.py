"""The lines of evidence that changed between two rounds."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from audit4.reporting.clean import LINE, clean
from audit4.reporting.excerpt import Page, words_of
from audit4.reporting.rows import Row

MOST_LINES = 6
# Past this, what changed is a list of another day, not a setting.
_MOST_UNMARKED = 3
_MOST_COMPARED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A line that came (`added`) or went."""

    text: str
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed in the evidence of a probe; `left_out` lines are not shown."""

    probe: str
    lines: tuple[ChangedLine, ...]
    left_out: int


_Lines = list[tuple[ChangedLine, set[str]]]


class Differences:
    """Differences of evidence, each pair of contents compared once."""

    def __init__(self, page: Callable[[str], Page | None]) -> None:
        self._page = page
        self._found: dict[tuple[frozenset[str], frozenset[str]], _Lines] = {}
        self._told: dict[Hashable, tuple[Difference, ...]] = {}

    def of(self, now: Row, before: Row | None) -> tuple[Difference, ...]:
        """Changed lines in which a word of either verdict stands.

        Of a finding that is new, a few changed lines where none has such a word:
        something must have brought it about. Of one that stays as it was, none:
        what changed beside it, such as the time of a file, is not about it.
        """
        if before is None or now.evidence == before.evidence:
            return ()
        said, was = ((r.status, r.actual, r.items) for r in (now, before))
        if said == was:
            return ()
        # Hosts of one image often changed in the same way.
        key = (said, was, now.evidence, before.evidence)
        if key not in self._told:
            self._told[key] = self._of(now, before)
        return self._told[key]

    def _of(self, now: Row, before: Row) -> tuple[Difference, ...]:
        new, old = _by_probe(now), _by_probe(before)
        changed = [p for p in new if p in old and old[p] != new[p]]
        if not changed:
            return ()
        words = words_of((now.actual, *now.items, before.actual, *before.items))
        unmarked = _MOST_UNMARKED if now.status is not before.status else 0
        found = (
            _difference(probe, self._lines(old[probe], new[probe]), words)
            for probe in changed
        )
        shown = [(d, marked) for d, marked in found if d.lines]
        pointed = tuple(d for d, marked in shown if marked)
        return pointed or tuple(_cut(d, unmarked) for d, _ in shown if unmarked)

    def _lines(self, old: set[str], new: set[str]) -> "_Lines":
        pair = frozenset(old - new), frozenset(new - old)
        if pair not in self._found:
            lines = islice(self._compared(*pair), _MOST_COMPARED)
            self._found[pair] = [
                (replace(line, text=clean(line.text, LINE)), words_of([line.text]))
                for line in lines
            ]
        return self._found[pair]

    def _compared(
        self, old: Collection[str], new: Collection[str]
    ) -> Iterator[ChangedLine]:
        pages = {digest: self._page(digest) for digest in (*old, *new)}
        if not all(pages.values()):
            return  # pruned: what is gone says nothing of what came
        before = Counter(_texts(pages[d] for d in sorted(old)))
        now = Counter(_texts(pages[d] for d in sorted(new)))
        # Lines that only moved are no change of a setting, so that lines are counted
        # and not aligned; and it takes one pass.
        for text in (before - now).elements():
            yield ChangedLine(text=text, added=False)
        for text in (now - before).elements():
            yield ChangedLine(text=text, added=True)


def _by_probe(row: Row) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for probe, digest in row.evidence:
        found.setdefault(probe, set()).add(digest)
    return found


def _texts(pages: Iterable[Page | None]) -> Iterator[str]:
    for page in pages:
        yield from (text for text in (page.lines if page else ()) if text.strip())


def _difference(probe: str, lines: _Lines, words: set[str]) -> tuple[Difference, bool]:
    """The lines with a word in them, else all; and whether there was one."""
    marked = [line for line, its in lines if its & words]
    chosen = (marked or [line for line, _ in lines])[:MOST_LINES]
    left = len(lines) - len(chosen)
    return Difference(probe=probe, lines=tuple(chosen), left_out=left), bool(marked)


def _cut(found: Difference, most: int) -> Difference:
    lines = found.lines[:most]
    left = found.left_out + len(found.lines) - len(lines)
    return Difference(probe=found.probe, lines=lines, left_out=left)
