"""Make the parts of a policy of what its files hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from audit4.finding import Text
from audit4.policy.files import (
    AppliesFile,
    AttestedFile,
    ControlFile,
    RefsFile,
    RemediationFile,
    RuleFile,
)
from audit4.policy.levels import LEVELS, levels_of
from audit4.policy.model import Applies, Attested, Remediation


def suggested_of(file: ControlFile) -> dict[int, bool]:
    """Whether the standard only suggests it, by level."""
    form = file.suggested
    by_level = dict.fromkeys(LEVELS, form if isinstance(form, bool) else False)
    expressions = {} if isinstance(form, bool) else form
    for expression, value in {**expressions, **file.suggested_levels}.items():
        by_level |= dict.fromkeys(levels_of(expression), value)
    return by_level


def leveled(file: ControlFile, levels: Mapping[str, Iterable[int]]) -> ControlFile:
    """The control with single levels for expressions, by the levels of each rule.

    Of two expressions that hold for a level the later one wins; a snapshot may lose
    the order of keys, so there must be none to lose.
    """
    rules = [
        rule.model_copy(update={"by_level": _by_level(rule, levels[rule.id])})
        for rule in file.rules
    ]
    update: dict[str, Any] = {
        "rules": rules,
        "suggested": False,
        "suggested_levels": {},
    }
    if any((suggested := suggested_of(file)).values()):
        update["suggested_levels"] = {str(n): v for n, v in suggested.items()}
    return file.model_copy(update=update)


def _by_level(rule: RuleFile, levels: Iterable[int]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for level in sorted(levels):
        for expression, given in rule.by_level.items():
            if level in levels_of(expression):
                found[str(level)] = {**found.get(str(level), {}), **given}
    return found


def applies_of(file: AppliesFile) -> Applies:
    """Families and roles as sets."""
    return Applies(os_family=frozenset(file.os_family), role=frozenset(file.role))


def remediation_of(file: RemediationFile) -> Remediation:
    """Words and commands."""
    return Remediation(
        text=Text(file.vi, file.en),
        commands={str(k): v for k, v in file.commands.items()},
        undo=file.undo.text if file.undo else None,
    )


def refs_of(file: RefsFile) -> dict[str, Any]:
    """References that are given."""
    return file.model_dump(exclude_defaults=True)


def attested_of(file: ControlFile) -> Attested | None:
    """How a statement counts; None where none is asked for."""
    if file.kind not in {"attestation", "mixed"}:
        return None
    form = file.attested or AttestedFile()
    months = form.months
    by_level = (
        dict.fromkeys(LEVELS, months)
        if not isinstance(months, dict)
        else {n: months.get(n) for n in LEVELS}
    )
    return Attested(scope=form.scope, months=by_level, counts_from=form.counts_from)
