"""What the author of a check needs to test one: evidence as a literal, and `judge`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from audit4.check import BoundRule, Check
from audit4.evaluate import judge_rule
from audit4.evidence import Evidence, Item, ItemStatus, Probe, Setting
from audit4.finding import Severity, Text, Verdict

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

Raw = str | ItemStatus | Item | Mapping[str, "str | ItemStatus"] | Sequence[Item]


def evidence(
    raw: Mapping[Probe, Raw],
    *,
    privileged: bool = True,
    now: datetime = NOW,
    clock: float | None = None,
    setting: Setting | None = None,
    header: Mapping[str, str] | None = None,
) -> Evidence:
    """Evidence made of literals, keyed by the probe objects that ask for it.

    A value is the text that came back, a status without text, a ready `Item` or
    several, or for a glob or `Stat` a mapping from path to text or status.
    """
    return Evidence(
        items={p.id: _items(p, value) for p, value in raw.items()},
        collected_at=now,
        privileged=privileged,
        clock=now.timestamp() if clock is None else clock,
        header=header or {},
        setting=setting or Setting(),
    )


def _items(probe: Probe, raw: Raw) -> tuple[Item, ...]:
    match raw:
        case Item():
            return (raw,)
        case ItemStatus() | str():
            return (_item(probe, getattr(probe, "path", ""), raw),)
        case Mapping():
            return tuple(_item(probe, name, value) for name, value in raw.items())
        case _:
            return tuple(raw)


def _item(probe: Probe, name: str, raw: str | ItemStatus) -> Item:
    if isinstance(raw, ItemStatus):
        return Item(probe=probe.id, name=name, status=raw)
    return Item(probe=probe.id, name=name, status=ItemStatus.OK, content=raw)


def load_check(check_id: str) -> Check:
    """The shipped check with this id, such as `layer1_onsite.sshd_option`."""
    check = import_module(f"audit4.checks.{check_id}").CHECK
    assert isinstance(check, Check), check_id  # noqa: S101 - for tests only
    return check


def judge(check_id: str, seen: Evidence, **parameters: Any) -> Verdict:  # noqa: ANN401
    """The verdict of a shipped check on evidence, exactly as the engine gives it."""
    rule = BoundRule(
        id=check_id,
        control="test",
        layer=1,
        severity=Severity.MEDIUM,
        check_id=check_id,
        check=load_check(check_id),
        parameters=parameters,
        title=Text(check_id, check_id),
    )
    return judge_rule(rule, seen)
