"""Open a database: engine, pragmas, migrations, and what is refused."""

import os
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from audit4.disk import refuse_network
from audit4.errors import Audit4Error
from audit4.store.schema import HEAD

_BUSY_MS = 30_000


def open_engine(path: Path) -> Engine:
    """An engine on the database at `path`, made, migrated and ready for use.

    Raises:
        Audit4Error: the file is no database of audit4, or of a newer audit4, or
            lies on a network disk, where SQLite's WAL is not safe.
    """
    refuse_network(path.parent)
    _create_private(path)
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        _migrate(engine, path)
    except DatabaseError as error:
        engine.dispose()
        raise Audit4Error(f"{path} is not a database: {error.orig}") from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def _create_private(path: Path) -> None:
    # SQLite gives -wal and -shm the mode of the database itself.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API
    # The driver's own transactions begin late and commit before DDL; _begin
    # sends BEGIN itself.
    connection.isolation_level = None
    # Text that somebody altered into no text is for `verify` to name.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # In WAL mode NORMAL may lose the last commits when the power fails, never
    # when a process is killed; FULL costs a sync per host and keeps both.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What was pruned is overwritten, not only forgotten.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write")
    # A reader that turns writer half-way would find the database locked at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        version = _version(connection, path)
    if version == HEAD:
        return
    if version and version > HEAD:
        raise Audit4Error(
            f"{path} was written by a newer audit4 (schema {version}, this one knows "
            f"{HEAD}): update audit4"
        )
    # alembic is slow to import and wanted once in the life of a database.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option(
        "script_location", str(files("audit4.store") / "migrations").replace("%", "%%")
    )
    with engine.execution_options(write=True).begin() as connection:
        # Another process may have migrated while this one waited.
        if _version(connection, path) != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _version(connection: Connection, path: Path) -> str:
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise Audit4Error(f"{path} is a database, but not one of audit4")
        return ""
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found or "")
