"""The command line: the only code that prints or exits.

Commands load when they are called, so that `audit4 --help` imports click alone.
"""

import sys
from importlib import import_module

import click

from audit4 import __version__
from audit4.errors import Audit4Error

_COMMANDS = {
    "init": ("workspace", "Make a workspace: settings, inventory, signing key."),
    "scan": ("scan", "Audit servers and write a report for each unit."),
    "report": ("report", "Write the reports of a stored scan again."),
    "findings": ("findings", "Follow what must be mended, from scan to scan."),
    "doctor": ("doctor", "Find out why a host cannot be audited, and the fix."),
    "plan": ("plan", "Print exactly what would run where, and for which rule."),
    "hosts": ("hosts", "Trust host keys, list hosts, retire a host."),
    "access": ("access", "Print the script that gives audit4 its pinned access."),
    "inventory": ("inventory", "Check an inventory or import one."),
    "policy": ("policy", "Lint, show or explain a policy."),
    "checks": ("checks", "List the checks and say what each looks at."),
    "bundle": ("bundle", "Audit a host that cannot be reached: by file."),
    "rejudge": ("rejudge", "Judge stored evidence again, under another policy."),
    "evidence": ("evidence", "Verify the signed chain of evidence, or prune it."),
    "schema": ("schema", "Print the JSON Schema of a file format."),
    "completion": ("completion", "Print the shell completion script."),
    "demo": ("demo", "Serve a small province on this machine and audit it twice."),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are used, in reading order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"audit4.cli.{_COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - our own modules
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(n, says) for n, (_, says) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            raise click.UsageError(_did_you_mean(wrong.message, args[0]), ctx) from None


def _did_you_mean(message: str, word: str) -> str:
    # Loaded only on a typo; most runs never need it.
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(word, _COMMANDS, 1)
    return f"{message.rstrip('.')}; did you mean '{near[0]}'?" if near else message


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="Start here: audit4 demo, or audit4 scan user@host, or audit4 init.",
)
@click.version_option(__version__, prog_name="audit4")
@click.option(
    "-C",
    "--workspace",
    type=click.Path(file_okay=False),
    help="Workspace directory  [default: this one or the nearest above].",
)
@click.pass_context
def audit4(ctx: click.Context, workspace: str | None) -> None:
    """Judge how well servers are protected, over SSH, by the four-layer model."""
    ctx.obj = workspace


def main() -> None:
    """Run the command line; one line and an exit code whatever goes wrong."""
    try:
        code = audit4.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except Audit4Error as wrong:
        click.secho(f"audit4: {wrong}", fg="red", err=True)
        sys.exit(wrong.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
