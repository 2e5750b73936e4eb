import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts.files import FILE_STATS
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.file_mode"
SHADOW = ("/etc/shadow",)


def stats(**paths: str | ItemStatus) -> Evidence:
    return host({FILE_STATS: {p.replace("__", "/"): s for p, s in paths.items()}})


@pytest.mark.parametrize(
    ("stat", "status"),
    [
        ("0640 0 42 f 1 1700000000", Status.PASS),
        ("0600 0 0 f 1 1700000000", Status.PASS),
        ("0000 0 0 f 1 1700000000", Status.PASS),
        ("0644 0 42 f 1 1700000000", Status.FAIL),
        ("0640 1000 42 f 1 1700000000", Status.FAIL),
        ("0640 0 100 f 1 1700000000", Status.FAIL),
        ("4640 0 42 f 1 1700000000", Status.FAIL),
    ],
)
def test_judges_mode_owner_and_group(stat: str, status: Status) -> None:
    seen = stats(__etc__shadow=stat)

    verdict = judge(CHECK, seen, paths=SHADOW, mode="0640", groups=("root", "shadow"))

    assert verdict.status is status


def test_a_shared_folder_needs_its_sticky_bit() -> None:
    with_bit = stats(__tmp="1777 0 0 d 1 1700000000")
    without = stats(__tmp="0777 0 0 d 1 1700000000")

    wanted = {"paths": ("/tmp",), "mode": "1777", "bits": "1000"}

    assert judge(CHECK, with_bit, **wanted).status is Status.PASS
    assert judge(CHECK, without, **wanted).status is Status.FAIL


def test_a_pattern_names_each_file_that_fails() -> None:
    seen = host(
        {
            FILE_STATS: {
                "/etc/cron.d/a": "0666 0 0 f 1 1",
                "/etc/cron.d/b": "0644 0 0 f 1 1",
            }
        }
    )

    verdict = judge(CHECK, seen, paths=("/etc/cron.d/*",), mode="0644")

    assert verdict.items == ("/etc/cron.d/a: 0666",)


def test_a_link_is_judged_as_what_it_leads_to() -> None:
    seen = host(
        {
            FILE_STATS: {
                "/etc/rc.local": "0777 0 0 l 13 1 rc.d/rc.local",
                "/etc/rc.d/rc.local": "0777 0 0 f 9 1",
            }
        }
    )

    verdict = judge(CHECK, seen, paths=("/etc/rc.local",), mode="0755")

    assert verdict.items == ("/etc/rc.d/rc.local: 0777",)


def test_a_link_to_where_nobody_looked_is_unknown() -> None:
    seen = stats(__etc__shadow="0777 0 0 l 5 1 /srv/shadow")

    assert judge(CHECK, seen, paths=SHADOW, mode="0640").reason is Reason.NOT_COLLECTED


@pytest.mark.parametrize("target", ["/dev/null", "/lib/systemd/system/ssh.service"])
def test_a_link_to_nothing_or_to_a_packages_file_passes(target: str) -> None:
    seen = stats(__etc__shadow=f"0777 0 0 l 9 1 {target}")

    assert judge(CHECK, seen, paths=SHADOW, mode="0640").status is Status.PASS


def test_a_link_that_leads_nowhere_passes() -> None:
    seen = host(
        {
            FILE_STATS: {
                "/etc/modules-load.d/modules.conf": "0777 0 0 l 10 1 ../modules",
                "/etc/modules": ItemStatus.ABSENT,
            }
        }
    )

    verdict = judge(CHECK, seen, paths=("/etc/modules-load.d/*",), mode="0755")

    assert verdict.status is Status.PASS


def test_an_absent_file_is_not_applicable_unless_it_must_be_there() -> None:
    seen = stats(__etc__shadow=ItemStatus.ABSENT)

    loose = judge(CHECK, seen, paths=SHADOW, mode="0640")
    strict = judge(CHECK, seen, paths=SHADOW, mode="0640", required=True)

    assert (loose.status, loose.reason) == (Status.NOT_APPLICABLE, Exempt.NOT_USED)
    assert strict.status is Status.FAIL


@pytest.mark.parametrize(
    ("stat", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        ("8888 x", Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(stat: str | ItemStatus, reason: Reason) -> None:
    verdict = judge(CHECK, stats(__etc__shadow=stat), paths=SHADOW, mode="0640")

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_another_files_trouble_does_not_matter() -> None:
    seen = host(
        {
            FILE_STATS: {
                "/etc/shadow": "0640 0 42 f 1 1",
                "/etc/gshadow": ItemStatus.DENIED,
            }
        }
    )

    assert judge(CHECK, seen, paths=SHADOW, mode="0640").status is Status.PASS


def test_a_path_that_no_collector_asks_for_is_unknown() -> None:
    verdict = judge(CHECK, host(), paths=("/opt/own.conf",), mode="0640")

    assert verdict.reason is Reason.NOT_COLLECTED


def test_files_of_every_home_are_meant_by_a_tilde() -> None:
    seen = host(
        {FILE_STATS: {"/home/lan/.ssh/authorized_keys": "0666 1000 1000 f 1 1"}}
    )

    verdict = judge(
        CHECK, seen, paths=("~/.ssh/authorized_keys",), mode="0644", owners=()
    )

    assert verdict.status is Status.FAIL


@pytest.mark.parametrize(
    ("daemon", "status"),
    [
        ("0755 0 0 f 1 1", Status.FAIL),
        ("0777 0 0 l 12 1 /bin/busybox", Status.FAIL),
        (ItemStatus.ABSENT, Status.NOT_APPLICABLE),
        (ItemStatus.DENIED, Status.UNKNOWN),
    ],
)
def test_is_judged_only_where_the_reader_is_there(
    daemon: str | ItemStatus, status: Status
) -> None:
    seen = host(
        {FILE_STATS: {"/etc/crontab": "0666 0 0 f 1 1", "/usr/sbin/crond": daemon}}
    )

    verdict = judge(
        CHECK, seen, paths=("/etc/crontab",), mode="0600", where=("/usr/sbin/crond",)
    )

    assert verdict.status is status


def test_what_an_earlier_collector_did_not_ask_for_is_unknown() -> None:
    seen = stats(__etc__passwd="0644 0 0 f 1 1")

    verdict = judge(CHECK, seen, paths=("/boot/grub/user.cfg",), mode="0600")

    assert verdict.reason is Reason.NOT_COLLECTED


def test_a_path_below_a_pattern_that_found_others_is_absent() -> None:
    seen = host({FILE_STATS: {"/etc/cron.d": "0755 0 0 d 1 1"}})

    verdict = judge(CHECK, seen, paths=("/etc/cron.yearly",), mode="0700")

    assert verdict.reason is Exempt.NOT_USED


def test_a_search_that_was_cut_off_proves_no_absence() -> None:
    seen = host(
        {FILE_STATS: {"/etc/shadow": ItemStatus.ABSENT, "": ItemStatus.TIMEOUT}}
    )

    assert judge(CHECK, seen, paths=SHADOW, mode="0640").reason is Reason.TIMEOUT
