import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import aide, cron, packages, services
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import ABSENT, Seen, host, rows, stat, units

AIDE = {packages.DPKG: "install ok installed\taide\t0.18\tamd64\n"}
TRIPWIRE = {packages.DPKG: "install ok installed\ttripwire\t2.4\tamd64\n"}
DAILY = "dailyaidecheck.timer"


def timer(active: str, state: str) -> Seen:
    return {
        services.UNITS: f"{DAILY} loaded {active} waiting x\n",
        services.UNIT_FILES: f"{DAILY} {state} enabled\n",
    }


def cron_with(line: str = "", *scripts: str) -> Seen:
    return {
        cron.CRONTAB: ABSENT,
        cron.CRON_D: {"/etc/cron.d/aide": f"{line}\n"} if line else {},
        cron.SPOOL: {},
        cron.SPOOL_RHEL: {},
        cron.ANACRONTAB: ABSENT,
        cron.SCRIPTS: dict.fromkeys(scripts, stat()),
        cron.AT_JOBS: {},
    }


def judged(*raws: Seen) -> Verdict:
    return judge(
        "layer2_monitoring.fim_schedule",
        host(cron_with(), *raws),
        products=rows("fim-products"),
    )


@pytest.mark.parametrize(
    ("active", "state", "status"),
    [
        ("active", "enabled", Status.PASS),
        ("inactive", "enabled", Status.FAIL),
        ("active", "disabled", Status.FAIL),
        ("inactive", "masked", Status.FAIL),
    ],
)
def test_the_timer_must_be_both_active_and_enabled(
    active: str, state: str, status: Status
) -> None:
    assert judged(AIDE, timer(active, state)).status is status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("5 4 * * * root /usr/sbin/aide --check", Status.PASS),
        ("5 4 * * 0 root /usr/bin/aide.wrapper --config /etc/a --check", Status.PASS),
        ("5 4 */3 * * root /usr/sbin/aide -C", Status.PASS),
        ("@daily root nice aide --check | mail root", Status.PASS),
        ("@monthly root /usr/sbin/aide --check", Status.FAIL),
        ("5 4 1 * * root /usr/sbin/aide --check", Status.FAIL),
        ("5 4 * 1 * root /usr/sbin/aide --check", Status.FAIL),
        ("# 5 4 * * * root /usr/sbin/aide --check", Status.FAIL),
        ("5 4 * * * root /usr/sbin/aide --init", Status.FAIL),
    ],
)
def test_a_line_of_cron_must_check_and_do_so_weekly(line: str, status: Status) -> None:
    assert judged(AIDE, cron_with(line)).status is status


def test_a_daily_script_counts_unless_the_timer_does_its_work() -> None:
    script = cron_with("", "/etc/cron.daily/aide")

    assert judged(AIDE, script).status is Status.PASS
    assert judged(AIDE, script, timer("inactive", "disabled")).status is Status.FAIL


def test_debians_switch_stops_timer_and_script_but_no_line_of_ones_own() -> None:
    off = {aide.CONFIG: "CRON_DAILY_RUN=no\n"}
    line = cron_with("5 4 * * * root /usr/sbin/aide --check")

    assert judged(AIDE, timer("active", "enabled"), off).status is Status.FAIL
    assert judged(AIDE, line, off).status is Status.PASS


def test_another_products_job_does_not_run_this_one() -> None:
    line = cron_with("5 4 * * * root /usr/sbin/tripwire --check")

    assert judged(TRIPWIRE, line).status is Status.PASS
    assert judged(AIDE, line).status is Status.FAIL


def test_what_watches_all_the_time_must_run() -> None:
    assert judged(units("samhain")).actual == "Samhain: running"
    assert judged(units(idle=("samhain",))).status is Status.FAIL


def test_without_a_product_nothing_is_asked() -> None:
    assert judged().reason is Exempt.NOT_INSTALLED


def test_denied_and_malformed_are_unknown() -> None:
    denied = judged(AIDE, {cron.CRONTAB: ItemStatus.DENIED})

    assert denied.reason is Reason.PERMISSION
    assert judged(AIDE, {services.UNITS: "?"}).reason is Reason.UNPARSEABLE
