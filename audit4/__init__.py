"""Audit how well servers are protected, over SSH, against a policy."""

from pathlib import Path

__version__ = "0.1.0"

# A wheel carries checks/, policies/ and reports/ inside this package; in a
# checkout they lie beside it. Search there too, so that audit4.checks is their
# one import name in both.
_checkout = Path(__file__).resolve().parent.parent
if (_checkout / "pyproject.toml").is_file():
    __path__.append(str(_checkout))
