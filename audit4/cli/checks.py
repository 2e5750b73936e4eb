"""`audit4 checks`: what can be checked, and by whose code."""

from pathlib import Path
from typing import Any

import click

from audit4 import manual, policy
from audit4.cli.common import LANG
from audit4.cli.output import FORMAT, show
from audit4.documents import nearest
from audit4.errors import Audit4Error
from audit4.planning import runs
from audit4.registry import LoadedCheck, Registry, load
from audit4.workspace import Config, Workspace


@click.group("checks")
def command() -> None:
    """List the checks and say what each looks at."""


@command.command("list", epilog="Example: audit4 checks list --format json")
@FORMAT
@click.pass_context
def list_(ctx: click.Context, /, form: str) -> None:
    """List all checks with their pack, and packs that are not trusted."""
    registry = _registry(ctx)
    used: dict[str, int] = {}
    for rule in policy.load(policy.DEFAULT, registry).rules:
        used[rule.check_id] = used.get(rule.check_id, 0) + 1
    rows = [
        {
            "check": c.id,
            "pack": c.pack,
            "rules": used.get(c.id, 0),
            "says": c.doc.split("\n\n")[0].replace("\n", " "),
        }
        for c in registry.checks.values()
    ]
    show(rows, form, columns=("check", "pack", "rules", "says"))
    for pack in registry.packs:
        if pack.refused:
            said = f"not loaded: {pack.name} {pack.version}: {pack.refused}"
            click.secho(said, fg="yellow", err=True)


@command.command("show", epilog="Example: audit4 checks show layer1_onsite.sshd_option")
@click.argument("check")
@FORMAT
@click.pass_context
def show_(ctx: click.Context, /, check: str, form: str) -> None:
    """Show a check: why, its parameters, and all that it runs on a host."""
    registry = _registry(ctx)
    found = registry.checks.get(check)
    if found is None:
        near = nearest(check, registry.checks)
        raise Audit4Error(f"no check `{check}`{near}; see `audit4 checks list`")
    rules = policy.load(policy.DEFAULT, registry).rules
    row = _row(found) | {"rules": [r.id for r in rules if r.check_id == check]}
    if form == "json":
        show([row], form, columns=())
        return
    click.secho(found.id, bold=True)
    click.echo(f"\n{found.doc}\n")
    for name in ("parameters", "runs", "rules"):
        click.secho(name, bold=True)
        for line in row[name]:
            click.echo(f"  {line}")


@command.command(
    "docs", epilog="Example: audit4 checks docs --lang vi --output tai-lieu"
)
@click.option("--policy", "policy_name", metavar="NAME", help="Policy name or file.")
@LANG
@click.option(
    "--output",
    type=click.Path(file_okay=False),
    help="Folder to write the pages to  [default: print them].",
)
@click.pass_context
def docs(
    ctx: click.Context, /, policy_name: str | None, lang: str | None, output: str | None
) -> None:
    """Write a document for each control and each check, as Markdown.

    What it looks at and runs, why, how it judges, its parameters, remediation and how
    to take it back, references, and on how many states of a host it is tested.
    """
    place = _place(ctx)
    registry = _registry(ctx)
    config = place.config if place else Config()
    rules = policy.load(
        policy_name or config.policy,
        registry,
        folder=place.policies if place else None,
    )
    language = lang or config.language
    made = manual.pages(
        rules,
        registry.checks,
        manual.read_trust(),
        language,
        manual.read_summaries(language),
    )
    if output is None:
        click.echo("\n".join(made.values()), nl=False)
        return
    for name, text in made.items():
        path = Path(output, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    click.echo(f"wrote {len(made)} pages; begin with {Path(output, 'index.md')}")


def _row(found: LoadedCheck) -> dict[str, Any]:
    return {
        "check": found.id,
        "pack": found.pack,
        "version": found.check.version,
        "doc": found.doc,
        "parameters": [str(p) for p in found.check.parameters.values()],
        "runs": [f"{p.id}: {runs(p)}" for p in found.check.probes],
    }


def _registry(ctx: click.Context) -> Registry:
    """The workspace's packs too, where there is a workspace."""
    place = _place(ctx)
    return load(place.config.packs, place.checks) if place else load()


def _place(ctx: click.Context) -> Workspace | None:
    """The workspace, where there is one."""
    root = ctx.find_root().obj
    try:
        return Workspace.open(Path(root)) if root else Workspace.find(Path.cwd())
    except Audit4Error:
        if root:
            raise
        return None
