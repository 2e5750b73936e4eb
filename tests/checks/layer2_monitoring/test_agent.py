from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from audit4.evidence import ItemStatus, Reason
from audit4.facts import packages, processes
from audit4.facts.agents import CONFIG_PATHS, SIGNS, Product
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, units

DATA = Path(__file__).parents[3] / "policies" / "data"
CLAMAV = {packages.DPKG: "install ok installed\tclamav-daemon\t1.0\tamd64\n"}


def rows(name: str) -> tuple[Product, ...]:
    table = yaml.safe_load((DATA / f"{name}.yaml").read_text())
    return TypeAdapter(tuple[Product, ...]).validate_python(table["rows"])


def judged(want: str, *raws: Seen, privileged: bool = True) -> Verdict:
    return judge(
        "layer2_monitoring.agent",
        host(*raws, privileged=privileged),
        products=rows("av-products"),
        want=want,
    )


@pytest.mark.parametrize("want", ["installed", "running", "enabled", "updating"])
def test_clamav_with_fresh_updates_meets_all(want: str) -> None:
    running = units("clamav-daemon", "clamav-freshclam")

    verdict = judged(want, CLAMAV, running)

    assert (verdict.status, verdict.actual) == (Status.PASS, f"ClamAV: {want}")


@pytest.mark.parametrize("want", ["running", "enabled", "updating"])
def test_installed_but_idle_is_installed_only(want: str) -> None:
    idle = units(idle=("clamav-daemon", "clamav-freshclam"))

    verdict = judged(want, CLAMAV, idle)

    assert judged("installed", CLAMAV, idle).status is Status.PASS
    assert (verdict.status, verdict.items) == (Status.FAIL, ("ClamAV",))


def test_running_without_its_updater_is_not_updating() -> None:
    raw = units("clamav-daemon", idle=("clamav-freshclam",))

    assert judged("running", CLAMAV, raw).status is Status.PASS
    assert judged("updating", CLAMAV, raw).status is Status.FAIL


def test_a_product_without_a_package_is_seen_by_its_service() -> None:
    assert judged("installed", units(idle=("sophos-spl",))).status is Status.PASS


def test_a_product_is_seen_by_its_process() -> None:
    raw = {processes.PS: "7 1 0 wdavdaemon\n"}

    assert judged("running", raw).status is Status.PASS


def test_two_products_are_fine() -> None:
    verdict = judged("running", units("kesl", "clamav-daemon"))

    assert verdict.status is Status.PASS
    assert "Kaspersky" in verdict.actual


@pytest.mark.parametrize("want", ["installed", "running", "enabled", "updating"])
def test_none_at_all_fails(want: str) -> None:
    assert judged(want).status is Status.FAIL


def test_unread_malformed_and_unprivileged_are_unknown() -> None:
    missing = judged("installed", {packages.DPKG: ItemStatus.ABSENT})

    assert missing.reason is Reason.MISSING_TOOL
    assert judged("installed", {packages.DPKG: "rubbish"}).reason is (
        Reason.UNPARSEABLE
    )
    assert judged("installed", privileged=False).reason is Reason.PERMISSION


@pytest.mark.parametrize("name", ["av-products", "agents", "log-shippers"])
def test_rows_name_only_what_the_probes_collect(name: str) -> None:
    for row in rows(name):
        assert row.services or row.processes, row.id
        assert set(row.config) <= set(CONFIG_PATHS), row.id
        assert row.evidence in {"tested", "documentation"}, row.id
        assert bool(row.config) == bool(row.format), row.id
        stems = [p.split("*", 1)[0] for p in SIGNS.paths]
        assert all(any(s.startswith(stem) for stem in stems) for s in row.signs), row.id


@pytest.mark.parametrize("name", ["av-products", "agents", "log-shippers"])
def test_ids_are_unique(name: str) -> None:
    ids = [row.id for row in rows(name)]

    assert len(ids) == len(set(ids))
