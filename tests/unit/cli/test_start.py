import json
import subprocess
import sys

SLOW = {"alembic", "jc", "jinja2", "openpyxl", "rich", "audit4.reporting"}
HEAVY = SLOW | {"paramiko", "pydantic", "sqlalchemy", "yaml"}


def loaded_by(code: str) -> set[str]:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport json, sys; print(json.dumps([*sys.modules]))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return set(json.loads(said.splitlines()[-1]))


def test_help_loads_nothing_that_is_slow() -> None:
    code = (
        "from audit4.cli import audit4; audit4.main(['--help'], standalone_mode=False)"
    )

    assert not HEAVY & loaded_by(code)


def test_a_scan_meets_hosts_before_it_loads_what_reports_need() -> None:
    assert not SLOW & loaded_by("import audit4.cli.scan")
