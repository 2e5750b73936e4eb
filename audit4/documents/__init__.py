"""YAML files that a user writes: read with positions, validated, errors by line.

YAML here is a plain subset, so that what is written is what is read: `yes`, `no`,
`on`, `off`, dates and numbers with a leading zero stay words; tags, anchors,
aliases, merge keys and repeated keys are refused. What comes out is JSON data.
"""

from audit4.documents.loading import MAX_BYTES, Document, Where, parse, read
from audit4.documents.models import (
    AsTuple,
    Cited,
    Line,
    Model,
    Name,
    Words,
    explain,
    nearest,
    raise_all,
    said,
    schema_of,
    validate,
    wrong,
)
from audit4.documents.workbook import Formula, Sheet, sheets

__all__ = [
    "MAX_BYTES",
    "AsTuple",
    "Cited",
    "Document",
    "Formula",
    "Line",
    "Model",
    "Name",
    "Sheet",
    "Where",
    "Words",
    "explain",
    "nearest",
    "parse",
    "raise_all",
    "read",
    "said",
    "schema_of",
    "sheets",
    "validate",
    "wrong",
]
