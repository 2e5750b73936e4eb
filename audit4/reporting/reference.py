"""The page on templates, from the view models themselves.

`python -m audit4.reporting.reference` prints it; `make reference` writes it.
"""

import dataclasses
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator
from importlib.resources import files

from audit4.reporting.province import IndexView
from audit4.reporting.view import UnitView

_HEAD = """\
# Templates of your own

Made by `make reference` from the program itself.

A workspace may hold a folder `templates/`. A file in it stands in the place of the
shipped template of the same path; all others stay as they are. `audit4 scan` and
`audit4 report` use it; `audit4 report` writes the reports of a stored scan again.

| File | What it is |
|---|---|
{files}
Shipped templates can be extended under `audit4/`, also from a file of the same name:

```jinja
{{% extends "audit4/unit.html" %}}
{{% block title %}}Sở Mẫu – {{{{ view.name }}}}{{% endblock %}}
```

Templates are [Jinja](https://jinja.palletsprojects.com/). They run in its sandbox, with
autoescape on; a name that does not exist is an error. What is wrong is said in one line
with file and line, and no report is written. A page lets in exactly its own style and
script (Content-Security-Policy), so that `style="…"` and `onclick="…"` do nothing: put
rules into `templates/style.css`.

Everything in a view is plain text, cleaned and bounded, in the language of the report.
Most of it comes from audited hosts: do not mark any of it `|safe`.

## Beside the view

| Name | What it gives |
|---|---|
| `view` | the `UnitView` of a unit's report, the `IndexView` of the index |
| `lang` | `vi` or `en` |
| `words` | English words by kind and code, such as `words.severity["high"]` |
| `_()`, `ngettext()` | a message in the language of the report: `_(words.layer[1])` |
| `asset(name)` | a style sheet or script, to be put into the page |
| `x\\|number`, `x\\|percent` | a number, or a part of 1, in the form of the language |
| `x\\|day`, `x\\|time` | a date or time in the workspace's zone |
| `x\\|code` | a text with what stands between backticks set as code |

Numbers are those of `results.json`.
"""
_PARTS = (
    *("base.html", "unit.html", "index.html", "macros.html"),
    *("style.css", "index.css", "report.js", "index.js"),
)
_MODULE = re.compile(r"\b(?:\w+\.)+(?=\w)")


def page() -> str:
    """The whole page."""
    shown = [f"| `{name}` | {_about(name)} |\n" for name in _templates()]
    return "\n".join(
        [
            _HEAD.format(files="".join(shown)),
            *map(_section, _every(UnitView, IndexView)),
        ]
    )


def _templates() -> Iterator[str]:
    yield from _PARTS
    parts = files("audit4.reports") / "parts"
    yield from sorted(f"parts/{p.name}" for p in parts.iterdir())


def _about(name: str) -> str:
    match name.rpartition(".")[2], name.partition("/")[0]:
        case "css", _:
            return "style sheet"
        case "js", _:
            return "script; pages work without it"
        case _, "parts":
            where = "index" if "index_" in name else "unit's report"
            return f"a part of the {where}"
        case _:
            return {
                "base.html": "what both pages have in common",
                "macros.html": "icons, severities, classes, bars",
            }.get(name, "the page")


def _every(*roots: type) -> list[type]:
    """The records of some views, each after the one that leads to it."""
    found: list[type] = []
    waiting = list(roots)
    while waiting:
        cls = waiting.pop(0)
        if cls in found:
            continue
        found.append(cls)
        hints = typing.get_type_hints(cls)
        waiting += [c for name in _fields(cls) for c in _within(hints[name])]
    return found


def _fields(cls: type) -> tuple[str, ...]:
    if dataclasses.is_dataclass(cls):
        return tuple(f.name for f in dataclasses.fields(cls))
    return tuple(cls._fields)  # type: ignore[attr-defined]  # a named tuple


def _within(hint: object) -> Iterator[type]:
    record = dataclasses.is_dataclass(hint) or hasattr(hint, "_fields")
    if record and isinstance(hint, type):
        yield hint
    for inner in typing.get_args(hint):
        yield from _within(inner)


def _section(cls: type) -> str:
    hints = typing.get_type_hints(cls)
    rows = [f"| `{name}` | `{_type(hints[name])}` | |" for name in _fields(cls)]
    rows += [
        f"| `{name}` | `{_type(typing.get_type_hints(found.fget)['return'])}` "
        f"| {_first(found)} |"
        for name, found in vars(cls).items()
        if isinstance(found, property)
    ]
    table = "\n".join(["| Name | Type | |", "|---|---|---|", *rows])
    return f"## {cls.__name__}\n\n{inspect.getdoc(cls)}\n\n{table}\n"


def _first(found: property) -> str:
    return (inspect.getdoc(found) or "").partition("\n")[0]


def _type(hint: object) -> str:
    """A type as one writes it, without modules, fit for a cell of a table."""
    if hint is types.NoneType:
        return "None"
    args = typing.get_args(hint)
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return " \\| ".join(map(_type, args))
    if args:
        name = getattr(typing.get_origin(hint), "__name__", str(hint))
        return f"{name}[{', '.join('...' if a is ... else _type(a) for a in args)}]"
    return getattr(hint, "__name__", None) or _MODULE.sub("", str(hint))


if __name__ == "__main__":
    sys.stdout.write(page())
