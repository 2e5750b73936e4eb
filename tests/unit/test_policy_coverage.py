import dataclasses
import json
import re
from pathlib import Path

import pytest

from audit4 import policy, registry
from audit4.errors import InputError
from audit4.policy import Policy
from audit4.policy.benchmarks import Benchmarks, read_benchmarks
from audit4.policy.coverage import Gaps
from audit4.policy.model import Applies
from tests.unit.policies import KNOWN, POLICY, write

TABLE = """\
rule\tdebian12_level\tdebian12_cis\trhel9_level\trhel9_cis
root_login\t1\t5.1.20,5.1.3\t1\t5.1.10
alone\t2\t1.1\t-\t-
odd_number\t-\t-\t1\tenable_authselect,5.3.2.1
"""


@pytest.fixture(scope="module")
def table() -> Benchmarks:
    return read_benchmarks(TABLE, "table.tsv")


def small(tmp_path: Path, *scap: str, applies: str = "{}") -> Policy:
    text = POLICY.replace(
        "by_level: {",
        f"refs: {{scap: [{', '.join(scap)}]}}\n        applies: {applies}\n"
        "        by_level: {",
        1,
    )
    return policy.load(write(tmp_path, text), KNOWN)


def test_what_no_rule_names_is_not_decided(tmp_path: Path, table: Benchmarks) -> None:
    debian, rhel = policy.cover(small(tmp_path, "root_login"), table, Gaps())

    assert (debian.total, debian.covered, debian.percent) == (2, 1, 50)
    assert debian.uncovered == {"alone": "not decided"}
    assert rhel.uncovered == {"odd_number": "not decided"}


def test_a_rule_counts_where_its_family_lets_it(
    tmp_path: Path, table: Benchmarks
) -> None:
    found = small(tmp_path, "root_login", applies="{os_family: [rhel]}")

    debian, rhel = policy.cover(found, table, Gaps())

    assert "root_login" in debian.uncovered
    assert "root_login" not in rhel.uncovered


def test_a_rule_counts_where_the_family_of_its_control_lets_it(
    tmp_path: Path, table: Benchmarks
) -> None:
    found = small(tmp_path, "root_login")
    first, *others = found.controls
    only = dataclasses.replace(
        first, applies=Applies(os_family=frozenset({"alpine", "rhel"}))
    )
    limited = dataclasses.replace(found, controls=(only, *others))

    debian, rhel = policy.cover(limited, table, Gaps())

    assert (debian.covered, rhel.covered) == (0, 1)


def test_partly_counts_as_uncovered_and_says_what_is_missing(
    tmp_path: Path, table: Benchmarks
) -> None:
    gaps = Gaps(uncovered={"alone": "no such system"}, partly={"odd_number": "half"})

    debian, rhel = policy.cover(small(tmp_path, "root_login"), table, gaps)

    assert debian.uncovered == {"alone": "no such system"}
    assert (rhel.partly, rhel.uncovered) == (("odd_number",), {"odd_number": "half"})
    assert rhel.covered == rhel.total - 1


def test_numbers_are_those_of_the_table_by_product(tmp_path: Path) -> None:
    table = {"sshd_disable_root_login", "no_netrc_files"}

    rules = {r.id: r for r in small(tmp_path, *sorted(table)).rules}

    cis = rules["login.root"].refs["cis"]
    assert set(cis) == {"debian12", "debian13", "ubuntu2404", "rhel9"}
    assert "5.1.20" in cis["debian12"]
    assert rules["login.web"].refs["cis"] == {"debian12": ("5.1.20",)}


def test_numbers_are_sorted_as_numbers_and_words_left_out(table: Benchmarks) -> None:
    assert table.numbers(["root_login", "odd_number"], ()) == {
        "debian12": ("5.1.3", "5.1.20"),
        "rhel9": ("5.1.10", "5.3.2.1"),
    }
    assert table.numbers(["root_login"], [frozenset({"debian"})]) == {
        "debian12": ("5.1.3", "5.1.20")
    }
    assert table.numbers(["alone"], [frozenset({"rhel"})]) == {}


def test_numbers_survive_a_snapshot(tmp_path: Path) -> None:
    found = small(tmp_path, "sshd_disable_root_login")

    again = policy.restore(json.loads(json.dumps(found.snapshot())), KNOWN)

    assert {r.id: r.refs for r in again.rules} == {r.id: r.refs for r in found.rules}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "table.tsv:1: the first line"),
        ("rule\n", "table.tsv:1: the first line"),
        ("rule\tdebian12_level\tdebian12\n", "table.tsv:1: the first line"),
        ("rule\tplan9_level\tplan9_cis\n", "no OS family is known"),
        ("rule\t_level\t_cis\n", "no OS family is known"),
        (TABLE + "short\t1\n", "table.tsv:5: not a row"),
        (TABLE + "alone\t1\t1\t1\t1\n", "table.tsv:5: not a row"),
        (TABLE + "\t1\t1\t1\t1\n", "table.tsv:5: not a row"),
    ],
)
def test_a_malformed_table_is_an_error_at_its_line(text: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        read_benchmarks(text, "table.tsv")


@pytest.mark.parametrize(
    ("product", "family"),
    [
        ("debian13", "debian"),
        ("ubuntu2404", "debian"),
        ("almalinux9", "rhel"),
        ("ol9", "rhel"),
        ("sle15", "suse"),
        ("al2023", "amazon"),
    ],
)
def test_a_product_has_the_family_of_its_hosts(product: str, family: str) -> None:
    text = f"rule\t{product}_level\t{product}_cis\n"

    assert read_benchmarks(text, "t").products == {product: family}


def test_the_shipped_table_has_all_products() -> None:
    shipped = policy.load_benchmarks()

    totals = {product: len(asked) for product, asked in shipped.asked.items()}
    assert totals == {"debian12": 507, "debian13": 519, "ubuntu2404": 510, "rhel9": 401}


def test_the_shipped_rules_name_identifiers_of_the_table() -> None:
    found = policy.load(policy.DEFAULT, registry.load())

    assert policy.strays(found, policy.load_benchmarks()) == ()


def test_no_number_of_a_benchmark_is_written_by_hand() -> None:
    fragments = policy.shipped().rglob("*.yaml")

    assert not [f.name for f in fragments if re.search(r"\bcis:", f.read_text("utf-8"))]


def test_what_is_said_to_be_missing_is_missing() -> None:
    found = policy.load(policy.DEFAULT, registry.load())
    gaps = policy.load_gaps()

    covered = policy.cover(found, policy.load_benchmarks(), gaps)

    missing = {i for one in covered for i in one.uncovered}
    assert (set(gaps.uncovered) | set(gaps.partly)) - missing == set()
    assert set(gaps.uncovered) & set(gaps.partly) == set()
