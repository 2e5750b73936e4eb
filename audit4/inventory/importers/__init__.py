"""Make inventory files of other lists of servers: tables and Ansible inventories.

An import is a text to look through and keep, never read beside the inventory. What
could not be taken over is said in a note; secrets are left out, and said.
"""

from audit4.inventory.importers.ansible import from_ansible
from audit4.inventory.importers.draft import Imported
from audit4.inventory.importers.table import from_table

__all__ = ["Imported", "from_ansible", "from_table"]
