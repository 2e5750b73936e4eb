"""The comparison with other auditors, without booting a host."""

import datetime as dt

import pytest
import yaml

from audit4 import policy, registry
from tests.hosts.agreement import FILE
from tests.hosts.agreement_page import Seen, page
from tests.hosts.opinions import (
    Opinion,
    Outcome,
    Question,
    Settlement,
    combined,
    complaints,
    lynis,
    open_ends,
    settlements,
    xccdf,
)

REPORT = """\
lynis_version=3.1.4
warning[]=AUTH-9208|Multiple accounts found with same UID|-|-|
suggestion[]=SSH-7408|Consider hardening|MaxAuthTries (set 6 to 3)|-|
suggestion[]=AUTH-9286|Configure minimum password age in /etc/login.defs|-|-|
suggestion[]=NETW-3200|Determine if protocol 'dccp' is really needed|-|-|
suggestion[]=FILE-6310|place /home on a separate partition|-|-|
details[]=KRNL-6000|sysctl|desc:x;field:kernel.sysrq;prefval:0;value:1;|
suggestion[]=KRNL-6000|One or more sysctl values differ||Change|
tests_executed=AUTH-9208|SSH-7408|AUTH-9286|NETW-3200|FILE-6310|KRNL-6000|INSE-8322|
"""
LINE = {
    "auditor": "lynis",
    "hosts": ["a", "b"],
    "questions": ["X-1"],
    "theirs": "unmet",
    "ours": "met",
    "right": "audit4",
    "why": "because",
}


def asked(theirs: Opinion, ours: Opinion, host: str = "a") -> Question:
    return Question(
        auditor="lynis", host=host, asks="X-1", theirs=theirs, ours=ours, rules=("r",)
    )


@pytest.mark.parametrize(
    ("asks", "opinion"),
    [
        ("AUTH-9208", Opinion.UNMET),
        ("INSE-8322", Opinion.MET),
        ("INSE-832", Opinion.NONE),
        ("MAIL-8802", Opinion.NONE),
        ("SSH-7408/MaxAuthTries", Opinion.UNMET),
        ("SSH-7408/MaxAuth", Opinion.MET),
        ("AUTH-9286/minimum", Opinion.UNMET),
        ("AUTH-9286/maximum", Opinion.MET),
        ("NETW-3200/dccp", Opinion.UNMET),
        ("NETW-3200/rds", Opinion.MET),
        ("FILE-6310//home", Opinion.UNMET),
        ("FILE-6310//var", Opinion.MET),
        ("KRNL-6000/kernel.sysrq", Opinion.UNMET),
        ("KRNL-6000/kernel.sys", Opinion.MET),
    ],
)
def test_a_test_of_lynis_is_met_where_it_ran_and_was_silent(
    asks: str, opinion: Opinion
) -> None:
    assert lynis(REPORT, asks) == opinion


def test_complaints_are_named_once() -> None:
    assert complaints(REPORT + REPORT) == [
        "AUTH-9208",
        "AUTH-9286",
        "FILE-6310",
        "KRNL-6000",
        "NETW-3200",
        "SSH-7408",
    ]


@pytest.mark.parametrize(
    ("statuses", "opinion"),
    [
        (["pass", "fail"], Opinion.UNMET),
        (["pass", "unknown"], Opinion.NONE),
        (["fail", "unknown"], Opinion.UNMET),
        (["pass", "not_applicable"], Opinion.MET),
        (["not_applicable"], Opinion.EXEMPT),
        (["pending"], Opinion.NONE),
        ([], Opinion.NONE),
    ],
)
def test_several_rules_are_as_good_as_the_worst(
    statuses: list[str], opinion: Opinion
) -> None:
    verdicts = {str(number): status for number, status in enumerate(statuses)}

    assert combined(verdicts, verdicts) == opinion


def test_a_rule_without_a_verdict_has_no_opinion() -> None:
    assert combined(["a", "b"], {"a": "pass"}) == Opinion.NONE


@pytest.mark.parametrize("result", ["error", "unknown", "notchecked", "informational"])
def test_openscap_without_a_verdict_has_no_opinion(result: str) -> None:
    assert xccdf(result) == Opinion.NONE


def test_two_auditors_differ_only_where_both_judge() -> None:
    assert asked(Opinion.MET, Opinion.MET).outcome == Outcome.AGREE
    assert asked(Opinion.UNMET, Opinion.EXEMPT).outcome == Outcome.DISAGREE
    assert asked(Opinion.UNMET, Opinion.NONE).outcome == Outcome.ONE
    assert asked(Opinion.NONE, Opinion.NONE).outcome == Outcome.NEITHER


def test_what_is_not_settled_and_what_no_longer_happens_are_both_told() -> None:
    settled = settlements([LINE])
    now = [
        asked(Opinion.UNMET, Opinion.MET),
        asked(Opinion.MET, Opinion.MET, "b"),
        asked(Opinion.MET, Opinion.UNMET, "c"),
    ]

    unsettled, stale = open_ends(now, settled)

    assert [key[1] for key in unsettled] == ["c"]
    assert [key[1] for key in stale] == ["b"]


@pytest.mark.parametrize("lines", [[LINE, LINE], [{**LINE, "why": ""}]])
def test_each_line_settles_one_thing_and_says_why(lines: list[object]) -> None:
    with pytest.raises(ValueError, match="settled twice or without a reason"):
        settlements(lines)  # type: ignore[arg-type]


def test_the_page_counts_and_gives_each_reason() -> None:
    differs = asked(Opinion.UNMET, Opinion.MET)
    seen = Seen(
        day=dt.date(2026, 1, 2),
        versions=("Lynis 3.1.4",),
        questions=(differs, asked(Opinion.MET, Opinion.MET, "b")),
        settled={differs.key: Settlement(right="audit4", why="It looks deeper.")},
        complaints={"a": ["X-1", "Y-2"]},
        mapped=frozenset({"X-1"}),
    )

    text = page(seen)

    assert "| lynis | a | 0 | 1 | 0 | 0 |" in text
    assert "**Right: audit4.** It looks deeper." in text
    assert "- a: Y-2\n" in text


def test_the_shipped_file_names_rules_that_exist_and_gives_reasons() -> None:
    common = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    lines = [*common["lynis"].values(), *common["openscap"].values()]
    shipped = policy.load(policy.DEFAULT, registry.load())
    rules = {rule.id for control in shipped.controls for rule in control.rules}

    assert settlements(common["settled"])
    assert all(line["why"] for line in lines)
    assert {rule for line in lines for rule in line["rules"]} <= rules
