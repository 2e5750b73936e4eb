"""Risks accepted for a while, and equivalent measures: never a change of a verdict.

A waiver holds from the first to the last of its days in the workspace's time zone,
at most a year. One that has run out has no effect and stays listed, so that what
it covered is seen to fail again.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from audit4.documents import (
    Cited,
    Document,
    Line,
    Model,
    Name,
    Where,
    nearest,
    raise_all,
    read,
    schema_of,
    validate,
    wrong,
)
from audit4.errors import InputError

MAX_DAYS = 365
TAG = "tag:"


class WaiverFile(Model):
    """One waiver, of a rule or of a whole control."""

    id: Name
    kind: Literal["accept", "equivalent"]
    rule: Line | None = None
    control: Line | None = None
    scope: Line
    reason: Line
    owner: Line
    approver: Line
    document: Cited
    first: dt.date = Field(alias="from")
    until: dt.date

    @model_validator(mode="after")
    def _sound(self) -> "WaiverFile":
        if (self.rule is None) == (self.control is None):
            raise ValueError("give either `rule` or `control`")
        if self.owner.casefold() == self.approver.casefold():
            raise ValueError("`approver` must not be the `owner`")
        if not self.document.number or not self.document.date:
            raise ValueError("`document` needs `number` and `date`")
        if self.until < self.first:
            raise ValueError("`until` lies before `from`")
        if (self.until - self.first).days > MAX_DAYS:
            raise ValueError(f"lasts longer than {MAX_DAYS} days")
        return self


class WaiversFile(Model):
    """All waivers of a workspace."""

    waivers: list[WaiverFile]


class State(StrEnum):
    """Where a waiver stands at a moment."""

    FUTURE = "future"
    ACTIVE = "active"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver of `rule` or of `control`; `scope` is a subject or `tag:NAME`."""

    id: str
    kind: str
    rule: str | None
    control: str | None
    scope: str
    reason: str
    owner: str
    approver: str
    document: str
    first: dt.date
    until: dt.date

    def covers(
        self, rule: str, control: str, subject: str, tags: Iterable[str]
    ) -> bool:
        """Whether it is about a result, whatever its dates."""
        if self.rule not in {None, rule} or self.control not in {None, control}:
            return False
        if self.scope.startswith(TAG):
            return self.scope.removeprefix(TAG) in tags
        return subject == self.scope or subject.startswith(f"{self.scope}/")

    def state(self, day: dt.date) -> State:
        """Where it stands on a day in the workspace's time zone."""
        if day < self.first:
            return State.FUTURE
        return State.ACTIVE if day <= self.until else State.EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """All waivers, and the time zone in which their days begin and end."""

    items: tuple[Waiver, ...] = ()
    zone: dt.tzinfo = dt.UTC

    def for_result(
        self,
        rule: str,
        control: str,
        subject: str,
        tags: Iterable[str],
        at: dt.datetime,
    ) -> Waiver | None:
        """The waiver that holds for a result at a moment.

        Of several, an equivalent measure before an accepted risk, and the one of
        the narrowest scope.
        """
        tags = frozenset(tags)
        found = [
            w
            for w in self.in_state(State.ACTIVE, at)
            if w.covers(rule, control, subject, tags)
        ]
        ranked = sorted(found, key=lambda w: (w.kind != "equivalent", -len(w.scope)))
        return next(iter(ranked), None)

    def in_state(self, state: State, at: dt.datetime) -> tuple[Waiver, ...]:
        """All that are active, expired, or yet to begin at a moment."""
        day = at.astimezone(self.zone).date()
        return tuple(w for w in self.items if w.state(day) is state)

    def snapshot(self) -> list[dict[str, Any]]:
        """All waivers as JSON data, from which `restore` makes them again."""
        return [
            {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in w.items()}
            for w in map(asdict, self.items)
        ]


def restore(content: Iterable[Mapping[str, Any]], zone: dt.tzinfo) -> Waivers:
    """The waivers that a snapshot holds."""
    days = ("first", "until")
    items = [
        Waiver(**{**w, **{d: dt.date.fromisoformat(w[d]) for d in days}})
        for w in content
    ]
    return Waivers(items=tuple(items), zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What waivers may name."""

    rules: Collection[str]
    controls: Collection[str]
    subjects: Collection[str]
    tags: Collection[str]


def load(path: Path, *, known: Known, zone: dt.tzinfo) -> Waivers:
    """The waivers in a file; none where there is no file.

    Raises:
        InputError: the file is wrong, or names what is not there: all at once.
    """
    if not path.exists():
        return Waivers(zone=zone)
    document = read(path)
    file = validate(WaiversFile, document)
    raise_all(_strangers(document, file, known))
    return Waivers(items=tuple(map(_waiver, file.waivers)), zone=zone)


def schema() -> dict[str, Any]:
    """JSON Schema of `waivers.yaml`."""
    return schema_of(WaiversFile, "audit4 waivers")


def _waiver(file: WaiverFile) -> Waiver:
    fields = file.model_dump(exclude={"document"})
    paper = f"{file.document.number} ({file.document.date})"
    return Waiver(**fields, document=paper)


def _strangers(document: Document, file: WaiversFile, known: Known) -> list[InputError]:
    errors: list[InputError] = []
    seen: set[str] = set()
    for n, item in enumerate(file.waivers):
        where: Where = ("waivers", n)
        scopes = known.tags if item.scope.startswith(TAG) else known.subjects
        kind = "tag" if item.scope.startswith(TAG) else "subject"
        named = [
            ("rule", "rule", item.rule, known.rules),
            ("control", "control", item.control, known.controls),
            ("scope", kind, item.scope.removeprefix(TAG), scopes),
        ]
        for key, what, name, names in named:
            if name is not None and name not in names:
                text = f"no {what} `{name}`{nearest(name, names)}"
                errors.append(wrong(document, (*where, key), text))
        if item.id in seen:
            errors.append(
                wrong(document, (*where, "id"), f"`{item.id}` is given twice")
            )
        seen.add(item.id)
    return errors
