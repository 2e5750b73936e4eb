"""Read the units' statements, and look at the files they name."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from audit4.attestation.model import Attestation, Attestations, Proof
from audit4.documents import (
    Cited,
    Document,
    Line,
    Model,
    Name,
    Where,
    nearest,
    raise_all,
    read,
    schema_of,
    validate,
    wrong,
)
from audit4.errors import InputError


class AttestationFile(Model):
    """One statement; without `system` it is the whole unit's."""

    control: Line
    system: Name | None = None
    answer: Literal["yes", "no", "not_applicable"]
    statement: Line | None = None
    document: Cited = Cited()
    attested_by: Line
    on: dt.date
    valid_until: dt.date | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> "AttestationFile":
        if self.answer == "not_applicable" and not self.statement:
            raise ValueError("`not_applicable` needs a `statement` that says why")
        if self.document.sha256 and not self.document.file:
            raise ValueError("`sha256` needs the `file` that it is of")
        return self


def _none_yet(value: object) -> object:
    """A template of which no block is filled in yet holds nothing below its key."""
    return [] if value is None else value


class AttestationsFile(Model):
    """All statements of one unit; the file's name is the unit's id."""

    attestations: Annotated[list[AttestationFile], BeforeValidator(_none_yet)]


def load(
    folder: Path,
    *,
    systems: Mapping[str, Collection[str]],
    controls: Collection[str],
) -> Attestations:
    """The statements in a folder; none where there is no folder.

    `systems` are the ids of each unit's systems, `controls` the attested ones.

    Raises:
        InputError: a file is wrong or of no unit, a control or system is unknown,
            or stated twice: all errors at once.
    """
    items: list[Attestation] = []
    errors: list[InputError] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        try:
            document = read(path)
            file = validate(AttestationsFile, document)
        except InputError as error:
            errors += getattr(error, "errors", (error,))
            continue
        errors += _strangers(document, path.stem, file, systems, controls)
        items += [_attestation(a, path) for a in file.attestations]
    raise_all(errors)
    return Attestations(items=tuple(items))


def schema() -> dict[str, Any]:
    """JSON Schema of an attestation file."""
    return schema_of(AttestationsFile, "audit4 attestations")


def _strangers(
    document: Document,
    unit: str,
    file: AttestationsFile,
    systems: Mapping[str, Collection[str]],
    controls: Collection[str],
) -> list[InputError]:
    if unit not in systems:
        text = f"no unit `{unit}` in the inventory{nearest(unit, systems)}"
        return [wrong(document, (), text)]
    errors: list[InputError] = []
    seen: set[tuple[str, str | None]] = set()
    for n, item in enumerate(file.attestations):
        where: Where = ("attestations", n)
        if item.control not in controls:
            text = f"no attested control `{item.control}`"
            hint = nearest(item.control, controls)
            errors.append(wrong(document, (*where, "control"), text + hint))
        if item.system is not None and item.system not in systems[unit]:
            text = f"unit `{unit}` has no system `{item.system}`"
            hint = nearest(item.system, systems[unit])
            errors.append(wrong(document, (*where, "system"), text + hint))
        if item.document.file and escapes(item.document.file):
            text = "`file` must lie beside this file or below"
            errors.append(wrong(document, (*where, "document", "file"), text))
        if (item.control, item.system) in seen:
            text = f"`{item.control}` is stated twice for the same subject"
            errors.append(wrong(document, where, text))
        seen.add((item.control, item.system))
    return errors


def escapes(file: str) -> bool:
    """Whether the path of a file leads out of the folder that it is relative to."""
    return Path(file).is_absolute() or ".." in Path(file).parts


def _attestation(file: AttestationFile, path: Path) -> Attestation:
    return Attestation(
        unit=path.stem,
        system=file.system,
        control=file.control,
        answer=file.answer,
        statement=file.statement or "",
        number=file.document.number,
        date=file.document.date,
        file=file.document.file,
        proof=_proof(file.document, path.parent),
        attested_by=file.attested_by,
        on=file.on,
        valid_until=file.valid_until,
    )


def _proof(paper: Cited, folder: Path) -> Proof:
    if paper.file is None or escapes(paper.file):
        return Proof.NONE
    path = folder / paper.file
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return Proof.MISSING
    try:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return Proof.MISSING
    wanted = (paper.sha256 or digest).lower()
    return Proof.OK if digest == wanted else Proof.ALTERED
