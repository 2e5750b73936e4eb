from datetime import UTC, datetime

import pytest

from audit4.evidence import Command, Evidence, Item, ItemStatus, Reason, Undetermined
from audit4.facts import timesync
from audit4.facts.timesync import SKEW, TIMESYNC
from tests.monitored import captured, host

CHRONY = {p.path: p for p in timesync.CHRONY_FILES}
NTP = {p.path: p for p in timesync.NTP_FILES}
SYNCD = {p.path: p for p in timesync.TIMESYNCD}
NTPQ = """     remote           refid      st t when poll reach   delay   offset  jitter
==============================================================================
+192.0.2.1       198.51.100.9     2 u   33   64  377    0.512    0.031   0.020
*192.0.2.2       198.51.100.9     2 u   12   64  377    0.498   -0.012   0.018
"""


def refused(probe: Command) -> Item:
    return Item(probe=probe.id, name="", status=ItemStatus.FAILED, exit=1)


def test_reads_debians_chrony_and_its_drop_ins() -> None:
    seen = host(
        {
            CHRONY["/etc/chrony/chrony.conf"]: captured(
                "debian12", "timesync.chrony_debian"
            ),
            CHRONY["/etc/chrony/conf.d/*.conf"]: {
                "/etc/chrony/conf.d/a.conf": "# server no\n  server 192.0.2.1 iburst\n"
            },
        }
    )

    assert seen.fact(TIMESYNC).configured["chrony"] == (
        "2.debian.pool.ntp.org",
        "192.0.2.1",
    )


def test_reads_a_real_chronyc() -> None:
    seen = host(
        {
            timesync.SOURCES: captured("debian12", "timesync.chrony_sources"),
            timesync.TRACKING: captured("debian12", "timesync.chrony_tracking"),
        }
    )

    found = seen.fact(TIMESYNC)

    assert found.selected == ("127.0.0.2",)
    assert found.synchronised is True


def test_timesyncds_flag_counts_before_chronys_word() -> None:
    seen = host(
        {
            timesync.TIMESYNC_FLAG: "NTPSynchronized=no\n",
            timesync.TRACKING: captured("debian12", "timesync.chrony_tracking"),
        }
    )

    assert seen.fact(TIMESYNC).synchronised is False


def test_ntpd_follows_the_peer_with_the_star() -> None:
    seen = host(
        {NTP["/etc/ntp.conf"]: "server 192.0.2.1\npool a\n", timesync.NTPQ: NTPQ}
    )

    found = seen.fact(TIMESYNC)

    assert found.selected == ("192.0.2.2",)
    assert found.configured["ntp"] == ("192.0.2.1", "a")
    assert found.synchronised is True


def test_timesyncd_falls_back_to_built_in_servers() -> None:
    assert host().fact(TIMESYNC).configured["systemd-timesyncd"] == ("(built-in)",)


def test_timesyncd_takes_drop_ins() -> None:
    seen = host(
        {
            SYNCD["/etc/systemd/timesyncd.conf"]: "[Time]\nNTP=192.0.2.1\n",
            SYNCD["/etc/systemd/timesyncd.conf.d/*.conf"]: {
                "/etc/systemd/timesyncd.conf.d/a.conf": "[Time]\nNTP=192.0.2.7 b\n"
            },
        }
    )

    assert seen.fact(TIMESYNC).configured["systemd-timesyncd"] == ("192.0.2.7", "b")


def test_nobody_says_anything_is_neither_yes_nor_no() -> None:
    assert host().fact(TIMESYNC).synchronised is None


def test_a_refused_client_is_silence_not_an_error() -> None:
    seen = host({c: refused(c) for c in (timesync.SOURCES, timesync.TRACKING)})

    assert seen.fact(TIMESYNC).synchronised is None


def test_a_client_that_hangs_is_undetermined() -> None:
    with pytest.raises(Undetermined) as why:
        host({timesync.SOURCES: ItemStatus.TIMEOUT}).fact(TIMESYNC)

    assert why.value.reason is Reason.TIMEOUT


@pytest.mark.parametrize("text", ["", "\x00", "*\n^*\n" * 100, " " * 100_000])
def test_rubbish_is_silence(text: str) -> None:
    seen = host(
        {timesync.SOURCES: text, timesync.NTPQ: text, timesync.TIMESYNC_FLAG: text}
    )

    assert seen.fact(TIMESYNC).synchronised is None


def test_skew_is_the_host_ahead_of_the_controller() -> None:
    now = datetime(2026, 11, 22, 3, tzinfo=UTC).timestamp()

    assert host(clock=now + 90).fact(SKEW) == pytest.approx(90)


def test_without_the_hosts_clock_there_is_no_skew() -> None:
    seen = host()
    silent = Evidence(items=seen.items, collected_at=seen.collected_at, privileged=True)

    with pytest.raises(Undetermined):
        silent.fact(SKEW)


def test_in_a_container_nothing_else_is_asked_so_root_is_not_needed() -> None:
    assert host(container=True, privileged=False).fact(TIMESYNC).container
