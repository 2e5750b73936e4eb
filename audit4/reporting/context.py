"""What all parts of a unit's report are built from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from audit4.finding import Text
from audit4.reporting.clean import clean, lines
from audit4.reporting.inputs import Extras
from audit4.reporting.rows import Earlier, Row

STEPS = 4000

# The same few hundred titles and names stand by thousands of findings.
_lines = lru_cache(maxsize=4096)(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all parts of a report are built from.

    `families` gives the OS family by subject, `levels` the level by system id,
    `now` the start of the scan; `before` holds the results of the last round,
    `appeared` the findings that it did not have.
    """

    lang: str
    extras: Extras
    now: datetime
    families: Mapping[str, str]
    levels: Mapping[str, int]
    before: Earlier | None = None
    appeared: frozenset[tuple[str, str]] = frozenset()

    def say(self, text: Text, limit: int = STEPS) -> str:
        """A text in the report's language."""
        return _lines(text.vi if self.lang == "vi" else text.en, limit).strip()

    def title(self, row: Row) -> str:
        """The rule's title, else its control's, else its id."""
        words = self.extras.rules.get(row.rule) or self.extras.controls.get(row.control)
        return clean(self.say(words.title)) if words else row.rule

    def control_title(self, control: str) -> str:
        """The control's title, else its id."""
        words = self.extras.controls.get(control)
        return clean(self.say(words.title)) if words else control

    def commands(self, row: Row) -> Mapping[str, str]:
        """Shell lines of the rule by OS family, else its control's."""
        rule = self.extras.rules.get(row.rule)
        control = self.extras.controls.get(row.control)
        own = rule.commands if rule else {}
        return own or (control.commands if control else {})

    def family(self, row: Row) -> str:
        """Under which family the commands for a result's host stand; empty: none."""
        commands = self.commands(row)
        family = self.families.get(row.subject, "")
        fits = family if family in commands else "any"
        return fits if fits in commands else ""


@lru_cache(maxsize=4096)
def anchor(rule: str) -> str:
    """The fragment under which a rule's findings stand; stable over rounds."""
    return "f-" + re.sub(r"[^A-Za-z0-9.-]", "-", rule)


def place(rule: str, subject: str) -> str:
    """The fragment of one finding; scripts read the subject after the at sign."""
    return f"{anchor(rule)}@{_spelled(subject)}"


@lru_cache(maxsize=4096)
def _spelled(subject: str) -> str:
    return re.sub(r"[^A-Za-z0-9./_-]", "-", subject)
