"""What the yearly form says, from the inventory and from what units state."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from audit4.asking import asked_of
from audit4.attestation import Asked, Attestation, State
from audit4.documents import Line, Model, Name, read, validate
from audit4.export.form08 import Approval, Assessed, Form, FormRow, Plan
from audit4.inventory import System, Unit
from audit4.policy import shipped
from audit4.scan.inputs import Inputs

# Marks of the references: T, a third party's paraphrase; K, no source at hand.
_TO_VERIFY = frozenset({"T", "K"})
_IN_FORCE = frozenset({State.MET, State.EXPIRING})

_Asked = Mapping[tuple[str | None, str], Asked]


class _Columns(Model):
    """Ids of the controls whose statements fill in the form."""

    dossier: Name
    regulation: Name
    plan: Name
    before_use: Name
    regularly: Name


class _ColumnsFile(Model):
    as_of: dt.date
    source: Line
    controls: _Columns


@cache
def _columns() -> _Columns:
    """The table that is shipped beside the policies."""
    path = shipped() / "data" / "form-08.yaml"
    return validate(_ColumnsFile, read(path)).controls


def form_of(found: Inputs, units: Sequence[Unit], today: dt.date) -> Form:
    """The form of some units as of a day; one row a system, in the inventory's order.

    Only statements that count on that day are used. `today` is a day in the
    workspace's time zone.
    """
    return Form(
        reporter=_common(u.name for u in units),
        owner=_common(u.owner for u in units),
        day=today,
        rows=tuple(row for unit in units for row in _rows(found, unit, today)),
        to_verify=tuple(
            c.id
            for c in found.policy.controls
            if c.id in _columns().model_dump().values()
            and str(c.refs.get("confidence", "")) in _TO_VERIFY
        ),
    )


def _common(names: Iterable[str]) -> str:
    """What all of them are called; nothing where they differ."""
    every = set(names)
    return every.pop() if len(every) == 1 else ""


def _rows(found: Inputs, unit: Unit, today: dt.date) -> Iterable[FormRow]:
    asked = asked_of(found.policy, found.attestations, [unit], today)
    by_place = {(a.system, a.control): a for a in asked}
    return (_row(unit, system, by_place) for system in unit.systems)


def _row(unit: Unit, system: System, asked: _Asked) -> FormRow:
    approval, decision = _approval(system, asked)
    regulation = _stated(asked, system, _columns().regulation)
    return FormRow(
        name=system.name,
        owner=unit.owner,
        operator=unit.operator,
        level=system.level,
        approval=approval,
        decision=decision,
        regulation=_paper(regulation) if regulation else "",
        plan=Plan.FULLY if _stated(asked, system, _columns().plan) else None,
        assessed=_assessed(asked, system),
    )


def _approval(system: System, asked: _Asked) -> tuple[Approval | None, str]:
    """Approved by the inventory's decision, else by what the unit states."""
    about = asked.get((system.id, _columns().dossier))
    if about and about.state is State.NOT_MET:
        # Which of the earlier states it is nobody says; a decision contradicts it.
        return None, ""
    if system.decision:
        day = system.decision.date
        return Approval.APPROVED, f"{system.decision.number}, {day:%d/%m/%Y}"
    stated = _stated(asked, system, _columns().dossier)
    return (Approval.APPROVED, _paper(stated)) if stated else (None, "")


def _assessed(asked: _Asked, system: System) -> Assessed | None:
    """When it was assessed; None where nobody says, which is not never."""
    before = _stated(asked, system, _columns().before_use)
    regularly = _stated(asked, system, _columns().regularly)
    if before and regularly:
        return Assessed.BOTH
    if before or regularly:
        return Assessed.BEFORE if before else Assessed.REGULARLY
    denied = asked.get((system.id, _columns().regularly))
    return Assessed.NOT if denied and denied.state is State.NOT_MET else None


def _stated(asked: _Asked, system: System, control: str) -> Attestation | None:
    """A proven *yes* that counts on this day, for the system or its whole unit."""
    about = asked.get((system.id, control)) or asked.get((None, control))
    if about is None or about.state not in _IN_FORCE or about.stated is None:
        return None
    return about.stated if about.stated.answer == "yes" else None


def _paper(stated: Attestation) -> str:
    day = f"{stated.date:%d/%m/%Y}" if stated.date else ""
    return ", ".join(part for part in (stated.number, day) if part)
