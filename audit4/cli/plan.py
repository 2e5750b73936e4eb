"""`audit4 plan`: what would run where, and for which rule."""

import json
from dataclasses import asdict

import click

from audit4 import collector
from audit4.cli.common import (
    POLICY,
    edition_name,
    inputs,
    naming,
    select,
    selecting,
    workspace,
)
from audit4.cli.output import FORMAT, show
from audit4.planning import Plan, make_plan


@click.command(
    "plan",
    epilog="Examples: audit4 plan web01, or audit4 plan --unit so-mau --script > it.sh",
)
@naming
@selecting
@POLICY
@click.option("--script", is_flag=True, help="Print the collector itself.")
@FORMAT
@click.pass_context
def command(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    systems: tuple[str, ...],
    hosts: tuple[str, ...],
    tags: tuple[str, ...],
    policy_name: str | None,
    script: bool,  # noqa: FBT001 - a flag of the command line
    form: str,
) -> None:
    """Print exactly what a scan would run on which host, and for which rule.

    The digest is the one that the reports of such a scan print.
    """
    found = inputs(workspace(ctx), policy_name)
    probes = found.registry.probes()
    made = collector.build(probes)
    if script:
        click.echo(made.text, nl=False)
        return
    plan = make_plan(
        found.policy,
        select(found, units, systems, hosts, tags),
        probes,
        edition=edition_name(made),
        collector=made.digest,
    )
    if form == "json":
        click.echo(json.dumps(asdict(plan) | {"digest": plan.digest}, indent=2))
    else:
        _print(plan)


def _print(plan: Plan) -> None:
    click.echo(f"plan       {plan.digest}")
    click.echo(f"collector  edition {plan.edition}, {plan.collector}")
    show(
        [
            {
                "subject": h.subject,
                "level": h.level,
                "login": h.login or h.connection,
                "through": " → ".join(h.through),
                "privilege": h.privilege,
                "rules": len(h.rules),
            }
            for h in plan.hosts
        ],
        "table",
        columns=("subject", "level", "login", "through", "privilege", "rules"),
    )
    show(
        [
            {
                "runs": s.runs,
                "root": "yes" if s.needs_root else "",
                "rules": " ".join(s.rules),
            }
            for s in plan.steps
        ],
        "table",
        columns=("runs", "root", "rules"),
    )
