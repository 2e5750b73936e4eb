"""Write `results.json`, and say what it may hold."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from audit4.export.document import Report, parts, result_row
from audit4.finding import Result


def schema() -> dict[str, Any]:
    """The JSON Schema of a results document."""
    text = files("audit4.export").joinpath("results.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]  # our own file, an object


def validate(document: object) -> None:
    """Hold a document against the schema; needs the package `jsonschema`.

    Raises:
        jsonschema.ValidationError: it is not a results document.
    """
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only where wanted

    Draft202012Validator(schema()).validate(document)


def write(path: Path, report: Report) -> None:
    """Write a document in one piece or not at all, readable by its owner alone.

    Results are written as they come, which must be in the document's order: a
    province has a million of them.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(_pieces(report))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def text(report: Report) -> str:
    """The document as the text that `write` puts into a file."""
    return "".join(_pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    separator = "{"
    for name, value in parts(report, ()):
        yield f"{separator}\n{_json(name)}: "
        yield from _results(report.results) if name == "results" else _value(value)
        separator = ","
    yield "\n}\n"


def _value(value: str | dict[str, object] | list[dict[str, object]]) -> Iterator[str]:
    if isinstance(value, list):
        yield from _list(_json(row) for row in value)
    else:
        yield _json(value)


def _results(rows: Iterable[Result]) -> Iterator[str]:
    yield from _list(_json(result_row(row)) for row in rows)


def _list(rows: Iterable[str]) -> Iterator[str]:
    separator = "["
    for row in rows:
        yield f"{separator}\n{row}"
        separator = ","
    yield "[]" if separator == "[" else "\n]"


def _json(value: object) -> str:
    # Vietnamese stays readable; a lone surrogate cannot be written as UTF-8.
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return line
