"""A scan of booted hosts agrees with tables written by hand beforehand."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from .auditor import Outcome, Verdict, make_auditor
from .conftest import AS_PROVIDED
from .province import HOSTS, STOCK, Province, province

TRUTH = Path(__file__).parent / "truth"
LEAST_ROWS = 60
PERMISSION = ("unknown", "permission")
# How each host is scanned when nobody gives it rights, and when somebody does.
UNPRIVILEGED = dict.fromkeys(AS_PROVIDED, "none")
PRIVILEGED = {**AS_PROVIDED, "a4d13": "root"}


def truth(table: str) -> dict[str, Verdict]:
    """A table's rows: status and, after a slash, the reason."""
    rows = yaml.safe_load((TRUTH / f"{table}.yaml").read_text())
    told = {rule: row.partition("/") for rule, row in rows.items()}
    return {
        rule: (status, reason or None) for rule, (status, _, reason) in told.items()
    }


@pytest.fixture(scope="module")
def privileged(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("privileged") / "audit"
    return make_auditor(root, booted, PRIVILEGED).scan()


@pytest.fixture(scope="module")
def unprivileged(booted: Province, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("unprivileged") / "audit"
    return make_auditor(root, booted, UNPRIVILEGED).scan()


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("stock") / "audit"
    with province(STOCK) as booted:
        return make_auditor(root, booted, dict.fromkeys(booted.hosts, "root")).scan()


@pytest.mark.parametrize("host", [spec.name for spec in STOCK])
def test_a_server_as_installed_is_judged_as_the_table_says(
    stock: Outcome, host: str
) -> None:
    expected = truth(host)

    assert len(expected) >= LEAST_ROWS
    assert stock.verdicts(host) == expected


@pytest.mark.parametrize("host", [spec.name for spec in HOSTS])
def test_a_scan_with_rights_agrees_with_the_table(
    privileged: Outcome, host: str
) -> None:
    expected = truth(host)

    assert len(expected) >= LEAST_ROWS
    assert privileged.verdicts(host) == expected


def test_a_scan_without_rights_agrees_with_the_table(unprivileged: Outcome) -> None:
    expected = truth("a4d13-unprivileged")

    assert len(expected) >= LEAST_ROWS
    assert unprivileged.verdicts("a4d13") == expected


def test_what_no_host_can_show_waits_for_the_units_word(privileged: Outcome) -> None:
    seen = {
        row["rule"]: (row["status"], row["reason"])
        for row in privileged.document["results"]
        if row["host"] is None
    }

    assert {rule: status for rule, (status, _) in seen.items()} == {
        rule: status for rule, (status, _) in truth("system").items()
    }


def test_the_tables_name_every_control(privileged: Outcome) -> None:
    named = {*truth("a4d11"), *truth("system")}
    controls: dict[str, set[str]] = {}
    for row in privileged.document["results"]:
        controls.setdefault(row["control"], set()).add(row["rule"])

    assert len(controls) == len(privileged.document["controls"])
    assert not [control for control, rules in controls.items() if not rules & named]


@pytest.mark.parametrize("host", [spec.name for spec in HOSTS])
def test_without_rights_a_verdict_is_roots_or_permission(
    privileged: Outcome, unprivileged: Outcome, host: str
) -> None:
    root, plain = privileged.verdicts(host), unprivileged.verdicts(host)

    assert plain.keys() == root.keys()
    assert not _other(root, plain)
    assert PERMISSION in plain.values()


def _other(
    root: Mapping[str, Verdict], plain: Mapping[str, Verdict]
) -> dict[str, tuple[Verdict, Verdict]]:
    return {
        rule: (root[rule], verdict)
        for rule, verdict in plain.items()
        if verdict not in (root[rule], PERMISSION)
    }
