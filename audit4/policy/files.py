"""What a policy file may hold: pydantic models, and so its JSON Schema."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from audit4.documents import AsTuple, Line, Model, Name, Words
from audit4.finding import Severity
from audit4.policy.levels import levels_of


def _expression(value: str | int) -> str | int:
    levels_of(value)
    return value


Levels = Annotated[str | int, AfterValidator(_expression)]
Level = Annotated[int, Field(ge=1, le=5)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Family = Literal["debian", "rhel", "suse", "amazon", "alpine", "other"]
Clauses = dict[Level, Line]
Parameters = dict[str, Any]


class AppliesFile(Model):
    """Where a control or rule means anything at all."""

    os_family: AsTuple[Family] = ()
    role: AsTuple[Name] = ()
    level: Levels | None = None


class RemediationFile(Model):
    """How to mend it; `commands` by OS family, `any` for the others."""

    vi: Line
    en: Line
    commands: dict[Literal[Family, "any"], Line] = Field(default_factory=dict)
    undo: Words | None = None


class RefsFile(Model):
    """Clauses by level, written out since they shift from level to level."""

    tcvn14423: Clauses = Field(default_factory=dict)
    tcvn11930: Clauses = Field(default_factory=dict)
    law: AsTuple[Line] = ()
    confidence: Line | None = None
    scap: AsTuple[Line] = ()
    cis: dict[str, AsTuple[Line]] = Field(default_factory=dict)


class AttestedFile(Model):
    """How a unit's statement counts: whose it is, and for how many months.

    `months` may differ by level; null means until the date that it names itself.
    They count from the day of the statement (`on`) or of its document.
    """

    scope: Literal["system", "unit"] = "system"
    months: int | dict[Level, int | None] | None = 12
    counts_from: Literal["on", "document"] = "on"


class RuleFile(Model):
    """One entry under a control: a check with its parameters."""

    id: RuleId
    check: Line
    parameters: Parameters = Field(default_factory=dict, alias="with")
    by_level: dict[Levels, Parameters] = Field(default_factory=dict)
    applies: AppliesFile = AppliesFile()
    severity: Severity | None = None
    title: Words | None = None
    remediation: RemediationFile | None = None
    refs: RefsFile | None = None
    replaces: AsTuple[RuleId] = ()


class ControlFile(Model):
    """A requirement, with the rules that decide it."""

    id: RuleId
    layer: Annotated[int, Field(ge=1, le=4)]
    kind: Literal["technical", "attestation", "mixed", "computed"]
    title: Words
    rationale: Words
    severity: Severity
    severity_reason: Words | None = None
    levels: Levels = ">=1"
    suggested: bool | dict[Levels, bool] = False
    suggested_levels: dict[Levels, bool] = Field(default_factory=dict)
    applies: AppliesFile = AppliesFile()
    remediation: RemediationFile
    refs: RefsFile = RefsFile()
    attested: AttestedFile | None = None
    rules: list[RuleFile] = Field(default_factory=list)


class RuleChange(Model):
    """What a tailored policy may change of a rule; `disable` holds the reason."""

    parameters: Parameters = Field(default_factory=dict, alias="with")
    by_level: dict[Levels, Parameters] = Field(default_factory=dict)
    applies: AppliesFile | None = None
    severity: Severity | None = None
    title: Words | None = None
    remediation: RemediationFile | None = None
    disable: Line | None = None


class ControlChange(Model):
    """What a tailored policy may change of a control, and rules that it adds."""

    levels: Levels | None = None
    severity: Severity | None = None
    severity_reason: Words | None = None
    suggested: bool | dict[Levels, bool] | None = None
    title: Words | None = None
    remediation: RemediationFile | None = None
    attested: AttestedFile | None = None
    rules: list[RuleFile] = Field(default_factory=list)
    disable: Line | None = None


class Changes(Model):
    """Changes by the id of the control or rule."""

    controls: dict[RuleId, ControlChange] = Field(default_factory=dict)
    rules: dict[RuleId, RuleChange] = Field(default_factory=dict)


class PolicyFile(Model):
    """A policy: its own controls, those it includes, and changes to another's."""

    name: Name
    version: Line
    as_of: date
    title: Words
    notes: Words | None = None
    extends: Line | None = None
    include: AsTuple[Line] = ()
    controls: list[ControlFile] = Field(default_factory=list)
    override: Changes = Changes()
    withdrawn: AsTuple[RuleId] = ()


class FragmentFile(Model):
    """A file that a policy includes."""

    controls: list[ControlFile]


class TableFile(Model):
    """Rows that a parameter `{data: NAME}` takes: facts of the world, with source."""

    as_of: date
    source: AsTuple[Line]
    title: Words | None = None
    notes: Words | Line | None = None
    rows: list[Any] | dict[Any, Any]
