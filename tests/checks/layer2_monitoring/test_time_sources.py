from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import timesync
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, host, units

DAEMONS = {"chrony": ("chrony", "chronyd"), "systemd-timesyncd": ("systemd-timesyncd",)}
CONF = next(p for p in timesync.CHRONY_FILES if p.path == "/etc/chrony.conf")


def judged(
    *raws: Seen,
    named: object = None,
    container: bool = False,
) -> Verdict:
    setting = Setting(settings={"time_servers": named} if named else {})
    seen = host(*raws, setting=setting, container=container)
    return judge("layer2_monitoring.time_sources", seen, daemons=DAEMONS)


def chrony(text: str) -> Seen:
    return units("chronyd") | {CONF: text}


def test_any_source_passes_where_the_unit_names_none_and_it_says_so() -> None:
    verdict = judged(chrony("pool a.example\n"))

    assert verdict.status is Status.PASS
    assert verdict.message is not None


def test_the_units_own_sources_pass() -> None:
    raw = chrony("server 192.0.2.1\nserver NTP.example\n")

    assert judged(raw, named=["192.0.2.1", "ntp.example"]).status is Status.PASS
    assert judged(chrony("server 192.0.2.1\n"), named="192.0.2.1").status is (
        Status.PASS
    )


def test_a_strange_source_fails_and_is_named() -> None:
    raw = chrony("server 192.0.2.1\npool 2.debian.pool.ntp.org\n")

    assert judged(raw, named=["192.0.2.1"]).items == ("2.debian.pool.ntp.org",)


def test_built_in_servers_are_strange_to_a_unit_that_names_its_own() -> None:
    raw = units("systemd-timesyncd")

    assert judged(raw).status is Status.PASS
    assert judged(raw, named=["192.0.2.1"]).status is Status.FAIL


def test_sources_of_a_daemon_that_stands_still_do_not_count() -> None:
    raw = {CONF: "server 192.0.2.1\n"} | units(idle=("chronyd",))

    assert judged(raw).status is Status.FAIL


def test_no_source_fails_but_not_in_a_container() -> None:
    assert judged(chrony("# server x\n")).status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER


def test_denied_is_unknown() -> None:
    raw = units("chronyd") | {CONF: ItemStatus.DENIED}

    assert judged(raw).reason is Reason.PERMISSION


def test_rubbish_has_no_sources() -> None:
    assert judged(chrony("\x00server\n")).status is Status.FAIL


def test_servers_of_the_build_are_no_choice_where_one_is_asked_for() -> None:
    def explicit(raw: Seen) -> Status:
        return judge(
            "layer2_monitoring.time_sources", host(raw), daemons=DAEMONS, explicit=True
        ).status

    assert explicit(units("systemd-timesyncd")) is Status.FAIL
    assert explicit(chrony("pool a.example\n")) is Status.PASS
    assert explicit(chrony("# pool a.example\n")) is Status.FAIL
