"""Write the reports of a scan to a folder."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from audit4.reporting.index import index_view
from audit4.reporting.inputs import Extras
from audit4.reporting.render import render_index, render_unit
from audit4.reporting.rows import Document
from audit4.reporting.standing import standings
from audit4.reporting.unit import unit_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the reports are: the index, and each unit's by its id."""

    index: Path
    units: dict[str, Path]


def write_reports(
    document: Document,
    extras: Extras,
    folder: Path,
    *,
    title: str,
    lang: str = "vi",
    units: Iterable[str] | None = None,
) -> Written:
    """Write `index.html` and `unit-<id>.html` for each unit, readable by the owner.

    `units` narrows which unit reports are written; the index always covers all.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ids = [u["id"] for u in document["units"]]
    names = page_names(ids)
    written = {}
    found = dict(standings(document, extras))
    for unit in ids if units is None else units:
        view = unit_view(document, unit, extras, lang)
        if view.changes:
            found[unit] = replace(found[unit], moved=view.changes.moved)
        written[unit] = folder / names[unit]
        write(written[unit], render_unit(view))
    index = folder / "index.html"
    links = hrefs(names)
    write(index, render_index(index_view(document, extras, links, title, lang, found)))
    return Written(index=index, units=written)


def page_names(units: Iterable[str]) -> dict[str, str]:
    """The file name of each unit's report."""
    return {unit: f"unit-{quote(unit, safe='')}.html" for unit in units}


def hrefs(names: Mapping[str, str]) -> dict[str, str]:
    """Links to files of these names: a percent sign is escaped once more."""
    return {unit: quote(name) for unit, name in names.items()}


def write(path: Path, text: str) -> None:
    """Write a report in one piece or not at all, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
