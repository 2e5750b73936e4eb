"""What goes wrong in a workspace's own templates, said at file and line."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from audit4.errors import Audit4Error

# What an expression of a template may come to; a shipped one never does.
_WRONG = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


@contextmanager
def located(folder: Path) -> Iterator[None]:
    """Turn an error in a template of the folder into one that names the place.

    Raises:
        Audit4Error: a template there is wrong.
    """
    try:
        yield
    except TemplateSyntaxError as error:
        raise Audit4Error(f"{error.filename}:{error.lineno}: {error.message}") from None
    except _WRONG as error:
        place = _place(error, folder)
        if place is None:
            raise
        raise Audit4Error(f"{place}: {_says(error)}") from None


def _place(error: Exception, folder: Path) -> str | None:
    """The innermost line of the folder's templates in which it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    within = [f for f in frames if Path(f.filename).is_relative_to(folder)]
    return f"{within[-1].filename}:{within[-1].lineno}" if within else None


def _says(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template `{error.name}`"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
