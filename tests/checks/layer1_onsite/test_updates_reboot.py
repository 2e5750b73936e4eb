import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.os import KERNEL
from audit4.facts.updates import REBOOT
from audit4.finding import Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import INSIDE, having

FILE = "0644 0 0 f 9 1700000000"


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge("layer1_onsite.updates_reboot", having(*parts))


def kernels(running: str, *others: str) -> dict[Probe, Raw]:
    paths = {f"/boot/vmlinuz-{name}": FILE for name in (running, *others)}
    return {KERNEL: f"{running}\n", REBOOT: paths}


@pytest.mark.parametrize("mark", ["/run/reboot-required", "/run/reboot-needed"])
def test_the_mark_fails(mark: str) -> None:
    assert judged({REBOOT: {mark: FILE}}).items == (mark,)


def test_no_mark_passes() -> None:
    assert judged().status is Status.PASS


@pytest.mark.parametrize(
    ("running", "other"),
    [
        ("6.1.0-9-amd64", "6.1.0-30-amd64"),
        ("5.14.0-427.13.1.el9_4.x86_64", "5.14.0-503.11.1.el9_5.x86_64"),
        ("3.10.0-957.el7.x86_64", "3.10.0-1160.119.1.el7.x86_64"),
        ("5.14.21-150500.55.7-default", "5.14.21-150500.55.83-default"),
    ],
)
def test_a_newer_kernel_of_the_same_kind_waits(running: str, other: str) -> None:
    assert judged(kernels(running, other)).items == (f"/boot/vmlinuz-{other}",)


@pytest.mark.parametrize(
    ("running", "other"),
    [
        ("6.1.0-30-amd64", "6.1.0-9-amd64"),
        ("6.1.0-9-amd64", "6.1.0-30-rt-amd64"),
        ("6.8.0-40-generic", "5.15.0-120-generic"),
        ("5.14.0-427.el9_4.x86_64", "0-rescue-0123456789abcdef0123456789abcdef"),
        ("6.12.1-0-lts", "lts"),
    ],
)
def test_an_older_one_or_another_kind_does_not(running: str, other: str) -> None:
    assert judged(kernels(running, other)).status is Status.PASS


def test_a_container_has_no_kernel_of_its_own() -> None:
    seen = kernels("6.1.0-9-amd64", "6.1.0-30-amd64")

    assert judged(seen, INSIDE).status is Status.PASS


def test_a_mark_that_may_not_be_looked_for_is_unknown() -> None:
    denied: dict[Probe, Raw] = {REBOOT: {"/run/reboot-required": ItemStatus.DENIED}}

    assert judged(denied).reason is Reason.PERMISSION


def test_a_malformed_answer_is_unknown() -> None:
    assert judged({REBOOT: {"/run/x": "half"}}).reason is Reason.UNPARSEABLE
