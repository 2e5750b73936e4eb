"""Policies: which requirements hold for whom, and how each is decided.

A policy is data: controls that officials read, each with rules that apply a check
with parameters. It is read from YAML (shipped or the workspace's own, which may
tailor another), validated against the checks there are, and frozen.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from audit4.documents import read, schema_of, validate
from audit4.errors import InputError, Location
from audit4.policy.benchmarks import Benchmarks, number, read_benchmarks
from audit4.policy.building import Checks, build
from audit4.policy.coverage import Coverage, Gaps, GapsFile, cover, strays
from audit4.policy.draft import Draft
from audit4.policy.effective import STANDARDS, Policy, grounds, refs_at
from audit4.policy.files import ControlFile, PolicyFile
from audit4.policy.levels import LEVELS, levels_of
from audit4.policy.model import (
    Applies,
    Attested,
    AttestedRule,
    Control,
    Disabled,
    Explained,
    NotApplying,
    Remediation,
    RuleSpec,
)
from audit4.policy.reading import find, read_policy, shipped, table_names

DEFAULT = "four-layer"


def load(
    name: str | Path,
    checks: Checks,
    *,
    folder: Path | None = None,
) -> Policy:
    """The policy with a name or at a path; `folder` is the workspace's `policies/`.

    Raises:
        InputError: it is not there, or wrong: all errors at once.
    """
    folders = [f for f in (folder, shipped()) if f]
    path = find(str(name), folders)
    draft = read_policy(path, folders)
    number(draft, load_benchmarks())
    return build(draft, checks)


def restore(content: Mapping[str, Any], checks: Checks) -> Policy:
    """The policy that a snapshot holds.

    Raises:
        InputError: a check is no longer there, or takes other parameters now.
    """
    head = {k: content[k] for k in ("name", "version", "as_of", "title", "notes")}
    draft = Draft(
        head=PolicyFile.model_validate(head),
        controls={c["id"]: ControlFile.model_validate(c) for c in content["controls"]},
        disabled=list(content["disabled"]),
        withdrawn=set(content["withdrawn"]),
        tables=table_names(content["data"]),
    )
    return build(draft, checks)


def load_benchmarks(path: Path | None = None) -> Benchmarks:
    """What the CIS benchmarks ask for: the shipped table, or one at a path.

    Raises:
        InputError: it cannot be read, or is malformed.
    """
    place = path or shipped() / "data/cis-rules.tsv"
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"cannot be read: {why}", Location(str(place))) from None
    return read_benchmarks(text, str(place))


def load_gaps() -> Gaps:
    """Why some identifiers are not decided, as the shipped data file says.

    Raises:
        InputError: the file is malformed.
    """
    return validate(GapsFile, read(shipped() / "data/cis-uncovered.yaml")).rows


def names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the policies that can be loaded without a path."""
    folders: Iterable[Path] = [f for f in (folder, shipped()) if f and f.is_dir()]
    return tuple(sorted({p.stem for f in folders for p in f.glob("*.yaml")}))


def schema() -> dict[str, Any]:
    """JSON Schema of a policy file."""
    return schema_of(PolicyFile, "audit4 policy")


def lint(policy: Policy) -> tuple[str, ...]:
    """What is doubtful in a valid policy, one sentence each."""
    return tuple(sentence for c in policy.controls for sentence in _doubts(c))


def _doubts(control: Control) -> Iterable[str]:
    for standard in ("tcvn14423", "tcvn11930"):
        clauses = control.refs.get(standard, {})
        missing = [n for n in sorted(control.levels) if n not in clauses]
        if missing and clauses:
            yield f"{control.id}: no {standard} clause for level {missing}"
    titles = [rule.title for rule in control.rules]
    for rule in control.rules:
        if titles.count(rule.title) > 1:
            yield f"{rule.id}: has the same title as another rule of {control.id}"
        for name, value in rule.parameters.get(min(rule.levels), {}).items():
            if isinstance(value, str) and value != value.strip():
                yield f"{rule.id}: parameter {name} begins or ends with a space"


__all__ = [
    "DEFAULT",
    "LEVELS",
    "STANDARDS",
    "Applies",
    "Attested",
    "AttestedRule",
    "Benchmarks",
    "Checks",
    "Control",
    "Coverage",
    "Disabled",
    "Explained",
    "Gaps",
    "NotApplying",
    "Policy",
    "Remediation",
    "RuleSpec",
    "cover",
    "find",
    "grounds",
    "levels_of",
    "lint",
    "load",
    "load_benchmarks",
    "load_gaps",
    "names",
    "refs_at",
    "restore",
    "schema",
    "shipped",
    "strays",
]
