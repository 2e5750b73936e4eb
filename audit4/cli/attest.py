"""`audit4 attest`: what units state, by YAML or by spreadsheet, and what is due."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from audit4 import attestation
from audit4.asking import SOON, asked_of
from audit4.attestation import OPEN, Adoption, Asked
from audit4.cli.common import LANG, inputs, workspace
from audit4.cli.output import FORMAT, show
from audit4.cli.words import in_language
from audit4.clock import now
from audit4.errors import Audit4Error
from audit4.finding import Text
from audit4.inventory import Unit
from audit4.scan.inputs import Inputs
from audit4.workspace import Workspace, make_private, replace_private, write_private

_STANDING = Text(
    "{total} điều phải kê khai: {said}; tiếp theo: `audit4 attest export ĐƠN-VỊ "
    "TỆP.xlsx` hoặc `audit4 attest template ĐƠN-VỊ`",
    "{total} statements are asked: {said}; next: `audit4 attest export UNIT FILE.xlsx` "
    "or `audit4 attest template UNIT`",
)
_SETTLED = Text(
    "không có gì phải kê khai lúc này ({total} điều)",
    "nothing has to be stated now ({total} statements)",
)
_WOULD = Text(
    "chạy thử: chưa ghi gì; bỏ --dry-run để nhập", "dry run: nothing was written"
)
_EXPORTED = Text(
    "đã ghi {path}: {sheets} đơn vị, {rows} điều; nhận lại bằng `audit4 attest import "
    "{path}`",
    "wrote {path}: {sheets} units, {rows} statements; take it back by `audit4 attest "
    "import {path}`",
)
_IMPORTED = Text(
    "{changes} kê khai mới hoặc thay đổi, {unchanged} không đổi",
    "{changes} statements new or changed, {unchanged} unchanged",
)


@click.group("attest")
def command() -> None:
    """Ask units for their statements, take them in, see what is due."""


@command.command(
    "template",
    epilog="Example: audit4 attest template so-mau --output attestations/so-mau.yaml",
)
@click.argument("unit")
@click.option("--output", type=click.Path(), help="File to write  [default: print it].")
@click.option("--all", "every", is_flag=True, help="Ask for what is in force, too.")
@LANG
@click.pass_context
def template(
    ctx: click.Context,
    /,
    unit: str,
    output: str | None,
    every: bool,  # noqa: FBT001 - a flag of the command line
    lang: str | None,
) -> None:
    """Write a commented file with what is asked of a unit at its level.

    As it stands it states nothing: fill in a block when its document is there.
    """
    place = workspace(ctx)
    asked = _asked(place, inputs(place), [unit])
    if not asked:
        raise Audit4Error(f"nothing is asked of `{unit}`: has it a system yet?")
    text = attestation.template(asked, lang or place.config.language, every=every)
    if output is None:
        click.echo(text, nl=False)
        return
    if Path(output).exists():
        raise Audit4Error(f"{output} is there already: name another file")
    write_private(Path(output), text)
    click.echo(f"wrote {output}")


@command.command(
    "export",
    epilog="Examples: audit4 attest export so-mau a.xlsx, or ... export --all a.xlsx",
)
@click.argument("units", nargs=-1)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--all", "every", is_flag=True, help="All units, a sheet each.")
@LANG
@click.pass_context
def export(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    file: str,
    every: bool,  # noqa: FBT001 - a flag of the command line
    lang: str | None,
) -> None:
    """Write a spreadsheet for units to fill in: an XLSX FILE, a sheet a unit.

    What is stated already stands in it; `attest import` takes it back.
    """
    if bool(units) == every:
        raise click.UsageError("name units, or all of them by --all", ctx)
    if Path(file).suffix.lower() != ".xlsx":
        raise click.UsageError(f"FILE must end with .xlsx: `{file}`", ctx)
    place = workspace(ctx)
    asked = _asked(place, inputs(place), units)
    by_unit: dict[str, list[Asked]] = {}
    for one in asked:
        by_unit.setdefault(one.unit, []).append(one)
    if not by_unit:
        raise Audit4Error("nothing is asked of anybody: fill in inventory/ first")
    language = lang or place.config.language
    _write_new(Path(file), attestation.workbook(by_unit, language))
    click.echo(
        in_language(
            _EXPORTED, language, path=file, sheets=len(by_unit), rows=len(asked)
        )
    )


@command.command("import", epilog="Example: audit4 attest import a.xlsx --dry-run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--overwrite", is_flag=True, help="Replace statements changed since the export."
)
@FORMAT
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    file: str,
    dry_run: bool,  # noqa: FBT001 - a flag of the command line
    overwrite: bool,  # noqa: FBT001 - a flag of the command line
    form: str,
) -> None:
    """Take the statements of a filled-in spreadsheet into attestations/.

    All of it or nothing: a wrong cell is named and ends the import. The digest of an
    evidence file is computed where the file is there. A statement that was changed
    since the export is never replaced silently.
    """
    place = workspace(ctx)
    found = inputs(place)
    handed = attestation.read_rows(Path(file))
    made = attestation.adopt(
        handed.rows,
        place.attestations,
        asked=_asked(place, found, ()),
        stated=found.attestations,
        today=_today(place),
        overwrite=overwrite,
    )
    for note in (*handed.notes, *made.notes):
        click.secho(f"note: {note}", fg="yellow", err=True)
    if not dry_run and made.files:
        make_private(place.attestations)
        replace_private(made.files)
    _tell(made, form, place.config.language, dry_run=dry_run)


@command.command("status", epilog="Example: audit4 attest status so-mau --within 60")
@click.argument("units", nargs=-1)
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=SOON,
    show_default=True,
    help="Days before its end in which a statement is expiring.",
)
@click.option("--all", "every", is_flag=True, help="Show what is in force, too.")
@LANG
@FORMAT
@click.pass_context
def status(
    ctx: click.Context,
    /,
    units: tuple[str, ...],
    within: int,
    every: bool,  # noqa: FBT001 - a flag of the command line
    lang: str | None,
    form: str,
) -> None:
    """Show by unit what is not stated, not proven, expiring or expired."""
    place = workspace(ctx)
    language = lang or place.config.language
    asked = _asked(place, inputs(place), units, within)
    rows = [_row(a, language) for a in asked if every or a.state in OPEN]
    columns = ("unit", "system", "control", "state", "until", "title")
    if rows or form == "json":
        show(rows, form, columns=columns)
    if form == "table":
        click.echo(_summary(asked, language))


def _asked(
    place: Workspace, found: Inputs, units: Iterable[str], within: int = SOON
) -> tuple[Asked, ...]:
    chosen = [found.inventory.find(name) for name in units]
    for one in chosen:
        if not isinstance(one, Unit):
            raise Audit4Error(f"`{one.subject}` is no unit: name its unit alone")
    named = [u for u in found.inventory.units if not chosen or u in chosen]
    return asked_of(
        found.policy, found.attestations, named, _today(place), within=within
    )


def _today(place: Workspace) -> dt.date:
    return now().astimezone(place.config.zone).date()


def _row(asked: Asked, lang: str) -> dict[str, Any]:
    return {
        "unit": asked.unit,
        "system": asked.system,
        "control": asked.control,
        "layer": asked.layer,
        "severity": asked.severity.value,
        "suggested": asked.suggested,
        "state": asked.state.value,
        "until": asked.due,
        "why": in_language(asked.why, lang) if asked.why else None,
        "title": in_language(asked.title, lang),
    }


def _summary(asked: Iterable[Asked], lang: str) -> str:
    counted = Counter(a.state for a in asked)
    total = sum(counted.values())
    if not any(state in OPEN for state in counted):
        return in_language(_SETTLED, lang, total=total)
    said = ", ".join(f"{n} {state.value}" for state, n in counted.most_common())
    return in_language(_STANDING, lang, total=total, said=said)


def _tell(made: Adoption, form: str, lang: str, *, dry_run: bool) -> None:
    rows = [
        {
            "unit": c.unit,
            "system": c.system,
            "control": c.control,
            "change": c.what,
            "answer": c.answer,
            "note": c.note,
        }
        for c in made.changes
    ]
    columns = ("unit", "system", "control", "change", "answer", "note")
    if rows or form == "json":
        show(rows, form, columns=columns)
    if form == "json":
        return
    click.echo(
        in_language(
            _IMPORTED, lang, changes=len(made.changes), unchanged=made.unchanged
        )
    )
    if dry_run:
        click.echo(in_language(_WOULD, lang))


def _write_new(path: Path, content: bytes) -> None:
    """A new file that only its owner may read: it names what a unit lacks."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise Audit4Error(f"{path} is there already: name another file") from None
