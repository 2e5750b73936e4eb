"""What went wrong with audit4's own input, said in one line.

Every error that a user can mend is an `Audit4Error`; the command line catches
that one class, prints it and exits with its code. What is wrong on an audited
host is never an exception here: it is data in the results.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file that a user wrote: path, line and column, from 1."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(p) for p in (self.path, self.line, self.column) if p)


class Audit4Error(Exception):
    """Input or a setting is wrong; `str()` is one line that says the way out."""

    exit_code = 2


class InputError(Audit4Error):
    """A file that the user wrote is wrong at a known place."""

    def __init__(self, message: str, location: Location | None = None) -> None:
        whole = f"{location}: {message}" if location else message
        # Keys and names come from files: none may break the line or the terminal.
        super().__init__("".join(c if c.isprintable() else " " for c in whole))
        self.location = location


class LockedError(Audit4Error):
    """Another audit4 works in this workspace."""


class InputErrors(InputError):  # noqa: N818 - several of them
    """Several things are wrong in what the user wrote; one line for each."""

    def __init__(self, errors: tuple[InputError, ...]) -> None:
        Audit4Error.__init__(self, "\n".join(str(e) for e in errors))
        self.errors = errors
        self.location = errors[0].location


class CheckLoadError(Audit4Error):
    """A check, or a pack of checks, cannot be loaded."""
