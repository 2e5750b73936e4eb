"""Make a policy of a draft: every parameter validated, every level resolved."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from pydantic import BaseModel

from audit4.check import Check
from audit4.documents import explain, nearest, raise_all, said
from audit4.errors import InputError
from audit4.finding import Severity
from audit4.policy.converting import (
    applies_of,
    attested_of,
    leveled,
    refs_of,
    remediation_of,
    suggested_of,
)
from audit4.policy.draft import Draft, Place, Table
from audit4.policy.effective import Policy
from audit4.policy.files import (
    AppliesFile,
    ControlFile,
    RuleFile,
)
from audit4.policy.levels import LEVELS, levels_of
from audit4.policy.model import (
    Control,
    Disabled,
    Remediation,
    RuleSpec,
)
from audit4.policy.parameters import model_for, validated


class Loaded(Protocol):
    """A check as the registry has it."""

    @property
    def check(self) -> Check:
        """The check."""


class Checks(Protocol):
    """All checks by id: the registry."""

    @property
    def checks(self) -> Mapping[str, Loaded]:
        """The loaded checks."""


def build(draft: Draft, known: Checks) -> Policy:
    """The policy of a draft.

    Raises:
        InputError: wherever the draft does not fit the checks or itself.
    """
    builder = _Builder(draft, known.checks)
    controls = tuple(builder.control(c) for c in draft.controls.values())
    builder.verify_references()
    raise_all(draft.problems)
    levels = {rule.id: rule.levels for c in controls for rule in c.rules}
    content = _content(draft, levels, builder.used)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    head = draft.head
    return Policy(
        name=head.name,
        version=head.version,
        as_of=head.as_of,
        title=head.title.text,
        notes=head.notes.text if head.notes else None,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        controls=controls,
        disabled=tuple(Disabled(**d) for d in draft.disabled),
        withdrawn=frozenset(draft.withdrawn),
        content=content,
        _controls={c.id: c for c in controls},
    )


def _content(
    draft: Draft, levels: Mapping[str, frozenset[int]], tables: Mapping[str, Table]
) -> dict[str, Any]:
    head = draft.head.model_dump(
        mode="json", include={"name", "version", "as_of", "title", "notes"}
    )
    controls = [
        leveled(c, levels).model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for c in draft.controls.values()
    ]
    data = {n: t.content.model_dump(mode="json") for n, t in sorted(tables.items())}
    return {
        **head,
        "controls": controls,
        "data": data,
        "disabled": draft.disabled,
        "withdrawn": sorted(draft.withdrawn),
    }


class _Builder:
    """Builds controls, noting in the draft what is wrong on the way."""

    def __init__(self, draft: Draft, checks: Mapping[str, Loaded]) -> None:
        self.draft = draft
        self.checks = checks
        self.models: dict[str, type[BaseModel]] = {}
        self.used: dict[str, Table] = {}

    def control(self, file: ControlFile) -> Control:
        levels = self.levels((file.id,), levels_of(file.levels), file.applies)
        attested = attested_of(file)
        self.verify_kind(file)
        return Control(
            id=file.id,
            layer=file.layer,
            kind=file.kind,
            title=file.title.text,
            rationale=file.rationale.text,
            severity=file.severity,
            severity_reason=file.severity_reason.text if file.severity_reason else None,
            levels=levels,
            suggested=suggested_of(file),
            applies=applies_of(file.applies),
            remediation=remediation_of(file.remediation),
            refs=refs_of(file.refs),
            rules=tuple(
                rule for r in file.rules if (rule := self.rule(file, r, levels))
            ),
            attested=attested,
        )

    def verify_kind(self, file: ControlFile) -> None:
        if file.kind == "attestation" and file.rules:
            self.draft.error((file.id,), "an attestation has no rules; kind `mixed`?")
        if file.kind != "attestation" and not file.rules:
            self.draft.error((file.id,), f"`{file.id}` is {file.kind}: needs `rules`")
        if file.kind == "mixed" and file.attested and file.attested.scope == "unit":
            self.draft.error(
                (file.id,),
                f"`{file.id}` is mixed: stated for each system, where its rules are",
            )
        if file.kind in {"technical", "computed"} and file.attested:
            self.draft.error((file.id,), f"`attested` means nothing if {file.kind}")

    def levels(
        self, key: tuple[str, ...], of: frozenset[int], applies: AppliesFile
    ) -> frozenset[int]:
        own = LEVELS if applies.level is None else levels_of(applies.level)
        if not of & own:
            have = ", ".join(map(str, sorted(of)))
            text = f"`{key[-1]}`: level {applies.level} never applies, only {have} can"
            self.draft.error(key, text)
        return of & own

    def rule(
        self, control: ControlFile, file: RuleFile, of: frozenset[int]
    ) -> RuleSpec | None:
        key = ("rule", file.id)
        loaded = self.checks.get(file.check)
        levels = self.levels(key, of, file.applies)
        if loaded is None:
            hint = nearest(file.check, self.checks)
            self.draft.error(
                (*key, "check"), f"rule `{file.id}`: no check `{file.check}`{hint}"
            )
            return None
        severity: Severity = file.severity or control.severity
        parameters = self.parameters(file, loaded.check, levels)
        return RuleSpec(
            id=file.id,
            control=control.id,
            layer=control.layer,
            check_id=file.check,
            check=loaded.check,
            title=(file.title or control.title).text,
            severity=severity,
            levels=levels,
            applies=applies_of(file.applies),
            parameters=parameters,
            remediation=self.remediation(control, file, loaded.check, parameters),
            refs=refs_of(file.refs) if file.refs else {},
            replaces=file.replaces,
        )

    def remediation(
        self,
        control: ControlFile,
        file: RuleFile,
        check: Check,
        parameters: Mapping[int, Mapping[str, Any]],
    ) -> Remediation:
        """The rule's own; else the control's words with what its check can give.

        Lines that differ by level are not given: a rule has one remediation.
        """
        if file.remediation:
            return remediation_of(file.remediation)
        general = remediation_of(control.remediation)
        asked = {n for n, p in check.parameters.items() if p.default is p.empty}
        whole = [given for given in parameters.values() if asked <= given.keys()]
        if check.mend is None or not whole:
            return general
        try:
            first, *others = [check.mend(**given) for given in whole]
        except Exception as why:  # noqa: BLE001 - a check may be anybody's
            text = f"{file.check} has no lines for these parameters: {why!r}"
            self.draft.error(("rule", file.id, "with"), text)
            return general
        if not first or any(other != first for other in others):
            return general
        return replace(general, commands=first)

    def parameters(
        self, file: RuleFile, check: Check, levels: frozenset[int]
    ) -> dict[int, dict[str, Any]]:
        for expression in file.by_level:
            if not levels_of(expression) & levels:
                key = ("rule", file.id, "by_level", str(expression))
                text = f"`{expression}` never applies: the rule has no such level"
                self.draft.error(key, text, named=True)
        made: dict[frozenset[str | int], dict[str, Any]] = {}
        found = {}
        for level in sorted(levels):
            changes = frozenset(e for e in file.by_level if level in levels_of(e))
            if changes not in made:
                made[changes] = self.at_level(file, check, level)
            found[level] = made[changes]
        return found

    def at_level(self, file: RuleFile, check: Check, level: int) -> dict[str, Any]:
        given = dict(file.parameters)
        keys: dict[str, tuple[str, ...]] = {
            name: ("rule", file.id, "with", name) for name in given
        }
        for expression, changed in file.by_level.items():
            if level in levels_of(expression):
                given |= changed
                at = ("rule", file.id, "by_level", str(expression))
                keys |= {name: (*at, name) for name in changed}
        tables: dict[str, Table] = {}
        for name, value in given.items():
            if table := self.table(keys[name], value):
                given[name], tables[name] = table.content.rows, table
        if file.check not in self.models:
            self.models[file.check] = model_for(check)
        made, problems = validated(self.models[file.check], given)
        for problem in problems:
            self.tell(file, check, problem, keys, tables)
        return made

    def table(self, key: tuple[str, ...], value: object) -> Table | None:
        if not isinstance(value, dict) or set(value) != {"data"}:
            return None
        name = str(value["data"])
        table = self.draft.tables(name)
        if table is None:
            self.draft.error(key, f"no data file `{name}.yaml`")
            return None
        self.used[name] = table
        return table

    def tell(
        self,
        file: RuleFile,
        check: Check,
        problem: Mapping[str, Any],
        keys: Mapping[str, tuple[str, ...]],
        tables: Mapping[str, Table],
    ) -> None:
        name, *rest = problem["loc"]
        key = keys.get(str(name), ("rule", file.id))
        table = tables.get(str(name))
        place = self.draft.place(key)
        if table and table.document:
            place = (table.document, ("rows",))
        if rest and place:
            self.draft.note(_inside(file, check, problem, place))
        else:
            extra = problem["type"] == "extra_forbidden"
            self.draft.error(key, _about(file, check, problem), named=extra)

    def verify_references(self) -> None:
        rules = self.draft.rules()
        implicit = {c.id for c in self.draft.controls.values() if attested_of(c)}
        for rule_id, (_, rule) in rules.items():
            key = ("rule", rule_id)
            if rule_id in implicit:
                self.draft.error(key, f"`{rule_id}` is the id of an attested control")
            if rule_id in self.draft.withdrawn:
                self.draft.error(key, f"`{rule_id}` is withdrawn; never reuse an id")
            for old in rule.replaces:
                self.verify_replaced(key, old, rules)

    def verify_replaced(
        self, key: tuple[str, ...], old: str, rules: Mapping[str, object]
    ) -> None:
        if old in rules:
            self.draft.error(
                (*key, "replaces"), f"replaces `{old}`, which is still a rule here"
            )
        elif old not in self.draft.withdrawn:
            hint = nearest(old, self.draft.withdrawn)
            self.draft.error(
                (*key, "replaces"), f"replaces `{old}`, not listed in `withdrawn`{hint}"
            )


def _about(file: RuleFile, check: Check, problem: Mapping[str, Any]) -> str:
    name = problem["loc"][0]
    if problem["type"] == "extra_forbidden":
        hint = nearest(name, check.parameters)
        return f"{file.check} has no parameter `{name}`{hint}"
    if problem["type"] == "missing":
        return f"rule `{file.id}`: {file.check} needs the parameter `{name}`"
    return f"parameter `{name}` of {file.check}: {said(problem)}"


def _inside(
    file: RuleFile, check: Check, problem: Mapping[str, Any], place: Place
) -> InputError:
    """The error inside a parameter's value, at its place in the file."""
    name, *rest = problem["loc"]
    document, where = place
    model = check.parameters[name].annotation if name in check.parameters else None
    inner = explain(document, {**problem, "loc": tuple(rest)}, model, below=where)
    text = str(inner).removeprefix(f"{inner.location}: ")
    return InputError(f"parameter `{name}` of {file.check}: {text}", inner.location)
