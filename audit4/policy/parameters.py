"""Parameters of checks, validated against the annotations of `evaluate`."""

import inspect
import json
import types
from collections.abc import Collection, Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from audit4.check import Check

# pydantic has no schema for these: anything that can be walked comes as a tuple.
_WALKED = (Collection, Container, Iterable)


def model_for(check: Check) -> type[BaseModel]:
    """A model with one field a parameter of the check.

    Strict, so that `600` written for a text or "600" for a number is an error. A
    field has a name of its own and the parameter's as alias: a parameter may be
    called `schema` or `copy`.
    """
    fields = {
        f"p{n}": (_concrete(p.annotation), Field(_default(p), alias=name))
        for n, (name, p) in enumerate(check.parameters.items())
    }
    config = ConfigDict(extra="forbid", strict=True)
    return create_model(  # type: ignore[call-overload, no-any-return]
        "Parameters", __config__=config, **fields
    )


def _default(parameter: inspect.Parameter) -> Any:  # noqa: ANN401
    return ... if parameter.default is parameter.empty else parameter.default


def _concrete(annotation: Any) -> Any:  # noqa: ANN401
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in _WALKED:
        return tuple[_concrete(args[0]), ...]  # type: ignore[misc]
    if origin is AbstractSet:
        return frozenset[_concrete(args[0])]  # type: ignore[misc]
    if origin in {Union, types.UnionType}:
        return Union[tuple(_concrete(a) for a in args)]  # noqa: UP007 - made at run time
    if origin in {None, Annotated} or origin is Annotated or not args:
        return annotation
    if origin is Mapping:
        return dict[_concrete(args[0]), _concrete(args[1])]  # type: ignore[misc]
    return annotation


def validated(
    model: type[BaseModel], given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
    """The given parameters as their annotated types, or what is wrong with them.

    What is not given is left to the default of `evaluate`.
    """
    try:
        made = model.model_validate_json(json.dumps(given))
    except ValidationError as error:
        return {}, [dict(problem) for problem in error.errors()]
    fields = type(made).model_fields
    return {str(fields[f].alias): getattr(made, f) for f in made.model_fields_set}, []
