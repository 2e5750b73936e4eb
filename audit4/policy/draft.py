"""A policy while it is read and merged, with the place of each of its parts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from audit4.documents import Document, Where
from audit4.errors import InputError, Location
from audit4.policy.files import ControlFile, PolicyFile, RuleFile, TableFile

Key = tuple[str, ...]
Place = tuple[Document, Where]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data file: what it holds and where."""

    content: TableFile
    document: Document | None = None


@dataclass(slots=True, kw_only=True)
class Draft:
    """Controls while they are read and merged.

    `places` is keyed by `(control)`, or `("rule", id)` with `"with", parameter`
    or `"by_level", expression, parameter` behind it.
    """

    head: PolicyFile
    document: Document | None = None
    controls: dict[str, ControlFile] = field(default_factory=dict)
    disabled: list[dict[str, str]] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    places: dict[Key, Place] = field(default_factory=dict)
    tables: Callable[[str], Table | None] = field(default=lambda _: None)
    problems: list[InputError] = field(default_factory=list)

    def place(self, key: Key) -> Place | None:
        """The place of a key, or of the longest part of it that has one."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key)

    def error(self, key: Key, message: str, *, named: bool = False) -> None:
        """Note an error at what a key holds, or where it is `named`."""
        at = self._whole()
        if place := self.place(key):
            document, where = place
            at = document.key_at(where) if named else document.value_at(where)
        self.note(InputError(message, at))

    def note(self, error: InputError) -> None:
        """Note an error; what is wrong at every level is told once."""
        if str(error) not in {str(e) for e in self.problems}:
            self.problems.append(error)

    def _whole(self) -> Location:
        return Location(self.document.path if self.document else "policy")

    def rules(self) -> dict[str, tuple[str, RuleFile]]:
        """All rules by id, each with the id of its control."""
        return {r.id: (c.id, r) for c in self.controls.values() for r in c.rules}
