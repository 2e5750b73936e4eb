"""`audit4 completion`: what the shell needs to complete audit4's words."""

import click
from click.shell_completion import get_completion_class


@click.command("completion", epilog="Example: audit4 completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script for a shell."""
    root = ctx.find_root().command
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choice is click's own list
    script = kind(root, {}, "audit4", "_AUDIT4_COMPLETE")
    # bash 4.4 and newer; older ones say so themselves when they read it.
    click.echo(script.source_template % script.source_vars())
