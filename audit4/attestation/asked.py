"""What a unit is asked to state, and how its statement stands."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from audit4.attestation.model import Attestation
from audit4.finding import Severity, Text


class State(StrEnum):
    """How the statement of one control stands on a day.

    `unproven` lacks a number, date or file, or its file is another one;
    `expiring` counts today but not for long.
    """

    MET = "met"
    NOT_MET = "not_met"
    EXEMPT = "not_applicable"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNPROVEN = "unproven"
    MISSING = "missing"


# What a unit has something to do about.
OPEN = frozenset({State.EXPIRING, State.EXPIRED, State.UNPROVEN, State.MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One control that a unit states for itself or for one of its systems.

    `how` are the steps of its remediation, which name the document that is wanted;
    `grounds` the clauses at this level. `stated` is what counts for it now: a
    system's own statement, else its unit's. `due` is the last day on which it counts.
    """

    unit: str
    unit_name: str
    system: str | None
    system_name: str
    level: int
    control: str
    layer: int
    severity: Severity
    title: Text
    how: Text
    months: int | None
    counts_from: str
    suggested: bool
    grounds: tuple[str, ...]
    state: State
    why: Text | None
    due: dt.date | None
    stated: Attestation | None
