"""What `audit4.yaml` may say."""

import datetime as dt
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from audit4.documents import AsTuple, Line, Model, Name, schema_of
from audit4.evidence import Reason
from audit4.finding import Severity

VIETNAM = "Asia/Ho_Chi_Minh"
# Minimal systems have no time zone data, and these have had no other offset since
# 1975: a day must end at the same moment there too.
_FIXED = {
    VIETNAM: dt.timezone(dt.timedelta(hours=7), VIETNAM),
    "Asia/Saigon": dt.timezone(dt.timedelta(hours=7), "Asia/Saigon"),
    "UTC": dt.UTC,
}


def zone(name: str) -> dt.tzinfo:
    """The time zone of that name.

    Raises:
        ValueError: there is none.
    """
    if name in _FIXED:
        return _FIXED[name]
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"`{name[:60]}` is no time zone such as {VIETNAM}") from None


def _zone_name(value: str) -> str:
    zone(value)
    return value


class SlaDays(Model):
    """In how many days a finding is to be mended, by severity."""

    critical: Annotated[int, Field(ge=1, le=3650)] = 7
    high: Annotated[int, Field(ge=1, le=3650)] = 30
    medium: Annotated[int, Field(ge=1, le=3650)] = 90
    low: Annotated[int, Field(ge=1, le=3650)] = 180

    def days(self, severity: Severity) -> int:
        """Days for a severity."""
        return int(getattr(self, severity.value))


class Round(Model):
    """The assessment period to which scans belong."""

    id: Name
    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Round":
        if self.last < self.first:
            raise ValueError("`to` lies before `from`")
        return self


class TrustedPack(Model):
    """A pack of checks that may be imported: this name, version and digest."""

    name: Line
    version: Line | None = None
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")] | None = (
        None
    )


class Retention(Model):
    """How much evidence `evidence prune` keeps of each host."""

    scans: Annotated[int, Field(ge=1)] = 3
    days: Annotated[int, Field(ge=1)] = 400


class Config(Model):
    """The settings of a workspace; every one has a default.

    `name` heads the index: whose units these are, such as a province.
    """

    name: Line | None = None
    language: Literal["vi", "en"] = "vi"
    jobs: Annotated[int, Field(ge=1, le=256)] = 16
    policy: Line = "four-layer"
    fail_on: Severity | Literal["never"] = Severity.HIGH
    accept_unknown: AsTuple[Reason] = ()
    require_authorisation: bool = False
    timezone: Annotated[str, AfterValidator(_zone_name)] = VIETNAM
    sla_days: SlaDays = SlaDays()
    round: Round | None = None
    packs: list[TrustedPack] = Field(default_factory=list)
    retention: Retention = Retention()

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone in which days begin and end."""
        return zone(self.timezone)


def schema() -> dict[str, Any]:
    """JSON Schema of `audit4.yaml`."""
    return schema_of(Config, "audit4 workspace")
