"""`audit4 rejudge`: stored evidence under another policy; no host is touched."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import click

from audit4 import clock, policy
from audit4.cli.common import SCAN, key_folder, scan_of, stored, workspace
from audit4.cli.output import FORMAT, show
from audit4.errors import Audit4Error
from audit4.finding import Result
from audit4.registry import load as load_registry
from audit4.scan.again import rejudge, with_policy
from audit4.scan.inputs import Inputs, read_inputs, restored
from audit4.store.keys import load_key
from audit4.workspace import Workspace

_PARTS = ("inventory", "attestations", "waivers")


@click.command("rejudge", epilog="Example: audit4 rejudge --policy policies/new.yaml")
@SCAN
@click.option("--policy", "policy_name", help="Policy  [default: the scan's own].")
@click.option(
    "--with-current",
    "current",
    multiple=True,
    type=click.Choice(_PARTS),
    help="Take this part as it is now, not as the scan had it.",
)
@FORMAT
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scan_id: str | None,
    policy_name: str | None,
    current: tuple[str, ...],
    form: str,
) -> None:
    """Judge the stored evidence of a scan again; no host is touched.

    The new judgement is stored beside the scan's own, which stays as it is, and so
    do the findings. What became of each result that differs is listed.
    """
    place = workspace(ctx)
    with stored(place) as store:
        info = store.scan(scan_of(store, scan_id))
        found = _inputs(place, store.snapshots(info.id), policy_name, current)
        number = rejudge(store, info, found)
        store.seal_judgement(info.id, number, clock.now(), load_key(key_folder()))
        before = {_key(r): r for r in store.results(info.id)}
        after = {_key(r): r for r in store.results(info.id, number)}
    rows = [
        {
            "subject": key[0],
            "rule": key[1],
            "was": before[key].status.value if key in before else None,
            "is": after[key].status.value if key in after else None,
        }
        for key in sorted({*before, *after})
        if key not in before
        or key not in after
        or before[key].status is not after[key].status
    ]
    show(
        rows,
        form,
        columns=("subject", "rule", "was", "is"),
        empty="every result is the same",
    )
    counts = Counter(r.status.value for r in after.values())
    said = ", ".join(f"{n} {s}" for s, n in sorted(counts.items()))
    click.echo(f"judgement {number} of scan {info.id}: {said}", err=True)


def _inputs(
    place: Workspace,
    snapshots: Mapping[str, str],
    policy_name: str | None,
    current: tuple[str, ...],
) -> Inputs:
    registry = load_registry(place.config.packs, place.checks)
    if not snapshots:
        raise Audit4Error("the scan has no snapshot to judge by")
    taken = restored(snapshots, registry)
    if policy_name:
        other = policy.load(policy_name, registry, folder=place.policies)
        taken = replace(taken, policy=other)
    return with_policy(taken, read_inputs(place), current) if current else taken


def _key(row: Result) -> tuple[str, str]:
    return row.subject, row.rule
