import json
from pathlib import Path

from tests.unit.cli.conftest import Run
from tests.unit.test_policy_coverage import TABLE


def test_the_command_prints_what_is_covered(run: Run, tmp_path: Path) -> None:
    against = tmp_path / "table.tsv"
    against.write_text(TABLE)

    said = run("policy", "coverage", "--against", against, "--format", "json")

    products = json.loads(said.out)["products"]
    assert said.code == 0
    assert list(products) == ["debian12", "rhel9"]
    assert set(products["rhel9"]) == {"total", "covered", "partly", "uncovered"}
    assert "alone" in products["debian12"]["uncovered"]


def test_the_command_fails_under_a_share(run: Run, tmp_path: Path) -> None:
    against = tmp_path / "table.tsv"
    against.write_text(TABLE)

    below = run("policy", "coverage", "--against", against, "--fail-under", "50")
    met = run("policy", "coverage", "--against", against, "--fail-under", "0")

    assert (below.code, met.code) == (1, 0)
    assert "not in the table" in met.err
    assert "not decided" in met.out


def test_a_table_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    said = run("policy", "coverage", "--against", tmp_path / "none.tsv")

    assert said.code == 2
    assert "cannot be read" in said.err
    assert "Traceback" not in said.err
