import json
import subprocess

import pytest

from audit4.collector.masks import mask
from audit4.evidence import Reason, Undetermined
from audit4.facts.firewall import NFT
from audit4.facts.nftables import read_nft

RULESET = {
    "nftables": [
        {"table": {"family": "inet", "name": "filter"}},
        {
            "chain": {
                "family": "inet",
                "table": "filter",
                "name": "input",
                "type": "filter",
                "hook": "input",
                "prio": 0,
                "policy": "drop",
            }
        },
        {
            "rule": {
                "family": "inet",
                "table": "filter",
                "chain": "input",
                "expr": [
                    {
                        "match": {
                            "op": "==",
                            "left": {"meta": {"key": "nfproto"}},
                            "right": "ipv4",
                        }
                    },
                    {"accept": None},
                ],
            }
        },
    ]
}


def as_the_probe_prints_it() -> str:
    program = NFT.argv[2].rsplit("| ", 1)[1]
    done = subprocess.run(
        ["sh", "-c", program],
        input=json.dumps(RULESET) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_condition_survives_the_masks() -> None:
    masked = mask(as_the_probe_prints_it().encode()).decode()

    (table,), _ = read_nft(masked)

    (rule,) = next(iter(table.chains.values())).rules
    assert [(m.kind, m.values) for m in rule.matches] == [("family", ("ipv4",))]


def test_a_masked_condition_is_never_taken_for_one_that_never_holds() -> None:
    masked = json.dumps(RULESET).replace('"nfproto"', '"***"')

    with pytest.raises(Undetermined) as why:
        read_nft(masked)

    assert why.value.reason is Reason.UNPARSEABLE
