"""The command line: the only code that prints or exits.

Commands load when they are called, so that `audit4 --help` imports click alone.
"""

import errno
import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from audit4 import __version__
from audit4.errors import Audit4Error

_COMMANDS = {
    "init": ("workspace", "Make a workspace: settings, inventory, signing key."),
    "scan": ("scan", "Audit servers and write a report for each unit."),
    "report": ("report", "Write the reports of a stored scan again."),
    "export": ("export", "Write spreadsheets, CSV, and the yearly form."),
    "findings": ("findings", "Follow what must be mended, from scan to scan."),
    "doctor": ("doctor", "Find out why a host cannot be audited, and the fix."),
    "plan": ("plan", "Print exactly what would run where, and for which rule."),
    "hosts": ("hosts", "Trust host keys, list hosts, retire a host."),
    "access": ("access", "Print the script that gives audit4 its pinned access."),
    "inventory": ("inventory", "Check an inventory or import one."),
    "attest": ("attest", "Ask units for their statements, see what is due."),
    "policy": ("policy", "Lint, show or explain a policy."),
    "checks": ("checks", "List the checks and say what each looks at."),
    "bundle": ("bundle", "Audit a host that cannot be reached: by file."),
    "rejudge": ("rejudge", "Judge stored evidence again, under another policy."),
    "evidence": ("evidence", "Verify the signed chain of evidence, or prune it."),
    "schema": ("schema", "Print the JSON Schema of a file format."),
    "completion": ("completion", "Print the shell completion script."),
    "demo": ("demo", "Serve a small province on this machine and audit it twice."),
}

_INTERRUPTED = 130
# What a shell reports of a program that SIGPIPE ended.
_BROKEN_PIPE = 141
_WAYS_OUT = {
    errno.EACCES: "; run as the user who owns it",
    errno.EPERM: "; run as the user who owns it",
    errno.EROFS: "; choose a place that can be written to",
    errno.ENOSPC: "; make room, then run again (a scan: with --resume)",
    errno.EDQUOT: "; make room, then run again (a scan: with --resume)",
    errno.EMFILE: "; lower --jobs, or raise `ulimit -n`",
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

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # click would end with 1, which here means findings.
            sys.exit(_piped())

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
    ctx.color = _colour()


def main() -> None:
    """Run the command line; one line and an exit code whatever goes wrong."""
    # Start-up allocates much that lives as long as the process; looking through
    # it for garbage again and again costs a tenth of the start.
    gc.set_threshold(50_000, 20, 20)
    sys.exit(run())


def run() -> int:
    """Run the command line; the exit code, with every trouble told."""
    try:
        code = audit4.main(prog_name="audit4", standalone_mode=False)
        sys.stdout.flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _told("interrupted", _INTERRUPTED)
    except click.ClickException as wrong:
        wrong.show()
        code = wrong.exit_code
    except Audit4Error as wrong:
        code = _told(f"audit4: {wrong}", wrong.exit_code)
    except BrokenPipeError:
        code = _piped()
    except OSError as wrong:
        code = _told(f"audit4: {_file_trouble(wrong)}", Audit4Error.exit_code)
    except _database_errors() as wrong:
        what = getattr(wrong, "orig", wrong)
        line = f"audit4: the database cannot be used: {what}; see disk and owner"
        code = _told(line, Audit4Error.exit_code)
    return code if isinstance(code, int) else 0


def _told(line: str, code: int) -> int:
    click.secho(line, fg="red", err=True, color=_colour())
    return code


def _colour() -> bool | None:
    """None leaves it to the terminal; see no-color.org, which click does not heed."""
    return False if os.environ.get("NO_COLOR") else None


def _file_trouble(wrong: OSError) -> str:
    """What the system refused, in one line with the file and a way out."""
    what = f"{wrong.filename}: " if wrong.filename else ""
    way_out = _WAYS_OUT.get(wrong.errno or 0, "")
    return f"{what}{wrong.strerror or type(wrong).__name__}{way_out}"


def _database_errors() -> tuple[type[Exception], ...]:
    """What the database may raise; nothing where it was never loaded."""
    errors = sys.modules.get("sqlalchemy.exc")
    return (errors.OperationalError,) if errors else ()


def _piped() -> int:
    """Who reads has seen enough; Python flushes once more as it ends: to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _BROKEN_PIPE
