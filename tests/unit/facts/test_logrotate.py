import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts import logrotate
from audit4.facts.logrotate import LOGROTATE, Rotation
from tests.monitored import captured, host, rotation, stat

AUTH = "/var/log/auth.log"


def of(text: str, path: str = AUTH) -> Rotation | None:
    return host(rotation(rsyslog=text)).fact(LOGROTATE).of(path)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_keeps_four_weeks(system: str) -> None:
    found = of(captured(system, "logrotate.rsyslog"))

    assert found is not None
    assert found.days == 28


@pytest.mark.parametrize(
    ("block", "days"),
    [
        ("rotate 30\ndaily", 30),
        ("rotate 13\nweekly", 91),
        ("rotate 12\nmonthly", 365),
        ("rotate 1\nyearly", 365),
        ("monthly\nrotate 6\nmaxage 90", 90),
        ("rotate -1\ndaily", float("inf")),
        ("rotate 5\nsize 100M", None),
        ("daily\nrotate 100\nmaxsize 1G", None),
        ("daily\nrotate 90\nminsize 1M", 90),
        ("size 10M\ndaily\nrotate 90", 90),
        ("daily\nsize=10M\nrotate 90", None),
        ("", 28),
        ("rotate 0\ndaily", 0),
    ],
)
def test_days_follow_from_period_and_copies(block: str, days: float | None) -> None:
    found = of(f"{AUTH} {{\n{block}\n}}\n")

    assert found is not None
    assert found.days == days


def test_globals_after_an_include_do_not_reach_back() -> None:
    text = "include /etc/logrotate.d\nweekly\nrotate 52\n"
    seen = host(rotation(rsyslog=AUTH + " { daily }"), {logrotate.MAIN: text}).fact(
        LOGROTATE
    )

    found = seen.of(AUTH)

    assert found is not None
    assert found.days == 0


def test_a_directive_of_one_drop_in_stays_there() -> None:
    seen = host(rotation(a="rotate 99\n", rsyslog=AUTH + " { daily }"))

    found = seen.fact(LOGROTATE).of(AUTH)

    assert found is not None
    assert found.keep == 4


def test_the_first_block_that_names_a_file_wins() -> None:
    seen = host(rotation(a="/var/log/*.log { daily\nrotate 7 }", b=AUTH + "{rotate 9}"))

    found = seen.fact(LOGROTATE).of(AUTH)

    assert found is not None
    assert found.days == 7


def test_a_star_stays_within_its_directory() -> None:
    assert of("/var/log/*.log { daily }", "/var/log/apt/term.log") is None


@pytest.mark.parametrize("name", ["rsyslog.dpkg-old", "rsyslog.rpmsave", "x~"])
def test_leftovers_of_packages_do_not_count(name: str) -> None:
    seen = host(rotation(**{name: AUTH + " { daily }"}))

    assert seen.fact(LOGROTATE).of(AUTH) is None


def test_scripts_are_not_read_as_directives() -> None:
    found = of(
        f'"{AUTH}" /x {{\nrotate 9\npostrotate\n rotate 1\n }} {{\nendscript\ndaily }}'
    )

    assert found is not None
    assert found.days == 9


def test_create_gives_the_mode() -> None:
    found = of(AUTH + " {\ncreate 0640 root adm\n}")

    assert found is not None
    assert found.mode == 0o640


def test_last_run_and_age_of_the_host_come_from_files() -> None:
    found = host(rotation()).fact(LOGROTATE)

    assert found.last_run is not None
    assert found.born is not None
    assert found.last_run.timestamp() == 1795300000
    assert found.born.timestamp() == 1700000000


def test_a_host_without_logrotate_has_none() -> None:
    found = host().fact(LOGROTATE)

    assert not found.installed
    assert found.of(AUTH) is None


@pytest.mark.parametrize(
    "text", [AUTH + " {\n", AUTH + " { rotate many }", AUTH + "{maxage x}", "x {"]
)
def test_broken_blocks_are_unparseable(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        host(rotation(rsyslog=text)).fact(LOGROTATE)

    assert why.value.reason is Reason.UNPARSEABLE


def test_an_include_from_elsewhere_was_not_collected() -> None:
    with pytest.raises(Undetermined) as why:
        host(rotation(), {logrotate.MAIN: "include /opt/x\n"}).fact(LOGROTATE)

    assert why.value.reason is Reason.NOT_COLLECTED


def test_an_include_that_includes_itself_ends() -> None:
    with pytest.raises(Undetermined, match="too deep"):
        host(rotation(a="include /etc/logrotate.d\n")).fact(LOGROTATE)


def test_an_absurd_time_is_unparseable() -> None:
    born = {logrotate.BIRTH: {"/etc/machine-id": stat(10**17)}}

    with pytest.raises(Undetermined):
        host(rotation(), born).fact(LOGROTATE)


def test_a_denied_file_is_undetermined() -> None:
    denied = {logrotate.DROPINS: {"/etc/logrotate.d/x": ItemStatus.DENIED}}

    with pytest.raises(Undetermined) as why:
        host(rotation(), denied).fact(LOGROTATE)

    assert why.value.reason is Reason.PERMISSION
