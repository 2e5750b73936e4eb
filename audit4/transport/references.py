"""Secrets by reference: the inventory names a variable, never a value."""

import os

from audit4.transport.base import Failure
from audit4.transport.kinds import Kind


def secret(variable: str | None) -> str | None:
    """The value of an environment variable that an inventory names.

    Raises:
        Failure: the variable is named but not set.
    """
    if variable is None:
        return None
    value = os.environ.get(variable)
    if not value:
        raise Failure(Kind.SECRET_MISSING, variable)
    return value
