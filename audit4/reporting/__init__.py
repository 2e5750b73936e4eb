"""Reports: one self-contained HTML file a unit, and an index of the province.

A results document and `Extras` become a view (`unit_view`, `index_view`), and the
view becomes HTML (`render_unit`, `render_index`). No part of it reads the store.
"""

from audit4.reporting.files import Written, write, write_reports
from audit4.reporting.index import index_view
from audit4.reporting.inputs import (
    ControlWords,
    Extras,
    Header,
    Moved,
    Past,
    RuleWords,
    Standing,
    StatementWords,
    WaiverWords,
)
from audit4.reporting.province import IndexView
from audit4.reporting.render import render_index, render_unit
from audit4.reporting.standing import standings
from audit4.reporting.unit import unit_view
from audit4.reporting.view import UnitView

__all__ = [
    "ControlWords",
    "Extras",
    "Header",
    "IndexView",
    "Moved",
    "Past",
    "RuleWords",
    "Standing",
    "StatementWords",
    "UnitView",
    "WaiverWords",
    "Written",
    "index_view",
    "render_index",
    "render_unit",
    "standings",
    "unit_view",
    "write",
    "write_reports",
]
