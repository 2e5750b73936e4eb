import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from audit4.errors import Audit4Error, LockedError
from audit4.evidence import Baseline
from audit4.store.database import open_engine
from audit4.store.lock import workspace_lock
from audit4.store.schema import HEAD, metadata
from audit4.store.store import Store
from audit4.store.verify import Trust
from tests.unit.store.build import (
    AT,
    DAY,
    big_evidence,
    host,
    many_results,
    scan_info,
)


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        made = _columns(connection)

    assert made == {
        (table.name, column.name, bool(column.nullable))
        for table in metadata.tables.values()
        for column in table.columns
    }


def _columns(connection: Connection) -> set[tuple[str, str, bool]]:
    looker = inspect(connection)
    return {
        (table, column["name"], column["nullable"])
        for table in looker.get_table_names()
        if table != "alembic_version"
        for column in looker.get_columns(table)
    }


def test_no_difference_is_left_for_alembic_to_find(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    config = Config()
    place = Path(open_engine.__code__.co_filename).parent / "migrations"
    config.set_main_option("script_location", str(place))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_what_an_earlier_schema_holds_is_kept(path: Path) -> None:
    config = Config()
    place = Path(open_engine.__code__.co_filename).parent / "migrations"
    config.set_main_option("script_location", str(place))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO scan (number, id, round, state, started, info)"
            " VALUES (1, 's1', 'q1', 'finished', '2026-11-22 03:00:00.000000', '{}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO host (scan, unit, system, host, level, address, state, detail,"
            " os_family, os_id, os_version, bytes, cpu_s, wall_s, via, privilege,"
            " machine_id, host_key, privileged, header) VALUES (1, 'so-yte', 'hso',"
            " 'web1', 3, '', 'judged', '', '', '', '', 0, 0, 0, 'ssh', 'root', 'm', '',"
            " 1, '{}')"
        )
    engine.dispose()

    with Store.open(path) as store:
        (report,) = store.hosts("s1")
        found = store.baseline("so-yte/hso/web1", "m", "q2", {"r"}, ())

    assert report.subject == "so-yte/hso/web1"
    assert found == Baseline(scan="s1", at=AT)


def test_the_database_is_readable_by_its_owner_alone(store: Store, path: Path) -> None:
    store.begin_scan(scan_info(), {})

    modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir()}

    assert modes == dict.fromkeys(
        ["audit4.db", "audit4.db-wal", "audit4.db-shm"], 0o600
    )


def test_a_database_opens_again_as_it_was(store: Store, path: Path) -> None:
    store.begin_scan(scan_info(), {})
    store.close()

    with Store.open(path) as again:
        assert [s.id for s in again.scans()] == ["s1"]


def test_a_newer_schema_is_refused_in_one_line(store: Store, path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()

    with pytest.raises(Audit4Error, match=r"newer audit4.*update audit4"):
        Store.open(path)


@pytest.mark.parametrize("content", [b"not a database at all" * 99, b"\0" * 4096])
def test_another_file_is_refused_in_one_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(Audit4Error, match="database"):
        Store.open(path)


def test_a_database_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE other (x)")

    with pytest.raises(Audit4Error, match="not one of audit4"):
        Store.open(path)

    with closing(sqlite3.connect(path)) as raw:
        names = [n for (n,) in raw.execute("SELECT name FROM sqlite_master")]
    assert names == ["other"]


def test_a_second_holder_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"

    with (
        workspace_lock(lock, AT),
        pytest.raises(LockedError, match=f"process {os.getpid()}, since 2026-11-22"),
        workspace_lock(lock, AT),
    ):
        pass


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with workspace_lock(lock, AT):
        pass

    with workspace_lock(lock, AT):
        assert lock.stat().st_mode & 0o777 == 0o600


def test_a_lock_file_left_by_a_killed_process_locks_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("1 2020-01-01")

    with workspace_lock(lock, AT):
        assert lock.read_text().startswith(f"{os.getpid()} ")


WRITER = """
import sys
from pathlib import Path
from audit4.store.store import Store
from tests.unit.store.build import big_evidence, host, many_results, scan_info

with Store.open(Path(sys.argv[1])) as store:
    if not store.unfinished():
        store.begin_scan(scan_info(), {"policy": "p"})
    start = len(store.finished_hosts("s1"))
    for n in range(start, 10_000):
        seen = big_evidence(f"web{n}", items=40)
        store.save_host("s1", host(f"web{n}"), seen, many_results(f"web{n}", seen, 50))
        print(n, flush=True)
"""


def test_a_killed_writer_loses_no_finished_host_and_corrupts_nothing(
    path: Path,
) -> None:
    told = -1
    for pause in (0.0, 0.05, 0.11, 0.02, 0.17):
        told = max(told, _killed_after(path, pause))

    with Store.open(path) as store:
        kept = store.finished_hosts("s1")
        assert kept >= {f"so-yte/hso/web{n}" for n in range(told + 1)}
        for name in kept:
            seen = big_evidence(name.rsplit("/")[-1], items=40)
            assert store.evidence("s1", name) == seen
            assert len(list(store.results("s1", subject=name))) == 50
        store.finish_scan("s1", AT, None)
        assert {p.trust for p in store.verify(None)} == {Trust.OK}
        with store.reading() as connection:
            check = connection.exec_driver_sql("PRAGMA integrity_check")
            assert check.scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def _killed_after(path: Path, pause: float) -> int:
    """The last host that a writer said it had kept when it was killed."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        lines = [writer.stdout.readline()]
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    # The last line may have been cut off; what was cut was kept nevertheless.
    return max(int(line) for line in lines if line.endswith("\n"))


def _size(path: Path) -> int:
    return sum(p.stat().st_size for p in path.parent.iterdir())


def test_a_second_scan_of_unchanged_hosts_adds_less_than_a_twentieth(
    path: Path,
) -> None:
    sizes = []
    for scan in range(3):
        at = AT + scan * DAY
        with Store.open(path) as store:
            before = _size(path) if scan else 0
            store.begin_scan(scan_info(f"s{scan}", at), {"policy": "p" * 9999})
            for n in range(20):
                seen = big_evidence(f"web{n}")
                now = replace(
                    seen, collected_at=at, header={"cpu_s": str(0.4 + scan / 100)}
                )
                rows = many_results(f"web{n}", seen)
                store.save_host(f"s{scan}", host(f"web{n}", cpu_s=scan), now, rows)
            store.finish_scan(f"s{scan}", at, None)
        # Closed, so that the write-ahead log is in the database.
        sizes.append(_size(path) - before)

    assert sizes[1] < sizes[0] / 20
    assert sizes[2] < sizes[0] / 20
