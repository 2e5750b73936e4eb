"""What units state about themselves, with a document behind it.

`attestations/<unit>.yaml` holds a unit's statements. One counts as long as it is
proven: its document has number and date, the file it names is there and unaltered,
and its time has not run out. What is not proven is *pending*, neither met nor
missed. The state of the files is taken as the statements are read, so that judging
again later needs no file.

Units answer in YAML, or in a spreadsheet that is exported for them and imported as a
whole or not at all; either says in plain words what is asked.
"""

from audit4.attestation.adopting import Adoption, Change, adopt
from audit4.attestation.asked import OPEN, Asked, State
from audit4.attestation.loading import load, schema
from audit4.attestation.model import (
    Attestation,
    Attestations,
    Proof,
    Wanted,
    add_months,
    restore,
)
from audit4.attestation.reading import Handed, Row, read_rows
from audit4.attestation.sheet import workbook
from audit4.attestation.template import template

__all__ = [
    "OPEN",
    "Adoption",
    "Asked",
    "Attestation",
    "Attestations",
    "Change",
    "Handed",
    "Proof",
    "Row",
    "State",
    "Wanted",
    "add_months",
    "adopt",
    "load",
    "read_rows",
    "restore",
    "schema",
    "template",
    "workbook",
]
