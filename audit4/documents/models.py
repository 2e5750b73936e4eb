"""Validate documents against pydantic models, and say what is wrong in one line."""

import datetime as dt
import re
import types
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
)
from pydantic_core import core_schema

from audit4.documents.loading import Document, Where
from audit4.errors import InputError, InputErrors
from audit4.finding import Text

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
M = TypeVar("M", bound="Model")
T = TypeVar("T")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=NAME)]


class Model(BaseModel):
    """A part of a document; a key that it does not have is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Words(Model):
    """A text in both languages, neither of them empty."""

    vi: Line
    en: Line

    @property
    def text(self) -> Text:
        """The same as a `Text`."""
        return Text(self.vi, self.en)


class Cited(Model):
    """A paper that stands behind a statement.

    `file` lies beside the YAML file that names it, or below.
    """

    number: Line | None = None
    date: dt.date | None = None
    file: Line | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")] | None = (
        None
    )


def _several(value: object) -> object:
    return [value] if isinstance(value, str | int) else value


class _OneOrMany:
    """One value may stand where a list is wanted; the JSON Schema says so too."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_several, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}


AsTuple = Annotated[tuple[T, ...], _OneOrMany()]


def nearest(name: object, names: Iterable[object]) -> str:
    """`; did you mean …?` with the nearest of the right names, or nothing."""
    found = get_close_matches(str(name), [str(n) for n in names], n=1, cutoff=0.6)
    return f"; did you mean `{found[0]}`?" if found else ""


def wrong(document: Document, where: Where, message: str) -> InputError:
    """An error at the value that stands at a path."""
    return InputError(message, document.value_at(where))


def raise_all(errors: Sequence[InputError]) -> None:
    """Raise what was found wrong, if anything was: all of it at once."""
    if errors:
        ordered = sorted(errors, key=_order)
        raise InputErrors(tuple(ordered)) if len(ordered) > 1 else ordered[0]


def _order(error: InputError) -> tuple[str, int, int]:
    at = error.location
    return (at.path, at.line or 0, at.column or 0) if at else ("", 0, 0)


def validate(model: type[M], document: Document) -> M:
    """The document as a model.

    Raises:
        InputError: at each place that the model does not allow.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = [explain(document, p, model) for p in error.errors()]
    raise InputErrors(tuple(problems)) if len(problems) > 1 else problems[0]


def explain(
    document: Document,
    problem: Mapping[str, Any],
    model: object = None,
    below: Where = (),
) -> InputError:
    """One problem of pydantic's as an error at its place in the document.

    `below` is where in the document the validated value stands.
    """
    loc: Where = (*below, *problem["loc"])
    known = document.known(loc)
    if loc[-1:] == ("[key]",):
        return InputError(f"`{loc[-2]}`: {said(problem)}", document.key_at(known))
    match problem["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            names = _names_at(model, problem["loc"][:-1])
            text = f"unknown key `{loc[-1]}`{nearest(loc[-1], names)}"
            return InputError(text, document.key_at((*known[:-1], loc[-1])))
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            text = f"`{loc[-1]}` is missing"
        case _:
            text = f"`{_label(known)}`: {said(problem)}"
    return InputError(text, document.value_at(known))


_SAYS = {
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "frozen_set_type": "must be a list",
    "set_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "mapping_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "dataclass_type": "must be a mapping of keys to values",
    "none_required": "must be left out",
    "string_too_short": "must not be empty",
}


def said(problem: Mapping[str, Any]) -> str:
    """What one problem of pydantic's asks of the value, in a few words."""
    kind = problem["type"]
    if kind.startswith("date"):
        return "must be a date such as 2026-11-22"
    if kind == "string_pattern_mismatch":
        return _pattern(problem["ctx"]["pattern"])
    if kind in {"literal_error", "enum"}:
        expected = problem["ctx"]["expected"]
        names = re.findall(r"'([^']*)'", expected)
        return f"must be {expected}{nearest(problem['input'], names)}"
    if kind in {"value_error", "assertion_error"}:
        return str(problem["ctx"]["error"])
    return _SAYS.get(kind) or problem["msg"].replace("Input should", "should")


def _pattern(pattern: str) -> str:
    if pattern == NAME:
        return "must be letters, digits, `.`, `_` or `-`, at most 64"
    if "{64}" in pattern:
        return "must be a SHA-256 digest: 64 hexadecimal digits"
    return f"must match {pattern}"


def _label(where: Where) -> str:
    words = [str(step) for step in where if isinstance(step, str)]
    return words[-1] if words else "document"


def _names_at(annotation: object, where: Where) -> list[str]:
    """Names that a mapping at this path may have, by the annotations on the way."""
    for step in where:
        annotation = _below(annotation, step)
    return [str(name) for arm in _arms(annotation) for name in _fields(arm)]


def _below(annotation: object, step: str | int) -> object:
    for arm in _arms(annotation):
        if step in (fields := _fields(arm)):
            return fields[step]
        if inner := [a for a in get_args(arm) if a is not Ellipsis]:
            return inner[-1]
    return None


def _arms(annotation: object) -> list[object]:
    """The types that a value may have, once `Annotated` and unions are opened."""
    args = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _arms(args[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return [arm for a in args for arm in _arms(a)]
    return [annotation]


def _fields(arm: Any) -> dict[str | int, object]:  # noqa: ANN401
    if fields := getattr(arm, "model_fields", None):
        return {f.alias or n: f.annotation for n, f in fields.items()}
    return {n: f.type for n, f in getattr(arm, "__dataclass_fields__", {}).items()}


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a document, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(by_alias=True),
        "title": title,
    }
