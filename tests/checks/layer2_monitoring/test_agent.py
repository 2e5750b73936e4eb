from fnmatch import fnmatchcase

import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import packages, processes
from audit4.facts.agents import CONFIG_PATHS, SIGNS, STATUS
from audit4.finding import Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, rows, units

CLAMAV = {packages.DPKG: "install ok installed\tclamav-daemon\t1.0\tamd64\n"}


def judged(want: str, *raws: Seen, privileged: bool = True, kind: str = "") -> Verdict:
    return judge(
        "layer2_monitoring.agent",
        host(*raws, privileged=privileged),
        products=rows("av-products"),
        want=want,
        kind=kind,
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


def test_only_products_of_a_kind_count() -> None:
    clamav = judged("running", units("clamav-daemon"), kind="edr")

    assert clamav.status is Status.FAIL
    assert judged("running", units("mdatp"), kind="edr").status is Status.PASS


def test_a_second_list_counts_too() -> None:
    verdict = judge(
        "layer2_monitoring.agent",
        host(units("fail2ban")),
        products=rows("av-products"),
        also=rows("host-ids"),
        kind="ids",
        want="running",
    )

    assert verdict.actual == "fail2ban: running"


LISTS = [
    "av-products",
    "agents",
    "log-shippers",
    "host-ids",
    "fim-products",
    "monitors",
]


def covered(path: str, asked: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, a) or fnmatchcase(a, path) for a in asked)


@pytest.mark.parametrize("name", LISTS)
def test_rows_name_only_what_the_probes_collect(name: str) -> None:
    for row in rows(name):
        assert row.services or row.processes, row.id
        assert all(covered(path, CONFIG_PATHS) for path in row.config), row.id
        assert set(row.status) <= STATUS.keys(), row.id
        assert row.evidence in {"tested", "documentation"}, row.id
        assert bool(row.config) == bool(row.format), row.id
        files = (*row.signs, *row.heartbeat, *row.baseline)
        assert all(covered(path, SIGNS.paths) for path in files), row.id
        assert row.source, row.id


@pytest.mark.parametrize("name", LISTS)
def test_ids_are_unique(name: str) -> None:
    ids = [row.id for row in rows(name)]

    assert len(ids) == len(set(ids))
