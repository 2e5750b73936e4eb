"""What evidence came to, kept for the next host that has the same evidence.

Facts and checks are pure, and the hosts of a province are much alike: the same
distribution's PAM stack is read and judged once, not three thousand times. While a
fact is parsed, it is noted what it is read from: items by their SHA-256, other facts
by what they came to. It is taken over only where all of that is the same. What
belongs to one host alone (its settings, clocks, header) is read anew each time; a
fact that comes to an equal value in spite of it counts as the same from there on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from operator import is_
from threading import Lock
from typing import Any, Generic, TypeVar

from audit4.evidence import Evidence, Fact, Item, Probe, Undetermined, parsed

T = TypeVar("T")
# So many variants of a fact or a judgement are kept: beyond, the oldest goes.
VARIANTS = 8


class _Shelf(Generic[T]):
    """A few values, the oldest given up for the newest."""

    def __init__(self) -> None:
        self._values: tuple[T, ...] = ()
        self._lock = Lock()

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    def put(self, value: T) -> None:
        with self._lock:
            self._values = (*self._values[1 - VARIANTS :], value)


@dataclass(frozen=True, slots=True)
class _Variant:
    """A value of a fact, with the marks of probes and the other facts it rests on."""

    value: object
    marks: tuple[tuple[str, str | None], ...]
    facts: tuple[tuple[Fact[Any], object], ...]

    def holds(self, evidence: Evidence) -> bool:
        return all(evidence.mark(p) == mark for p, mark in self.marks) and all(
            evidence.settle(fact) is value for fact, value in self.facts
        )


Marks = tuple[str | None, ...]
# A thing, its parts and marks, and what was made of them.
_Made = tuple[object, tuple[object, ...], Marks, object]


class Memory:
    """Facts and judgements of a scan's hosts; threads may share one."""

    def __init__(self) -> None:
        self._facts: dict[tuple[object, ...], _Shelf[_Variant]] = {}
        self._made: dict[int, _Shelf[_Made]] = {}

    def recall(self, fact: Fact[T], evidence: Evidence) -> T | Undetermined:
        """The fact, taken over from equal evidence or parsed."""
        key = (fact.name, evidence.privileged, evidence.cut_short)
        shelf = self._facts.setdefault(key, _Shelf())
        for known in shelf:
            if known.holds(evidence):
                return known.value  # type: ignore[return-value]  # shelved by fact
        watched = _Watched.over(evidence)
        made: T | Undetermined = parsed(fact, watched)
        value = _same(made, shelf)
        if not watched.own:
            facts = tuple((f, evidence.settle(f)) for f in watched.nested.values())
            marks = tuple((probe, evidence.mark(probe)) for probe in watched.probes)
            shelf.put(_Variant(value, marks, facts))
        elif not any(known.value is value for known in shelf):
            shelf.put(_Variant(value, ((_NEVER, _NEVER),), ()))
        return value

    def made(
        self,
        what: object,
        parts: tuple[object, ...],
        marks: Marks,
        make: Callable[[], T],
    ) -> T:
        """What `make` gives for a thing, or gave for it of the very same parts.

        Marks need only be equal.
        """
        shelf = self._made.setdefault(id(what), _Shelf())
        for _, known, marked, value in shelf:
            if marked == marks and all(map(is_, known, parts)):
                return value  # type: ignore[return-value]  # shelved by the thing
        made = make()
        # The thing stays with it: its id is not given to another meanwhile.
        shelf.put((what, parts, marks, made))
        return made


def recalled(
    memory: Memory | None,
    what: object,
    parts: tuple[object, ...],
    make: Callable[[], T],
    marks: Marks = (),
) -> T:
    """What a memory has of a thing, its parts and marks, else what `make` gives."""
    return make() if memory is None else memory.made(what, parts, marks, make)


# A mark that no probe has: such a variant only lends its value.
_NEVER = "-"


def _same(value: T, shelf: _Shelf[_Variant]) -> T:
    """The value of a variant that equals this one, or this one."""
    for known in shelf:
        if type(known.value) is type(value) and known.value == value:
            return known.value
    return value


class _Watched(Evidence):
    """Evidence that notes what a parser reads of it.

    `own` says that it was something of the host alone.
    """

    __slots__ = ("nested", "own", "plain", "probes")
    plain: Evidence
    own: bool
    probes: set[str]
    nested: dict[str, Fact[Any]]

    @classmethod
    def over(cls, evidence: Evidence) -> "_Watched":
        watched = object.__new__(cls)
        first = {"plain": evidence, "own": False, "probes": set(), "nested": {}}
        for name, value in first.items():
            object.__setattr__(watched, name, value)
        return watched

    def take(self, probe: Probe) -> tuple[Item, ...]:
        self.probes.add(probe.id)
        return self.plain.take(probe)

    def settle(self, fact: Fact[T]) -> T | Undetermined:
        self.nested[fact.name] = fact
        return self.plain.settle(fact)


_SHARED = frozenset({"privileged", "cut_short", "memory"})


def _window(name: str) -> property:
    """A field of watched evidence, which notes that it was looked at."""
    own = name not in _SHARED

    def look(watched: _Watched) -> object:
        if own:
            object.__setattr__(watched, "own", True)
        return getattr(watched.plain, name)

    return property(look)


# A field that is added to evidence is its host's own until somebody says otherwise.
for _part in fields(Evidence):
    setattr(_Watched, _part.name, _window(_part.name))
