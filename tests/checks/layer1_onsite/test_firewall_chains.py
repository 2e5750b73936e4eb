import pytest

from audit4.evidence import Probe, Reason
from audit4.facts.firewall import NFT
from audit4.finding import Exempt, Status
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.firewalls import NFTABLES, UFW, nft
from tests.checks.system_literals import NFT_NONE, host

CHECK = "layer1_onsite.firewall_chains"


@pytest.mark.parametrize(
    ("hooks", "missing"),
    [
        (("input", "forward", "output"), ()),
        (("input",), ("forward", "output")),
        (("input", "forward", "output", "prerouting"), ()),
        ((), ("input", "forward", "output")),
    ],
)
def test_each_way_wants_a_base_chain(
    hooks: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    verdict = judge(CHECK, host({**NFTABLES, NFT: nft((), (), hooks=hooks)}))

    assert verdict.status is (Status.FAIL if missing else Status.PASS)
    assert verdict.items == missing
    assert verdict.actual.startswith("no chain: " if missing else "input, ")


def test_a_service_that_loaded_nothing_fails() -> None:
    assert judge(CHECK, host({**NFTABLES, NFT: NFT_NONE})).status is Status.FAIL


def test_another_tool_is_not_applicable() -> None:
    assert judge(CHECK, host(UFW)).reason is Exempt.NOT_USED


def test_a_broken_answer_is_unknown() -> None:
    changed: dict[Probe, Raw] = {**NFTABLES, NFT: "{"}

    assert judge(CHECK, host(changed)).reason is Reason.UNPARSEABLE


def test_without_root_it_is_unknown() -> None:
    assert judge(CHECK, host(NFTABLES, privileged=False)).reason is Reason.PERMISSION
