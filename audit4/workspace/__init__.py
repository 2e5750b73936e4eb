"""The workspace: the folder in which one province's or unit's audits live.

`audit4 init` makes it. Everything in it is private to its owner (0700, 0600), and
its database needs a local disk.
"""

from audit4.workspace.config import Config, Round, TrustedPack, schema, zone
from audit4.workspace.disk import (
    make_private,
    replace_private,
    write_private,
)
from audit4.workspace.folder import Workspace, init

__all__ = [
    "Config",
    "Round",
    "TrustedPack",
    "Workspace",
    "init",
    "make_private",
    "replace_private",
    "schema",
    "write_private",
    "zone",
]
