"""`audit4 findings`: what must be mended, and its history."""

from dataclasses import asdict
from typing import Any

import click

from audit4 import clock
from audit4.cli import words
from audit4.cli.common import LANG, stored, workspace
from audit4.cli.output import FORMAT, folded, show
from audit4.errors import Audit4Error
from audit4.record import Event, Finding, FindingState


@click.group("findings")
def command() -> None:
    """Follow what must be mended, from scan to scan."""


@command.command("list", epilog="Example: audit4 findings list --unit so-mau --overdue")
@click.argument("subject", required=False)
@click.option("--unit", help="Only this unit.")
@click.option("--all", "everything", is_flag=True, help="Resolved and closed ones too.")
@click.option("--overdue", is_flag=True, help="Only those past their due date.")
@LANG
@FORMAT
@click.pass_context
def list_(
    ctx: click.Context,
    /,
    subject: str | None,
    unit: str | None,
    everything: bool,  # noqa: FBT001 - a flag of the command line
    overdue: bool,  # noqa: FBT001
    lang: str | None,
    form: str,
) -> None:
    """List findings that stand, worst and oldest first."""
    now = clock.now()
    place = workspace(ctx)
    spoken = lang or place.config.language
    with stored(place) as store:
        found = [
            f
            for f in store.findings(subject or unit)
            if (everything or f.state.unmended) and (not overdue or f.overdue(now))
        ]
    found.sort(key=lambda f: (-f.severity.weight, f.due, f.subject, f.rule))
    columns = ("id", "subject", "rule", "severity", "state", "due", "first_failed")
    none = words.in_language(words.NO_FINDING, spoken)
    show([_row(f) for f in found], form, columns=columns, empty=none)
    if found and form == "table":
        late = sum(f.overdue(now) for f in found)
        counts = {"count": len(found), "overdue": late}
        said = words.in_language(words.FINDING_NEXT, spoken, **counts)
        click.echo(folded(said), err=True)


@command.command("show", epilog="Example: audit4 findings show 12")
@click.argument("finding", type=int)
@FORMAT
@click.pass_context
def show_(ctx: click.Context, /, finding: int, form: str) -> None:
    """Show a finding with its history; FINDING is its number in the list."""
    with stored(workspace(ctx)) as store:
        one = next((f for f in store.findings() if f.id == finding), None)
        if one is None:
            raise Audit4Error(f"no finding {finding}: see `audit4 findings list --all`")
        history = [e for n, e in store.history(one.subject) if n == finding]
    if form == "json":
        show([_row(one) | {"history": [_event(e) for e in history]}], form, columns=())
        return
    for name, value in _row(one).items():
        if value not in {None, ""}:
            click.echo(f"{name:<16} {value}")
    columns = ("at", "kind", "state", "scan", "note")
    show([_event(e) for e in history], form, columns=columns)


def _row(one: Finding) -> dict[str, Any]:
    row = asdict(one)
    for name in ("first_seen", "first_failed", "last_seen", "due", "unverified_since"):
        row[name] = row[name].date().isoformat() if row[name] else None
    if one.unverified_since and one.state is not FindingState.CLOSED:
        row["state"] = f"{one.state} (unverified)"
    return row


def _event(event: Event) -> dict[str, Any]:
    row = asdict(event)
    row["at"] = event.at.isoformat(timespec="seconds")
    return row
