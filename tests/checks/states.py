"""States "a recorded host with this one thing changed -> verdict", for each rule.

A file of `states/` is a list of mappings: `name` (a claim), `host` (a recording of
the demo), `change` (by probe, what is other than recorded), `flips` (by rule, the
verdicts on the host as recorded and as changed), and where they are not those of a
host of level 3 without roles, `level` and `roles`. `setting` (fields of `Setting`) and
`ahead` (seconds of the host's clock) are part of what is changed. `was` changes the
recording before both verdicts. `source` says whose documentation the form of an answer
follows where it is not that of a captured one.

A change is the text of a probe's only item, or edits: `is` (a status), `captured` (a
file of `tests/evidence`), `exit`, `drop` (pattern of lines), `sub` (text by pattern),
`set` (`key = value` lines), `add` (text at the end). Or it is any of these by the name
of an item, which may be a new one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from audit4 import policy, registry
from audit4.check import BoundRule
from audit4.demo import recordings
from audit4.evaluate import judge_rule
from audit4.evidence import EarlierFinding, Evidence, Item, ItemStatus, Port, Setting
from audit4.finding import Status
from audit4.judging import os_family
from audit4.policy import Policy

FOLDER = Path(__file__).parent / "states"
LEVEL = 3
Items = Mapping[str, tuple[Item, ...]]
Told = tuple[str, str]
CAPTURED = Path(__file__).parents[1] / "evidence"
_EDITS = frozenset({"text", "captured", "is", "exit", "drop", "sub", "set", "add"})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A recorded host, what is changed of it, and what rules say before and after."""

    name: str
    topic: str
    host: str
    flips: Mapping[str, Told]
    change: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)
    setting: Mapping[str, Any] = field(default_factory=dict)
    ahead: float = 0
    level: int = LEVEL
    roles: tuple[str, ...] = ()
    source: str = ""

    @property
    def id(self) -> str:
        """The test's id."""
        return f"{self.topic}-{self.name}".replace(" ", "-")


def read(folder: Path = FOLDER) -> tuple[State, ...]:
    """All states."""
    return tuple(
        _state(file.stem, row)
        for file in sorted(folder.glob("*.yaml"))
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def _state(topic: str, row: dict[str, Any]) -> State:
    flips = {rule: _both(rule, told) for rule, told in row.pop("flips").items()}
    return State(topic=topic, flips=flips, **row)


def _both(rule: str, told: object) -> Told:
    match told:
        case [str(before), str(after)]:
            return before, after
    raise ValueError(f"{rule}: not two verdicts: {told}")


@cache
def shipped() -> Policy:
    """The baseline as it is shipped."""
    return policy.load(policy.DEFAULT, registry.load())


def judged(state: State) -> dict[str, Told]:
    """Of each rule that a state means, the verdicts that the engine gives."""
    before, after = seen(state)
    first, second = _verdicts(state, before), _verdicts(state, after)
    return {rule: (first[rule], second[rule]) for rule in state.flips}


def _verdicts(state: State, evidence: Evidence) -> dict[str, str]:
    rules = bound(state, evidence)
    return {rule: _said(rules.get(rule), evidence) for rule in state.flips}


def bound(state: State, evidence: Evidence) -> dict[str, BoundRule]:
    """The rules that apply to the host of a state."""
    family = os_family(evidence)
    found = shipped().bind(state.level, family, state.roles)
    return {rule.id: rule for rule in found if isinstance(rule, BoundRule)}


def _said(rule: BoundRule | None, evidence: Evidence) -> str:
    if rule is None:
        return Status.NOT_APPLICABLE
    verdict = judge_rule(rule, evidence)
    return f"{verdict.status}/{verdict.reason}" if verdict.reason else verdict.status


def seen(state: State) -> tuple[Evidence, Evidence]:
    """Evidence of the host as recorded, and as changed."""
    items = changed(recording(state.host).items, state.was)
    setting = Setting(
        subject=f"so-mau/he-thong/{state.host}",
        level=state.level,
        roles=frozenset(state.roles),
    )
    other = replace(setting, **dict(_fields(state.setting)))
    return (
        of(state.host, items, setting),
        of(state.host, changed(items, state.change), other, ahead=state.ahead),
    )


@cache
def recording(host: str) -> recordings.Recording:
    """What the demo ships of a host."""
    return recordings.load(host)


def of(host: str, items: Items, setting: Setting, *, ahead: float = 0) -> Evidence:
    """Evidence of a recorded host with the items that it is to have."""
    taken = recording(host)
    return Evidence(
        items=items,
        collected_at=taken.taken,
        privileged=taken.header["euid"] == "0",
        clock=float(taken.header["clock"]) + ahead,
        header=taken.header,
        setting=setting,
    )


def _fields(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in said.items():
        match name:
            case "ports":
                yield name, tuple(Port(**port) for port in value)
            case "earlier":
                yield name, tuple(_finding(**found) for found in value)
            case "twins":
                yield name, tuple(value)
            case _:
                yield name, value


def _finding(rule: str, state: str, due: str | None) -> EarlierFinding:
    when = datetime.fromisoformat(due) if due else None
    return EarlierFinding(rule=rule, severity="high", state=state, due=when)


def changed(items: Items, changes: Mapping[str, Any]) -> Items:
    """The items of a recording, those of some probes changed."""
    return {
        **items,
        **{probe: _probe(items[probe], probe, edit) for probe, edit in changes.items()},
    }


def _probe(found: tuple[Item, ...], probe: str, edit: Any) -> tuple[Item, ...]:  # noqa: ANN401 - YAML
    item = Item(probe=probe, name="", status=ItemStatus.OK)
    if isinstance(edit, str) or edit.keys() <= _EDITS:
        (only,) = found or (item,)
        return (_edited(only, edit),)
    if slips := [name for name in edit if "/" not in name]:
        raise ValueError(f"{probe}: neither edits nor items: {slips}")
    known = {item.name: item for item in found if not _answered(item, edit)}
    new = {
        name: _edited(known.get(name, replace(item, name=name)), edits)
        for name, edits in edit.items()
    }
    return tuple({**known, **new}.values())


def _answered(item: Item, names: Iterable[str]) -> bool:
    """Whether it says that a glob found nothing which now finds something."""
    return item.status is ItemStatus.ABSENT and any(
        name != item.name and fnmatchcase(name, item.name.replace("~", "*", 1))
        for name in names
    )


def _edited(item: Item, edit: str | Mapping[str, Any]) -> Item:
    if isinstance(edit, str):
        edit = {"text": edit}
    if "is" in edit:
        status = ItemStatus(edit["is"])
        return replace(item, status=status, content="", exit=edit.get("exit"))
    text = edit.get("text", item.content)
    if "captured" in edit:
        text = (CAPTURED / edit["captured"]).read_text(encoding="utf-8")
    text = _text(text, edit)
    code = edit.get("exit", 0 if item.exit else item.exit)
    status = ItemStatus.FAILED if code else ItemStatus.OK
    return replace(item, status=status, content=text, exit=code or None)


def _text(text: str, edit: Mapping[str, Any]) -> str:
    if pattern := edit.get("drop"):
        text = _found(pattern, text, rf"^.*(?:{pattern}).*\n?", "")
    for pattern, new in edit.get("sub", {}).items():
        text = _found(pattern, text, pattern, new)
    for key, value in edit.get("set", {}).items():
        line = f"{key} = {value}\n"
        text = re.sub(rf"^{re.escape(key)} = .*\n", "", text, flags=re.MULTILINE) + line
    return f"{text}{edit.get('add', '')}"


def _found(named: str, text: str, pattern: str, new: str) -> str:
    """The text with a pattern replaced, which must be there to be replaced."""
    made, count = re.subn(pattern, new, text, flags=re.MULTILINE)
    if not count:
        raise ValueError(f"nothing to change: {named}")
    return made


def statuses(states: Iterable[State]) -> Iterator[tuple[str, str]]:
    """Each rule with each status that a state foretells for it."""
    for state in states:
        for rule, both in state.flips.items():
            yield from ((rule, verdict.partition("/")[0]) for verdict in both)
