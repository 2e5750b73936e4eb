from pathlib import Path

import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts.os import OS_RELEASE
from audit4.facts.packages import APK, DPKG, PACKAGES, RPM
from audit4.testing import evidence

CAPTURED = Path(__file__).parents[2] / "evidence"
DEBIAN = "ID=debian\nVERSION_ID=12\n"


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_reads_captured_dpkg(system: str) -> None:
    seen = evidence(
        {
            OS_RELEASE: DEBIAN,
            DPKG: (CAPTURED / system / "packages.dpkg.txt").read_text(),
            RPM: ItemStatus.ABSENT,
        }
    )

    packages = seen.fact(PACKAGES)

    assert packages.installed("openssh-server")
    assert (packages.version("openssh-server") or "").startswith("1:")
    assert not packages.installed("telnetd")
    assert packages.version("telnetd") is None


def test_only_what_is_unpacked_and_configured_is_installed() -> None:
    text = (
        "deinstall ok config-files\ttelnetd\t0.17\tamd64\n"
        "hold ok installed\tlinux-image\t6.1\tamd64\n"
    )

    packages = evidence({OS_RELEASE: DEBIAN, DPKG: text}).fact(PACKAGES)

    assert not packages.installed("telnetd")
    assert packages.installed("linux-image")


def test_the_family_decides_whose_database_counts() -> None:
    rpm = "openssh-server\t(none):8.7p1-38.el9\tx86_64\nbind\t32:9.16-1\tx86_64\n"
    seen = evidence({OS_RELEASE: "ID=rhel\n", DPKG: "", RPM: rpm})

    packages = seen.fact(PACKAGES)

    assert packages.version("openssh-server") == "8.7p1-38.el9"
    assert packages.version("bind") == "32:9.16-1"


def test_reads_apk_names_with_hyphens() -> None:
    seen = evidence({OS_RELEASE: "ID=alpine\n", APK: "busybox-extras-1.36.1-r5\n"})

    assert seen.fact(PACKAGES).version("busybox-extras") == "1.36.1-r5"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        ("one line without tabs\n", Reason.UNPARSEABLE),
        (ItemStatus.ABSENT, Reason.MISSING_TOOL),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
    ],
)
def test_no_list_is_never_an_empty_list(raw: str | ItemStatus, reason: Reason) -> None:
    seen = evidence({OS_RELEASE: DEBIAN, DPKG: raw})

    with pytest.raises(Undetermined) as why:
        seen.fact(PACKAGES)

    assert why.value.reason is reason
