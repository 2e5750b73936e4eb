"""Read a policy with all it includes and extends, and merge the changes in.

What comes out is a draft: merged controls, with the place in a file of each
control, rule and parameter, so that what is found wrong later can be located.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from audit4.documents import (
    Document,
    Model,
    Where,
    nearest,
    read,
    validate,
    wrong,
)
from audit4.errors import InputError
from audit4.policy.draft import Draft, Place, Table
from audit4.policy.files import (
    ControlChange,
    ControlFile,
    FragmentFile,
    PolicyFile,
    RuleChange,
    RuleFile,
    TableFile,
)


def shipped() -> Path:
    """The folder of the policies that come with audit4."""
    return Path(str(resources.files("audit4.policies")))


def read_policy(path: Path, folders: Iterable[Path]) -> Draft:
    """The draft of a policy file; `folders` are searched for what it extends.

    What can be told with the rest, such as an id given twice, is noted in it.

    Raises:
        InputError: the file, or one that it extends, is missing or malformed.
    """
    return _read(path, tuple(folders), ())


def find(name: str, folders: Iterable[Path], but: Path | None = None) -> Path:
    """The policy file with a name, or at a path.

    Raises:
        InputError: there is none.
    """
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    known: list[str] = []
    for folder in folders:
        if (path := folder / f"{name}.yaml").is_file() and path != but:
            return path
        known += [p.stem for p in folder.glob("*.yaml") if p != but]
    raise InputError(f"no policy `{name}`{nearest(name, known)}")


def _read(path: Path, folders: tuple[Path, ...], above: tuple[Path, ...]) -> Draft:
    document = read(path)
    head = validate(PolicyFile, document)
    draft = _base(head, document, path, folders, above)
    _add(draft, document, head.controls)
    for pattern in head.include:
        for fragment in _included(draft, document, path, pattern):
            part = _try(draft, FragmentFile, fragment)
            _add(draft, fragment, part.controls if part else [])
    for control, change in head.override.controls.items():
        _change_control(draft, document, control, change)
    for rule, changed in head.override.rules.items():
        _change_rule(draft, document, rule, changed)
    draft.withdrawn |= set(head.withdrawn)
    draft.tables = _tables(draft, path.parent / "data", draft.tables)
    return draft


def _base(
    head: PolicyFile,
    document: Document,
    path: Path,
    folders: tuple[Path, ...],
    above: tuple[Path, ...],
) -> Draft:
    if head.extends is None:
        return Draft(head=head, document=document)
    try:
        base = find(head.extends, (path.parent, *folders), but=path)
    except InputError as error:
        raise wrong(document, ("extends",), str(error)) from None
    base = base if base.is_absolute() else path.parent / base
    if base.resolve() in {p.resolve() for p in (*above, path)}:
        raise wrong(document, ("extends",), "extends itself, by way of others")
    draft = _read(base, folders, (*above, path))
    draft.head, draft.document = head, document
    return draft


def _included(
    draft: Draft, document: Document, path: Path, pattern: str
) -> list[Document]:
    at = ("include", draft.head.include.index(pattern))
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        draft.problems.append(wrong(document, at, "must lie below the policy's folder"))
        return []
    found = sorted(path.parent.glob(pattern))
    if not found:
        names = [str(p.relative_to(path.parent)) for p in path.parent.rglob("*.yaml")]
        hint = nearest(pattern, names)
        draft.problems.append(wrong(document, at, f"no file `{pattern}`{hint}"))
    documents = []
    for file in found:
        try:
            documents.append(read(file))
        except InputError as error:
            draft.problems.append(error)
    return documents


def _try(
    draft: Draft, model: type[FragmentFile], document: Document
) -> FragmentFile | None:
    try:
        return validate(model, document)
    except InputError as error:
        draft.problems += getattr(error, "errors", (error,))
        return None


def _add(draft: Draft, document: Document, controls: list[ControlFile]) -> None:
    for n, control in enumerate(controls):
        where = ("controls", n)
        if control.id in draft.controls:
            first = draft.places[control.id,]
            _repeated(draft, document, (*where, "id"), control.id, first)
            continue
        draft.places[control.id,] = (document, where)
        kept = _add_rules(draft, document, where, control.rules)
        draft.controls[control.id] = control.model_copy(update={"rules": kept})


def _add_rules(
    draft: Draft, document: Document, where: Where, rules: list[RuleFile]
) -> list[RuleFile]:
    kept = []
    for n, rule in enumerate(rules):
        at = (*where, "rules", n)
        if first := draft.places.get(("rule", rule.id)):
            _repeated(draft, document, (*at, "id"), rule.id, first)
            continue
        _place_rule(draft, document, at, rule)
        kept.append(rule)
    return kept


def _repeated(
    draft: Draft, document: Document, where: Where, name: str, first: Place
) -> None:
    at = first[0].value_at(first[1])
    draft.problems.append(wrong(document, where, f"id `{name}` is taken at {at}"))


def _place_rule(
    draft: Draft,
    document: Document,
    where: Where,
    rule: RuleFile | RuleChange,
    *names: str,
) -> None:
    key = ("rule", *(names or (getattr(rule, "id", ""),)))
    if isinstance(rule, RuleFile):
        draft.places[key] = (document, where)
        for name in ("check", "replaces"):
            draft.places[*key, name] = (document, (*where, name))
    for name in rule.parameters:
        draft.places[*key, "with", name] = (document, (*where, "with", name))
    for level, given in rule.by_level.items():
        draft.places[*key, "by_level", str(level)] = (
            document,
            (*where, "by_level", level),
        )
        for name in given:
            draft.places[*key, "by_level", str(level), name] = (
                document,
                (*where, "by_level", level, name),
            )


def _change_control(
    draft: Draft, document: Document, name: str, change: ControlChange
) -> None:
    where = ("override", "controls", name)
    control = draft.controls.get(name)
    if control is None:
        text = f"no control `{name}` to change{nearest(name, draft.controls)}"
        draft.problems.append(InputError(text, document.key_at(where)))
        return
    if change.disable:
        del draft.controls[name]
        draft.disabled.append(_disabled(name, change.disable, draft))
        return
    added = _add_rules(draft, document, where, change.rules)
    update = _given(change) | {"rules": [*control.rules, *added]}
    if change.suggested is not None:
        update["suggested_levels"] = {}
    draft.controls[name] = control.model_copy(update=update)


def _given(change: Model) -> dict[str, Any]:
    return {f: v for f, v in change if f != "disable" and v is not None}


def _disabled(name: str, reason: str, draft: Draft) -> dict[str, str]:
    return {"id": name, "reason": reason, "by": draft.head.name}


def _change_rule(
    draft: Draft, document: Document, name: str, change: RuleChange
) -> None:
    where = ("override", "rules", name)
    rules = draft.rules()
    if name not in rules:
        text = f"no rule `{name}` to change{nearest(name, rules)}"
        draft.problems.append(InputError(text, document.key_at(where)))
        return
    control = draft.controls[rules[name][0]]
    changed: list[RuleFile] = []
    for rule in control.rules:
        if rule.id != name:
            changed.append(rule)
        elif not change.disable:
            _place_rule(draft, document, where, change, name)
            changed.append(_merged(rule, change))
    if change.disable:
        draft.disabled.append(_disabled(name, change.disable, draft))
    draft.controls[control.id] = control.model_copy(update={"rules": changed})


def _merged(rule: RuleFile, change: RuleChange) -> RuleFile:
    """A changed parameter holds at all levels: it leaves the old `by_level` too."""
    by_level = {
        level: {n: v for n, v in given.items() if n not in change.parameters}
        for level, given in rule.by_level.items()
    }
    kept = {level: given for level, given in by_level.items() if given}
    for level, given in change.by_level.items():
        kept[level] = {**kept.pop(level, {}), **given}
    parameters = {**rule.parameters, **change.parameters}
    return rule.model_copy(
        update=_given(change) | {"parameters": parameters, "by_level": kept}
    )


def _tables(
    draft: Draft, folder: Path, base: Callable[[str], Table | None]
) -> Callable[[str], Table | None]:
    """Tables by name: those beside a policy, then those of what it extends."""
    seen: dict[str, Table | None] = {}

    def table(name: str) -> Table | None:
        if name not in seen:
            seen[name] = _table(draft, folder / f"{name}.yaml") or base(name)
        return seen[name]

    return table


def _table(draft: Draft, path: Path) -> Table | None:
    if not path.is_file():
        return None
    try:
        document = read(path)
        return Table(content=validate(TableFile, document), document=document)
    except InputError as error:
        draft.problems += getattr(error, "errors", (error,))
        return Table(content=TableFile.model_construct(rows=[]), document=None)


def table_names(content: Mapping[str, Any]) -> Callable[[str], Table | None]:
    """Tables as a snapshot holds them."""
    tables = {n: Table(content=TableFile.model_validate(t)) for n, t in content.items()}
    return tables.get
