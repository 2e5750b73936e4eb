from datetime import date

import pytest

from audit4.api import OsLife
from audit4.evidence import Evidence, Item, ItemStatus, Probe, Reason
from audit4.facts.os import OS_RELEASE
from audit4.facts.packages import RPM
from audit4.facts.updates import (
    APK_UPDATES,
    APT,
    DNF,
    DNF_ADVISORIES,
    FRESH,
    ZYPPER,
)
from audit4.finding import Status, Verdict
from audit4.testing import NOW, Raw, judge
from tests.checks.system_literals import host

ROWS = (
    OsLife(id="debian", version="11", end=date(2026, 8, 31)),
    OsLife(id="debian", version="12", end=date(2028, 6, 30)),
    OsLife(id="rhel", version="9", end=date(2032, 5, 31)),
    OsLife(id="sles", version="15.6", end=date(2028, 12, 31)),
    OsLife(id="alpine", version="3.22", end=date(2027, 5, 1)),
    OsLife(id="amzn", version="2023", end=date(2029, 6, 30)),
)
DAY = 86400
LIST = "/var/lib/apt/lists/deb_InRelease"
WAITING = (
    "Calculating upgrade...\n"
    "Inst libssl3 [3.0.9] (3.0.15 Debian-Security:12/stable-security [amd64])\n"
    "Inst nano [7.2-1] (7.2-2 Debian:12.5/stable [amd64])\n"
    "Inst linux-image-6.1.0-30 (6.1.124 Debian-Security:12/stable-security [amd64])\n"
    "2 upgraded, 1 newly installed\n"
)


def listed(days: float) -> dict[str, str]:
    return {LIST: f"0644 0 0 f 9 {int(NOW.timestamp() - days * DAY)}"}


def judged(seen: Evidence, *, security_only: bool = True) -> Verdict:
    return judge(
        "layer1_onsite.updates_pending",
        seen,
        lifecycle=ROWS,
        max_age_days=7,
        security_only=security_only,
    )


def test_nothing_waiting_on_fresh_lists_passes() -> None:
    assert judged(host({FRESH: listed(1)})).status is Status.PASS


def test_names_the_security_updates_that_wait() -> None:
    verdict = judged(host({APT: WAITING, FRESH: listed(1)}))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("libssl3 3.0.15",)


def test_all_updates_count_where_the_policy_says_so() -> None:
    verdict = judged(host({APT: WAITING, FRESH: listed(1)}), security_only=False)

    assert len(verdict.items) == 2


@pytest.mark.parametrize("fresh", [{}, listed(30)])
def test_stale_or_missing_lists_say_nothing(fresh: dict[str, str]) -> None:
    verdict = judged(host({FRESH: fresh}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.STALE)


def test_a_system_out_of_support_is_never_up_to_date() -> None:
    eol: dict[Probe, Raw] = {OS_RELEASE: "ID=debian\nVERSION_ID=11\n", FRESH: listed(1)}

    assert judged(host(eol)).status is Status.FAIL


def test_lists_from_the_future_are_not_believed() -> None:
    verdict = judged(host({FRESH: listed(-400)}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_a_broken_answer_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    verdict = judged(host({APT: raw, FRESH: listed(1)}))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def dnf(text: str, code: int) -> Item:
    status = ItemStatus.OK if code == 0 else ItemStatus.FAILED
    return Item(probe=DNF.id, name="", status=status, content=text, exit=code)


# Of dnf's documentation; the second package is mended by an advisory that is no
# matter of security.
CHECK_UPDATE = (
    "\nopenssl.x86_64  1:3.0.7-27.el9  baseos\nnano.x86_64  5.6-6  baseos\n"
    "Security: kernel-core-5.14.0-9.el9.x86_64 is an installed security update\n"
)
ADVISORIES = (
    "RHSA-1 Important/Sec. openssl-1:3.0.7-27.el9.x86_64\n"
    "RHBA-2 bugfix         nano-5.6-6.el9.x86_64\n"
)
RHEL: dict[Probe, Raw] = {OS_RELEASE: "ID=rhel\nVERSION_ID=9.4\n", FRESH: listed(1)}


def rhel(text: str, advisories: str) -> Verdict:
    return judged(host({**RHEL, DNF: dnf(text, 100), DNF_ADVISORIES: advisories}))


def test_dnf_advisories_tell_security_updates_apart_and_how_grave_they_are() -> None:
    assert rhel(CHECK_UPDATE, ADVISORIES).items == (
        "openssl.x86_64 1:3.0.7-27.el9 important",
    )


def test_the_gravest_come_first() -> None:
    graver = ADVISORIES.replace("RHBA-2 bugfix        ", "RHSA-2 Critical/Sec.")

    assert rhel(CHECK_UPDATE, graver).items[0].startswith("nano")


@pytest.mark.parametrize("advisories", ["", "RHBA-2 bugfix nano-5.6-6.el9.x86_64\n"])
def test_a_package_without_advisory_may_be_one_of_security(advisories: str) -> None:
    assert "openssl.x86_64 1:3.0.7-27.el9" in rhel(CHECK_UPDATE, advisories).items


def test_an_advisory_of_a_longer_name_is_another_packages() -> None:
    other = "RHBA-3 bugfix openssl-libs-1:3.0.7-27.el9.x86_64\n"

    assert rhel("openssl.x86_64 1:3 baseos\n", other).status is Status.FAIL


def test_rows_that_yum_breaks_are_one() -> None:
    # CentOS 7's yum on a terminal of 80 columns, as its users quote it.
    wide = (
        "java-1.8.0-openjdk-headless.x86_64\n"
        "                    1:1.8.0.412.b08-1.el7_9          updates\n"
    )

    assert rhel(wide, "").items == (
        "java-1.8.0-openjdk-headless.x86_64 1:1.8.0.412.b08-1.el7_9",
    )


def test_dnf_that_failed_is_unknown() -> None:
    assert judged(host({**RHEL, DNF: dnf("", 1)})).reason is Reason.UNPARSEABLE


def test_without_any_list_nothing_is_asked_of_dnf() -> None:
    seen = host({**RHEL, FRESH: {}, DNF: dnf("", 1)})

    assert judged(seen).reason is Reason.STALE


ZYPPER_TABLE = (
    "Repository | Name | Category | Severity | Interactive | Status | Summary\n"
    "-----------+------+----------+----------+-------------+--------+--------\n"
    "SLES       | SUSE-2026-1 | security    | important | --- | needed | openssl\n"
    "SLES       | SUSE-2026-2 | recommended | moderate  | --- | needed | nano\n"
    "SLES       | SUSE-2026-3 | security    | low       | --- | not needed | x\n"
)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (ZYPPER_TABLE, ("SUSE-2026-1 important",)),
        ("No updates found.\n", ()),
    ],
)
def test_zypper_lists_patches_by_kind(text: str, items: tuple[str, ...]) -> None:
    # From zypper's manual.
    sles: dict[Probe, Raw] = {
        OS_RELEASE: "ID=sles\nVERSION_ID=15.6\n",
        FRESH: listed(1),
        ZYPPER: text,
    }

    assert judged(host(sles)).items == items


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Installed:      Available:\n", None),
        ("", Reason.UNPARSEABLE),
    ],
)
def test_apk_always_prints_its_heading(text: str, reason: Reason | None) -> None:
    alpine: dict[Probe, Raw] = {
        OS_RELEASE: "ID=alpine\nVERSION_ID=3.22.1\n",
        FRESH: listed(1),
        APK_UPDATES: text,
    }

    assert judged(host(alpine)).reason is reason


def test_apk_names_what_waits() -> None:
    alpine: dict[Probe, Raw] = {
        OS_RELEASE: "ID=alpine\nVERSION_ID=3.22.1\n",
        APK_UPDATES: "Installed: Available:\nmusl-1.2.4-r0  < 1.2.4-r2\n",
        FRESH: listed(1),
    }

    assert judged(host(alpine)).items == ("musl-1.2.4-r0 1.2.4-r2",)


@pytest.mark.parametrize(
    ("release", "status"),
    [("2023.9.20261110", Status.PASS), ("2023.6.20241010", Status.UNKNOWN)],
)
def test_amazon_linux_2023_sees_no_further_than_its_release(
    release: str, status: Status
) -> None:
    amazon: dict[Probe, Raw] = {
        OS_RELEASE: "ID=amzn\nVERSION_ID=2023\n",
        FRESH: listed(1),
        RPM: f"system-release\t(none):{release}-0.amzn2023\tnoarch\n",
        DNF: "",
        DNF_ADVISORIES: "",
    }

    assert judged(host(amazon)).status is status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/var/lib/apt/lists/deb.freexian.com_extended-lts_x_Release", "pass"),
        ("/var/lib/apt/lists/kho.mirror.example_debian_dists_bullseye_Release", "fail"),
        ("/var/lib/apt/lists/esm.ubuntu.com_infra_ubuntu_dists_x_Release", "pass"),
    ],
)
def test_lists_of_longer_support_show_that_it_was_bought(
    path: str, status: str
) -> None:
    rows = (
        OsLife(
            id="debian",
            version="11",
            end=date(2026, 8, 31),
            extended_end=date(2031, 6, 30),
        ),
    )
    seen = host(
        {
            OS_RELEASE: "ID=debian\nVERSION_ID=11\n",
            FRESH: {path: listed(1)[LIST]},
        }
    )

    verdict = judge(
        "layer1_onsite.updates_pending",
        seen,
        lifecycle=rows,
        max_age_days=7,
        security_only=True,
    )

    assert verdict.status == status
