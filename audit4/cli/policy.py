"""`audit4 policy`: is it right, what does it hold, what applies to whom."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from audit4 import inventory, policy
from audit4.cli.output import FORMAT, folded, show
from audit4.documents import nearest
from audit4.errors import Audit4Error
from audit4.inventory import Host, System, Unit
from audit4.policy import Coverage, Policy
from audit4.registry import load as load_registry
from audit4.workspace import Workspace

_LANG = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", help="[default: vi]"
)


@click.group("policy")
def command() -> None:
    """Lint, show, explain or measure a policy."""


@command.command("lint", epilog="Example: audit4 policy lint policies/so-mau.yaml")
@click.argument("name", required=False)
@click.pass_context
def lint(ctx: click.Context, /, name: str | None) -> int:
    """Check a policy: errors at file:line:column, and what is doubtful."""
    found = _policy(ctx, name)
    doubts = policy.lint(found)
    for doubt in doubts:
        click.secho(f"doubtful: {doubt}", fg="yellow")
    rules = len(found.rules)
    click.echo(
        f"{found.name} {found.version}: {len(found.controls)} controls, {rules} rules, "
        f"{len(doubts)} doubts; sha256 {found.sha256}"
    )
    return 1 if doubts else 0


@command.command("show", epilog="Example: audit4 policy show --lang vi l1-root-login")
@click.argument("control", required=False)
@click.option("--policy", "name", help="Name or file  [default: workspace's].")
@_LANG
@FORMAT
@click.pass_context
def show_(
    ctx: click.Context, /, control: str | None, name: str | None, lang: str, form: str
) -> None:
    """Show the controls of a policy, or one with all its rules."""
    found = _policy(ctx, name)
    if control is None:
        rows = [_control(c, lang) for c in found.controls]
        show(rows, form, columns=("control", "layer", "kind", "severity", "title"))
        return
    one = next((c for c in found.controls if c.id == control), None)
    if one is None:
        near = nearest(control, [c.id for c in found.controls])
        raise Audit4Error(f"no control `{control}`{near}; see `audit4 policy show`")
    rules = [
        {
            "rule": r.id,
            "check": r.check_id,
            "severity": r.severity.value,
            "levels": " ".join(str(n) for n in sorted(r.levels)),
            "title": getattr(r.title, lang),
        }
        for r in one.rules
    ]
    if form == "table":
        click.secho(f"{one.id}  {getattr(one.title, lang)}", bold=True)
        click.echo(folded(getattr(one.rationale, lang)) + "\n")
    columns = ("rule", "check", "severity", "levels", "title")
    show(rows=rules, form=form, columns=columns, empty="attested by the unit")


def _control(control: policy.Control, lang: str) -> dict[str, Any]:
    return {
        "control": control.id,
        "layer": control.layer,
        "kind": control.kind,
        "severity": control.severity.value,
        "title": getattr(control.title, lang),
        "rules": len(control.rules),
    }


@command.command("explain", epilog="Example: audit4 policy explain so-mau/cong/web01")
@click.argument("subject")
@click.option("--policy", "name", help="Name or file  [default: workspace's].")
@click.option("--os", "family", help="OS family  [default: not known yet].")
@_LANG
@FORMAT
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    subject: str,
    name: str | None,
    family: str | None,
    lang: str,
    form: str,
) -> None:
    """Say which rules apply to a subject, with which parameters, and why.

    Of a unit or a system: what it is asked to state; of a host: what is measured.
    """
    place = _workspace(ctx)
    if place is None:
        raise Audit4Error("a subject is of a workspace: there is none here")
    found = _policy(ctx, name)
    one = inventory.load(place.inventory).find(subject)
    roles = one.roles if isinstance(one, Host | System) else frozenset()
    scope = type(one).__name__.lower()
    rows = [
        {
            "rule": e.rule,
            "control": e.control,
            "applies": "yes" if e.applies else "no",
            "severity": e.severity.value,
            "suggested": e.suggested,
            "why": getattr(e.why, lang),
            "parameters": None if e.parameters is None else str(dict(e.parameters)),
        }
        for e in found.explain(one.level, family, roles)
        if e.scope == scope
    ]
    assert isinstance(one, Host | System | Unit)  # noqa: S101 - all there is
    show(rows, form, columns=("rule", "applies", "severity", "why", "parameters"))


_COVERED = ("product", "total", "covered", "percent", "partly", "uncovered")


@command.command(
    "coverage", epilog="Example: audit4 policy coverage --format json --fail-under 95"
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Table of identifiers by product  [default: CIS's, as shipped].",
)
@click.option("--policy", "name", help="Name or file  [default: workspace's].")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0,
    help="Exit 1 if a product has a smaller share, in percent.",
)
@FORMAT
@click.pass_context
def coverage(
    ctx: click.Context,
    /,
    against: Path | None,
    name: str | None,
    fail_under: float,
    form: str,
) -> int:
    """Say how much of what the CIS benchmarks ask for the rules decide."""
    found, asked = _policy(ctx, name), policy.load_benchmarks(against)
    for stray in policy.strays(found, asked):
        click.secho(f"not in the table: {stray}", fg="yellow", err=True)
    covered = policy.cover(found, asked, policy.load_gaps())
    if form == "json":
        products = {c.product: _counts(c) for c in covered}
        click.echo(json.dumps({"products": products}, ensure_ascii=False, indent=2))
    else:
        show([_share(c) for c in covered], form, columns=_COVERED)
        click.echo()
        columns = ("identifier", "products", "why")
        show(_missing(covered), form, columns=columns, empty="nothing is uncovered")
    return 1 if any(c.percent < fail_under for c in covered) else 0


def _counts(one: Coverage) -> dict[str, Any]:
    return {
        "total": one.total,
        "covered": one.covered,
        "partly": list(one.partly),
        "uncovered": dict(one.uncovered),
    }


def _share(one: Coverage) -> dict[str, Any]:
    counts = {k: v if isinstance(v, int) else len(v) for k, v in _counts(one).items()}
    return {"product": one.product, "percent": f"{one.percent:.1f}", **counts}


def _missing(covered: Iterable[Coverage]) -> list[dict[str, Any]]:
    """Each identifier that is not covered once, with the products that ask for it."""
    products: dict[str, list[str]] = defaultdict(list)
    why: dict[str, str] = {}
    for one in covered:
        for identifier, reason in one.uncovered.items():
            part = identifier in one.partly
            products[identifier].append(one.product)
            why[identifier] = f"partly: {reason}" if part else reason
    return [
        {"identifier": i, "products": " ".join(products[i]), "why": why[i]}
        for i in sorted(products)
    ]


def _policy(ctx: click.Context, name: str | None) -> Policy:
    place = _workspace(ctx)
    if place is None:
        return policy.load(name or policy.DEFAULT, load_registry())
    registry = load_registry(place.config.packs, place.checks)
    chosen = name or place.config.policy
    return policy.load(chosen, registry, folder=place.policies)


def _workspace(ctx: click.Context) -> Workspace | None:
    root = ctx.find_root().obj
    if root:
        return Workspace.open(Path(root))
    try:
        return Workspace.find(Path.cwd())
    except Audit4Error as none:
        if "no audit4.yaml" in str(none):
            return None
        raise
