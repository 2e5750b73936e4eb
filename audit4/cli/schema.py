"""`audit4 schema`: JSON Schemas of the file formats, for editors and programs."""

import json

import click

from audit4 import attestation, inventory, policy, waivers, workspace
from audit4.export import results

_SCHEMAS = {
    "inventory": inventory.schema,
    "policy": policy.schema,
    "attestations": attestation.schema,
    "waivers": waivers.schema,
    "workspace": workspace.schema,
    "results": results.schema,
}


@click.command("schema", epilog="Example: audit4 schema inventory > inventory.json")
@click.argument("name", type=click.Choice(list(_SCHEMAS)))
def command(name: str) -> None:
    """Print the JSON Schema of a file format."""
    click.echo(json.dumps(_SCHEMAS[name](), indent=2, ensure_ascii=False))
