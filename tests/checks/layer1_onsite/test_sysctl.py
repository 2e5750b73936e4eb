import pytest

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts.os import CONTAINER
from audit4.facts.sysctl import BUILT, FILES, RUNNING
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks import system_literals
from tests.checks.system_literals import host

CHECK = "layer1_onsite.sysctl"
KEY = "kernel.dmesg_restrict"
ETC = FILES[0]


def running(value: str, key: str = KEY) -> str:
    return f"{system_literals.RUNNING}{key} = {value}\n"


def setting(text: str) -> dict[str, str]:
    return {"/etc/sysctl.d/60-x.conf": text}


@pytest.mark.parametrize(
    ("now", "boot", "status"),
    [
        ("1", f"{KEY}=1\n", Status.PASS),
        ("1", "", Status.FAIL),
        ("1", f"{KEY}=0\n", Status.FAIL),
        ("0", f"{KEY}=1\n", Status.FAIL),
    ],
)
def test_a_value_must_hold_now_and_after_boot(
    now: str, boot: str, status: Status
) -> None:
    seen = host({RUNNING: running(now), ETC: setting(boot)})

    assert judge(CHECK, seen, key=KEY, allowed=("1",)).status is status


def test_the_kernels_default_survives_where_nothing_sets_the_key() -> None:
    seen = host({RUNNING: running("2")})

    verdict = judge(CHECK, seen, key=KEY, allowed=("2",), default="2")

    assert verdict.status is Status.PASS


@pytest.mark.parametrize(
    ("built", "status"), [("=y\n", Status.PASS), ("=m\n", Status.FAIL)]
)
def test_what_the_kernel_was_built_with_survives_as_well(
    built: str, status: Status
) -> None:
    config = f"CONFIG_SECURITY_DMESG_RESTRICT{built}"
    seen = host({RUNNING: running("1"), BUILT: config})

    assert judge(CHECK, seen, key=KEY, allowed=("1",)).status is status


def test_a_file_outweighs_what_the_kernel_was_built_with() -> None:
    config = "CONFIG_SECURITY_DMESG_RESTRICT=y\n"
    seen = host({RUNNING: running("1"), BUILT: config, ETC: setting(f"{KEY}=0\n")})

    assert judge(CHECK, seen, key=KEY, allowed=("1",)).status is Status.FAIL


def test_debian_13_gives_sysrq_in_hexadecimal() -> None:
    seen = host(
        {
            RUNNING: running("438", "kernel.sysrq"),
            ETC: setting("kernel.sysrq = 0x01b6\n"),
        }
    )

    verdict = judge(CHECK, seen, key="kernel.sysrq", allowed=("438",))

    assert verdict.status is Status.PASS


def test_only_the_networks_keys_are_a_containers_own() -> None:
    inside: dict[Probe, Raw] = {CONTAINER: "lxc\n"}
    net = "net.ipv4.tcp_syncookies"

    kernel = judge(
        CHECK, host({**inside, RUNNING: running("0")}), key=KEY, allowed=("1",)
    )
    own = judge(
        CHECK, host({**inside, RUNNING: running("0", net)}), key=net, allowed=("1",)
    )

    assert (kernel.status, kernel.reason) == (Status.NOT_APPLICABLE, Exempt.CONTAINER)
    assert own.status is Status.FAIL


def test_a_key_that_the_kernel_lacks_is_unknown() -> None:
    verdict = judge(CHECK, host(), key=KEY, allowed=("1",))

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNSUPPORTED)


def test_ipv6_keys_mean_nothing_without_ipv6() -> None:
    seen = host({RUNNING: "kernel.ostype = Linux\n"})

    verdict = judge(CHECK, seen, key="net.ipv6.conf.all.forwarding", allowed=("0",))

    assert verdict.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({RUNNING: ""}, Reason.UNPARSEABLE),
        ({RUNNING: ItemStatus.ABSENT}, Reason.MISSING_TOOL),
        ({ETC: {"/etc/sysctl.d/9.conf": ItemStatus.DENIED}}, Reason.PERMISSION),
        ({ETC: {"/etc/sysctl.d/9.conf": ItemStatus.UNSAFE}}, Reason.UNSAFE_PATH),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judge(CHECK, host(changed), key=KEY, allowed=("1",)).reason is reason


def test_without_root_it_is_unknown() -> None:
    verdict = judge(CHECK, host(privileged=False), key=KEY, allowed=("1",))

    assert verdict.reason is Reason.PERMISSION
