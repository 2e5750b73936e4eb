import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import agents, aide, packages
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rows, stat, units


def package(*names: str) -> Seen:
    lines = [f"install ok installed\t{name}\t1\tamd64\n" for name in names]
    return {packages.DPKG: "".join(lines)}


def files(probe: object, **sizes: int) -> Seen:
    return {probe: {path: stat(size=size) for path, size in sizes.items()}}


def judged(*raws: Seen) -> Verdict:
    return judge(
        "layer2_monitoring.fim_baseline", host(*raws), products=rows("fim-products")
    )


def aide_with(sizes: dict[str, int], config: str = "") -> Verdict:
    return judged(
        package("aide"),
        {aide.CONFIG: config},
        files(aide.FILES, **{f"/var/lib/aide/{n}": s for n, s in sizes.items()}),
    )


@pytest.mark.parametrize("name", ["aide.db", "aide.db.gz"])
def test_a_database_in_its_usual_place_passes(name: str) -> None:
    assert aide_with({name: 900}).status is Status.PASS


@pytest.mark.parametrize("sizes", [{}, {"aide.db": 0}, {"aide.db.new": 900}])
def test_none_an_empty_one_or_only_the_new_one_fails(sizes: dict[str, int]) -> None:
    verdict = aide_with(sizes)

    assert (verdict.status, verdict.items) == (Status.FAIL, ("AIDE",))


def test_the_configured_database_counts() -> None:
    config = "database_in=file:/var/lib/aide/other.db\n"

    assert aide_with({"aide.db": 900}, config).status is Status.FAIL
    assert aide_with({"other.db": 900}, config).status is Status.PASS


def test_a_database_elsewhere_was_not_looked_at() -> None:
    assert aide_with({}, "database=file:/srv/a.db\n").reason is Reason.NOT_COLLECTED


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tripwire", "/var/lib/tripwire/may.twd"),
        ("samhain", "/var/lib/samhain/samhain_file"),
        ("wazuh-agent", "/var/ossec/queue/fim/db/fim.db"),
    ],
)
def test_other_products_have_databases_of_their_own(name: str, path: str) -> None:
    made = files(agents.SIGNS, **{path: 900})

    assert judged(package(name), made).status is Status.PASS
    assert judged(package(name)).status is Status.FAIL


def test_without_a_product_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_INSTALLED
    assert judged(units("clamav-daemon")).reason is Exempt.NOT_INSTALLED


def test_denied_and_malformed_are_unknown() -> None:
    denied = {aide.FILES: {"/var/lib/aide/aide.db": ItemStatus.DENIED}}
    rubbish = {aide.FILES: {"/var/lib/aide/aide.db": "?"}}

    assert judged(package("aide"), denied).reason is Reason.PERMISSION
    assert judged(package("aide"), rubbish).reason is Reason.UNPARSEABLE
