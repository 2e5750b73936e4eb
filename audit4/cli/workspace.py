"""`audit4 init`: a workspace to fill in, and the key that signs."""

from pathlib import Path

import click

from audit4.cli import words
from audit4.cli.common import key_folder
from audit4.cli.output import folded
from audit4.store.keys import fingerprint, init_key
from audit4.workspace import init


@click.command("init", epilog="Example: audit4 init audit && cd audit")
@click.argument("directory", type=click.Path(file_okay=False), default=".")
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", help="[default: vi]"
)
def command(directory: str, lang: str) -> None:
    """Make a workspace in DIRECTORY: settings, example inventory, signing key.

    Files that are there already stay as they are. The signing key is made once for
    each user and lies outside the workspace.
    """
    root = Path(directory)
    for path in init(root, lang):
        click.echo(f"made  {path}")
    folder = key_folder()
    key = init_key(folder)
    click.echo(f"signs {folder / 'signing.key'}  {fingerprint(key.public_key())}")
    click.echo(folded(words.in_language(words.INIT_NEXT, lang)))
