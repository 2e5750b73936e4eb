import datetime as dt
import re
from pathlib import Path

import pytest

from audit4 import manual, policy, registry
from audit4.errors import InputError
from audit4.manual import Trust
from audit4.manual.markdown import cell, code, fence, table
from audit4.planning import runs
from audit4.policy import Policy
from audit4.registry import LoadedCheck
from tests.hosts.trust import states
from tests.unit.policies import KNOWN, POLICY, write

LANGUAGES = ("vi", "en")
LINK = re.compile(r"\]\((\S+\.md)\)")
TRUST = Trust(
    as_of=dt.date(2026, 11, 22),
    rows={"login.root": {"pass": 3, "fail": 2}, "agent.rows": {"unknown": 1}},
)
SHIPPED = manual.read_trust()


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return policy.load(policy.DEFAULT, registry.load())


def small(folder: Path, text: str = POLICY) -> dict[str, str]:
    rules = policy.load(write(folder, text), KNOWN)
    checks = {
        name: LoadedCheck(id=name, check=c.check, pack="x", doc="Says why.", layer=1)
        for name, c in KNOWN.checks.items()
    }
    return manual.pages(rules, checks, TRUST, "en", {})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_control_and_check_has_a_page_and_every_link_leads_to_one(
    shipped: Policy, lang: str
) -> None:
    checks = registry.load().checks

    made = manual.pages(shipped, checks, SHIPPED, lang, manual.read_summaries(lang))

    assert {f"controls/{c.id}.md" for c in shipped.controls} <= made.keys()
    assert {f"checks/{c}.md" for c in checks} <= made.keys()
    for name, text in made.items():
        for link in LINK.findall(text):
            target = str(Path(name).parent.joinpath(link)).replace("controls/../", "")
            assert target.replace("checks/../", "") in made, (name, link)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_tells_all_that_its_control_or_check_says(
    shipped: Policy, lang: str
) -> None:
    checks = registry.load().checks
    made = manual.pages(shipped, checks, SHIPPED, lang, {})

    for control in shipped.controls:
        text = made[f"controls/{control.id}.md"]
        words = " ".join(text.split())
        assert " ".join(getattr(control.rationale, lang).split()) in words
        if undo := control.remediation.undo:
            assert " ".join(getattr(undo, lang).split()) in words
        assert all(f"`{rule.id}`" in text for rule in control.rules)
    for check in checks.values():
        text = made[f"checks/{check.id}.md"]
        assert all(code(runs(p)) in text for p in check.check.probes)
        assert all(f"`{name}`" in text for name in check.check.parameters)


def test_a_control_page_shows_rules_levels_clauses_and_trust(tmp_path: Path) -> None:
    text = small(tmp_path)["controls/l1-login.md"]

    assert "recommended at level 2" in text
    assert "| 3 | 5.1 | – |" in text
    assert "permitrootlogin" in text
    assert "Tested on 5 states of booted hosts" in text
    assert "3 met, 2 not met" in text


def test_an_attested_control_says_for_how_long_it_counts(tmp_path: Path) -> None:
    text = small(tmp_path)["controls/l2-agent.md"]

    assert "| 1 | 24 months from the day of the document |" in text
    assert "| 2 | until the day that it names |" in text


def test_a_check_page_shows_parameters_and_who_uses_it(tmp_path: Path) -> None:
    text = small(tmp_path)["checks/layer1_onsite.option.md"]

    assert "| `allowed` | `Collection[str]` | required |" in text
    assert "| `limit` | `int` | `5` |" in text
    assert "(../controls/l1-login.md)" in text


def test_what_was_never_tested_on_a_host_says_so(tmp_path: Path) -> None:
    trust = Trust(as_of=TRUST.as_of, rows={})
    rules = policy.load(write(tmp_path), KNOWN)

    made = manual.pages(rules, {}, trust, "en", {})

    assert "Not tested on a booted host" in made["controls/l1-login.md"]


def test_a_summary_stands_before_the_words_of_the_source(shipped: Policy) -> None:
    checks = registry.load().checks
    name = "layer1_onsite.sshd_option"

    made = manual.pages(shipped, checks, TRUST, "vi", {name: "Tùy chọn của sshd."})

    text = made[f"checks/{name}.md"]
    assert "\n\nTùy chọn của sshd.\n\n" in text
    assert text.index("Tùy chọn của sshd.") < text.index("> An sshd option")


def test_what_is_written_cannot_break_a_table_or_a_fence() -> None:
    assert cell("a | b\nc") == "a \\| b c"
    assert code("x`y") == "`x'y`"
    assert fence("a\n```\nb").startswith("````\n")
    assert table(["a"], []) == ""


def test_no_more_states_are_claimed_than_there_are() -> None:
    counted = states()

    over = {
        rule: (claimed, counted.get(rule))
        for rule, claimed in SHIPPED.rows.items()
        if sum(claimed.values()) > sum(counted.get(rule, {}).values())
    }

    assert not over, "run `make trust`"


def test_a_wrong_count_is_one_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text("as_of: 2026-11-22\nsource: x\nrows: {a: {pass: many}}\n")

    with pytest.raises(InputError, match=r"trust\.yaml:3:"):
        manual.read_trust(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_summary_is_of_a_check_that_there_is(lang: str) -> None:
    assert manual.read_summaries(lang).keys() <= registry.load().checks.keys()
