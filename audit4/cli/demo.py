"""`audit4 demo`: the main job on a small province that comes with the program."""

import sys
from pathlib import Path

import click

from audit4.demo.running import Outcome, run

_EPILOG = """\b
The hosts are recordings that answer over real SSH on 127.0.0.1; this machine is
audited as it is. Needs no server, no root and no network.

\b
Exit codes: 0 the demonstration went well, whatever it found; 1 it did not;
2 the directory is not its own."""


@click.command("demo", epilog=_EPILOG)
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where everything goes; an earlier demonstration there is replaced.",
)
def command(directory: Path) -> None:
    """Serve a small province on this machine and audit it twice."""
    _end(directory, run(directory, lambda line: click.echo(line, err=True)))


def _end(directory: Path, outcome: Outcome) -> None:
    second = outcome.second
    click.echo(
        f"\nĐã khắc phục {outcome.mended}, còn tồn tại {outcome.persisting}, "
        f"phát sinh {outcome.new} · mended {outcome.mended}, "
        f"persisting {outcome.persisting}, new {outcome.new}"
    )
    click.echo("\nMở bằng trình duyệt · open in a browser:")
    for page in (second.index, *second.units.values()):
        click.echo(f"  {_near(page)}")
    click.echo("\nKết quả máy đọc được · machine-readable results:")
    for scan in (outcome.first, second):
        click.echo(f"  {_near(scan.results)}")
    click.echo("\nThử tiếp · try next:")
    for words in (
        f"-C {directory} findings list",
        f"-C {directory} report --lang en",
        "scan localhost",
    ):
        click.echo(f"  {_program()} {words}")


def _near(path: Path) -> str:
    """The path as seen from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _program() -> str:
    """How this program was called, for commands to paste."""
    called = Path(sys.argv[0])
    return _near(called.absolute()) if called.name == "audit4" else "audit4"
