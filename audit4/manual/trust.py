"""On how many states of booted hosts rules are tested."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from audit4.documents import AsTuple, Line, Model, read, validate
from audit4.policy import shipped


class _TrustFile(Model):
    as_of: dt.date
    source: AsTuple[Line]
    rows: dict[Line, dict[Line, int]] = Field(default_factory=dict)


class _SummariesFile(Model):
    as_of: dt.date
    source: AsTuple[Line]
    rows: dict[Line, Line] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Number of states by rule and by the verdict that is foretold for them."""

    as_of: dt.date
    rows: Mapping[str, Mapping[str, int]] = field(repr=False)

    def of(self, rules: Iterable[str]) -> Counter[str]:
        """States of some rules together, by status."""
        found: Counter[str] = Counter()
        for rule in rules:
            found.update(self.rows.get(rule, {}))
        return found


def read_trust(path: Path | None = None) -> Trust:
    """The shipped counts.

    Raises:
        InputError: the file is wrong.
    """
    file = validate(_TrustFile, read(path or shipped() / "data" / "trust.yaml"))
    return Trust(as_of=file.as_of, rows=file.rows)


def read_summaries(lang: str) -> Mapping[str, str]:
    """What each check decides, by its id; only where the source does not say it so.

    Raises:
        InputError: the file is wrong.
    """
    path = shipped() / "data" / f"checks-{lang}.yaml"
    if not path.is_file():
        return {}
    return validate(_SummariesFile, read(path)).rows
