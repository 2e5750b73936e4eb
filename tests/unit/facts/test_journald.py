from datetime import UTC, datetime

import pytest

from audit4.evidence import Item, ItemStatus, Reason, Undetermined
from audit4.facts import journald, log_tree
from audit4.facts.journald import JOURNALD, size, span
from audit4.facts.systemd_conf import is_yes
from tests.monitored import captured, host, journal

BY_PATH = {p.path: p for p in journald.CONFIG}
ETC = BY_PATH["/etc/systemd/journald.conf"]
ETC_D = BY_PATH["/etc/systemd/journald.conf.d/*.conf"]
USR_D = BY_PATH["/usr/lib/systemd/journald.conf.d/*.conf"]
RUN_D = BY_PATH["/run/systemd/journald.conf.d/*.conf"]


def test_debian_12_forwards_by_its_built_in_value() -> None:
    seen = host(journal(captured("debian12", "journald.main_etc")))

    assert seen.fact(JOURNALD).forwards


def test_debian_13_forwards_by_a_drop_in_of_the_vendor() -> None:
    main = journal(captured("debian13", "journald.main_etc"))
    dropin = captured("debian13", "journald.dropins_usr_lib")
    path = "/usr/lib/systemd/journald.conf.d/syslog.conf"

    assert not host(main).fact(JOURNALD).forwards
    assert host(main, {USR_D: {path: dropin}}).fact(JOURNALD).forwards


@pytest.mark.parametrize("system", ["debian12", "debian13"])
def test_reads_the_head_of_a_real_journal(system: str) -> None:
    seen = host(journal(), {journald.HEADER: captured(system, "journald.header")})

    assert seen.fact(JOURNALD).oldest == datetime(2026, 11, 22, 19, 16, 49, tzinfo=UTC)


def test_drop_ins_come_after_the_main_file_in_order_of_their_names() -> None:
    seen = host(
        journal("[Journal]\nStorage=none\n"),
        {
            ETC_D: {
                "/etc/systemd/journald.conf.d/10-a.conf": "[Journal]\nStorage=volatile"
            },
            USR_D: {
                "/usr/lib/systemd/journald.conf.d/90-z.conf": "[Journal]\nCompress=no",
                "/usr/lib/systemd/journald.conf.d/10-a.conf": "[Journal]\nStorage=auto",
            },
            RUN_D: {
                "/run/systemd/journald.conf.d/20-b.conf": "[Other]\nStorage=auto\n"
                "[Journal]\n#Storage=auto\n;Storage=auto\nnonsense\n"
            },
        },
    )

    settings = seen.fact(JOURNALD).settings

    assert settings["Storage"] == "volatile"
    assert settings["Compress"] == "no"


@pytest.mark.parametrize(
    ("storage", "disk", "persistent"),
    [
        ("auto", True, True),
        ("auto", False, False),
        ("persistent", True, True),
        ("persistent", False, False),
        ("volatile", True, False),
        ("none", False, False),
    ],
)
def test_persistent_needs_the_setting_and_the_files(
    storage: str, *, disk: bool, persistent: bool
) -> None:
    seen = host(journal(f"[Journal]\nStorage={storage}\n", disk=disk))

    assert seen.fact(JOURNALD).persistent is persistent


def test_a_host_without_the_daemon_has_no_journal() -> None:
    found = host().fact(JOURNALD)

    assert not found.active
    assert not found.persistent
    assert found.oldest is None


def test_the_limit_is_what_is_set_else_a_tenth_of_the_disk_up_to_4_gib() -> None:
    told = host(journal("[Journal]\nSystemMaxUse=500M\n")).fact(JOURNALD)
    silent = host(journal()).fact(JOURNALD)
    unseen = host(journal(), {log_tree.ROOM: "rubbish"}).fact(JOURNALD)

    assert told.limit == 500 * 1024**2
    assert silent.limit == 4 * 1024**3
    assert unseen.limit is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90day", 7776000), ("1month", 2629800), ("1h 30min", 5400), ("3600", 3600)],
)
def test_time_spans_are_systemds(text: str, seconds: float) -> None:
    assert span(text) == seconds


@pytest.mark.parametrize("text", ["forever", "3 parsecs", "1" * 101, "-1"])
def test_other_time_spans_are_unparseable(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        span(text)

    assert why.value.reason is Reason.UNPARSEABLE


@pytest.mark.parametrize("text", ["10%", "lots", "9" * 5000, "1X"])
def test_other_sizes_are_unparseable(text: str) -> None:
    with pytest.raises(Undetermined):
        size(text)


@pytest.mark.parametrize("text", ["", "Head realtime timestamp: Sun 99 99 UTC", "?"])
def test_a_header_without_a_time_is_unparseable(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        host(journal(), {journald.HEADER: text}).fact(JOURNALD)

    assert why.value.reason is Reason.UNPARSEABLE


def test_a_lib_that_is_a_link_is_no_loss_but_etc_is() -> None:
    lib = BY_PATH["/lib/systemd/journald.conf"]
    unsafe = Item(probe=lib.id, name=lib.path, status=ItemStatus.UNSAFE)

    assert host(journal(), {lib: unsafe}).fact(JOURNALD).active
    with pytest.raises(Undetermined) as why:
        host(journal(), {ETC: ItemStatus.UNSAFE}).fact(JOURNALD)
    assert why.value.reason is Reason.UNSAFE_PATH


def test_yes_is_what_systemd_takes_for_yes() -> None:
    assert [is_yes(v) for v in ("yes", "1", "True", "on", "no", "", "maybe")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
