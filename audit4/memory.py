"""What evidence came to, kept for the next host that has the same evidence.

Facts and checks are pure, and the hosts of a province are much alike: the same
distribution's PAM stack is read and judged once, not three thousand times. A fact
is taken over only where everything that it was read from is equal, by SHA-256; one
that reads what belongs to a host alone (its settings, clocks, header) is not.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from threading import Lock
from typing import Generic, TypeVar

from audit4.check import BoundRule
from audit4.evidence import Evidence, Fact, Item, Probe, Undetermined, parsed

T = TypeVar("T")
# So many variants of a fact or a judgement are kept: beyond, the oldest goes.
VARIANTS = 8
_OWN = ".own"
_IN_KEY = frozenset({"privileged", "cut_short", "memory"})


class _Shelf(Generic[T]):
    """A few values by key, the oldest given up for the newest."""

    def __init__(self) -> None:
        self._values: dict[object, T] = {}
        self._lock = Lock()

    def get(self, key: object) -> T | None:
        return self._values.get(key)

    def put(self, key: object, value: T) -> None:
        with self._lock:
            self._values[key] = value
            if len(self._values) > VARIANTS:
                del self._values[next(iter(self._values))]


class Memory:
    """Facts and judgements of a scan's hosts; threads may share one.

    `own` names facts that were once read from more than their probes.
    """

    def __init__(self) -> None:
        self.own: set[str] = set()
        self._facts: dict[str, _Shelf[tuple[object]]] = {}
        self._judged: dict[int, _Shelf[tuple[BoundRule, object]]] = {}

    def recall(self, fact: Fact[T], evidence: Evidence) -> T | Undetermined:
        """The fact, taken over from equal evidence or parsed."""
        shelf = self._facts.setdefault(fact.name, _Shelf())
        key = _key((probe.id for probe in fact.probes), evidence)
        if known := shelf.get(key):
            return known[0]  # type: ignore[return-value]  # shelved by fact
        watched = _Watched.over(evidence)
        value = parsed(fact, watched)
        if watched.read <= {p.id for p in fact.probes}:
            shelf.put(key, (value,))
        else:
            self.own.add(fact.name)
        return value

    def judged(self, rule: BoundRule, evidence: Evidence, judge: Callable[[], T]) -> T:
        """What `judge` gives of a rule, or gave for equal evidence."""
        shelf = self._judged.setdefault(id(rule), _Shelf())
        key = _key(rule.probes, evidence)
        if known := shelf.get(key):
            return known[1]  # type: ignore[return-value]  # shelved by its rule
        made = judge()
        if self.own.isdisjoint(fact.name for fact in rule.check.facts.values()):
            # The rule stays with it: its id is not given to another meanwhile.
            shelf.put(key, (rule, made))
        return made


def _key(probes: Iterable[str], evidence: Evidence) -> tuple[object, ...]:
    marks = tuple(map(evidence.mark, probes))
    return (evidence.privileged, evidence.cut_short, marks)


class _Watched(Evidence):
    """Evidence that notes what a parser reads of it, nested facts included.

    `read` holds ids of probes and, for what belongs to the host alone, `_OWN`.
    """

    __slots__ = ("plain", "read")
    plain: Evidence
    read: set[str]

    @classmethod
    def over(cls, evidence: Evidence) -> "_Watched":
        watched = object.__new__(cls)
        object.__setattr__(watched, "plain", evidence)
        object.__setattr__(watched, "read", set())
        return watched

    def take(self, probe: Probe) -> tuple[Item, ...]:
        self.read.add(probe.id)
        return self.plain.take(probe)

    def settle(self, fact: Fact[T]) -> T | Undetermined:
        value = self.plain.settle(fact)
        memory = self.plain.memory
        own = not isinstance(memory, Memory) or fact.name in memory.own
        self.read.update((_OWN,) if own else (p.id for p in fact.probes))
        return value


def _window(name: str) -> property:
    """A field of watched evidence, which notes that it was looked at."""
    own = name not in _IN_KEY

    def look(watched: _Watched) -> object:
        if own:
            watched.read.add(_OWN)
        return getattr(watched.plain, name)

    return property(look)


# A field that is added to evidence is its host's own until somebody says otherwise.
for _part in fields(Evidence):
    setattr(_Watched, _part.name, _window(_part.name))
