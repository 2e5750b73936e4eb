"""The reference of all commands as Markdown: `python -m audit4.cli.reference`."""

from collections.abc import Iterator

import click

from audit4.cli import audit4

_HEAD = """\
# The commands of audit4

Made by `make reference` from the program itself: what `--help` prints, in one page.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_sections()])


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its words, groups before what is in them."""
    yield from ((c.command_path, c.command) for c in _walk(audit4, _root()))


def _root() -> click.Context:
    return click.Context(audit4, info_name="audit4", **audit4.context_settings)


def _walk(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                below = click.Context(inner, info_name=name, parent=context)
                yield from _walk(inner, below)


def _sections() -> Iterator[str]:
    for each in _walk(audit4, _root()):
        # Width is the terminal's otherwise, and the page would never be current.
        each.terminal_width = 88
        yield f"## {each.command_path}\n\n```text\n{each.command.get_help(each)}\n```\n"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
