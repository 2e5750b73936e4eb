import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from audit4 import documents, policy, registry
from audit4.check import BoundRule, Check
from audit4.errors import InputError
from audit4.evaluate import judge_rule
from audit4.finding import Exempt, Severity
from audit4.policy import NotApplying, Policy
from audit4.testing import evidence
from tests.unit.policies import KNOWN, POLICY, Known, Loaded, Row, write


@pytest.fixture
def small(tmp_path: Path) -> Policy:
    return policy.load(write(tmp_path), KNOWN)


def bound(found: Policy, rule: str, level: int, family: str = "debian") -> BoundRule:
    (one,) = [r for r in found.bind(level, family, ["web"]) if r.id == rule]
    assert isinstance(one, BoundRule)
    return one


def exempt(found: Policy, rule: str, level: int, family: str | None) -> Exempt | None:
    (one,) = [r for r in found.bind(level, family, ()) if r.id == rule]
    return one.why if isinstance(one, NotApplying) else None


def test_parameters_come_as_the_annotated_types(small: Policy) -> None:
    assert bound(small, "login.root", 2).parameters == {
        "option": "permitrootlogin",
        "allowed": ("no",),
    }
    assert bound(small, "agent.rows", 1).parameters == {
        "rows": (Row(name="one", ports=(514,)), Row(name="two"))
    }


def test_a_level_changes_parameters(small: Policy) -> None:
    low, high = bound(small, "login.root", 3), bound(small, "login.root", 4)

    assert "limit" not in low.parameters
    assert high.parameters["limit"] == 3


def test_a_bound_rule_can_be_judged(small: Policy) -> None:
    verdict = judge_rule(bound(small, "login.root", 4), evidence({}))

    assert verdict.actual == "permitrootlogin ['no'] 3"


def test_severity_and_title_fall_back_to_the_control(small: Policy) -> None:
    root, web = bound(small, "login.root", 3), bound(small, "login.web", 3)

    assert (root.severity, root.title.en) == (Severity.HIGH, "Login")
    assert (web.severity, web.title.en) == (Severity.LOW, "Web")


def test_suggested_and_clauses_are_those_of_the_level(small: Policy) -> None:
    second, third = bound(small, "login.root", 2), bound(small, "login.web", 3)

    assert second.suggested
    assert not third.suggested
    assert second.refs["tcvn14423"] == "4.1"
    assert third.refs == {
        "tcvn14423": "5.1",
        "law": ("Luật 116/2025/QH15 Đ10",),
        "cis": {"debian12": ("5.1.20",)},
    }


@pytest.mark.parametrize(
    ("rule", "level", "family", "why"),
    [
        ("login.root", 1, "debian", Exempt.LEVEL),
        ("login.root", 2, "alpine", Exempt.OS_FAMILY),
        ("login.root", 2, None, None),
        ("login.web", 2, "debian", Exempt.LEVEL),
        ("login.web", 3, "debian", Exempt.ROLE),
        ("agent.rows", 1, "other", None),
    ],
)
def test_what_does_not_apply_says_why(
    small: Policy, rule: str, level: int, family: str | None, why: Exempt | None
) -> None:
    assert exempt(small, rule, level, family) is why


def test_an_attested_control_has_a_rule_of_its_own_id(small: Policy) -> None:
    (first,), (fifth,) = small.attested(1), small.attested(5)

    assert not isinstance(first, NotApplying)
    assert not isinstance(fifth, NotApplying)
    assert (first.id, first.months, fifth.months) == ("l2-agent", 24, 6)
    assert "l2-agent" in small.rule_ids


def test_explain_says_for_every_rule_whether_and_why(small: Policy) -> None:
    lines = {e.rule: e for e in small.explain(1, "debian")}

    assert set(lines) == small.rule_ids
    assert not lines["login.root"].applies
    assert lines["login.root"].why.en == "Only for level 2, 3, 4, 5"
    assert lines["agent.rows"].applies


def test_explain_tells_statements_from_what_is_measured(small: Policy) -> None:
    lines = {e.rule: e for e in small.explain(1, "debian")}

    assert (lines["l2-agent"].scope, lines["agent.rows"].scope) == ("system", "host")
    assert lines["l2-agent"].parameters == {"months": 24, "counts_from": "document"}


def test_commands_are_those_of_the_family(small: Policy) -> None:
    mending = small.control("l1-login").remediation

    assert mending.commands_for("debian") == "apt x"
    assert mending.commands_for("rhel") == "x"


def test_a_snapshot_makes_the_same_policy_without_any_file(small: Policy) -> None:
    kept = json.loads(json.dumps(small.snapshot()))

    again = policy.restore(kept, KNOWN)

    assert again == small


def test_a_snapshot_whose_keys_were_sorted_judges_the_same(tmp_path: Path) -> None:
    text = POLICY.replace(
        'by_level: {">=4": {limit: 3}}',
        'by_level: {">=3": {limit: 3}, "=5": {limit: 1}}',
    )
    first = policy.load(write(tmp_path, text), KNOWN)

    again = policy.restore(
        json.loads(json.dumps(first.snapshot(), sort_keys=True)), KNOWN
    )

    assert again == first
    assert bound(again, "login.root", 5).parameters["limit"] == 1


def test_the_digest_follows_content_and_data(tmp_path: Path, small: Policy) -> None:
    other = policy.load(
        write(tmp_path, agents="{as_of: 2026-11-01, source: x, rows: []}"), KNOWN
    )

    assert other.sha256 != small.sha256


TAILORED = """\
name: ours
version: "2"
as_of: 2026-11-22
title: {vi: Của ta, en: Ours}
extends: small
override:
  controls:
    l2-agent: {disable: Thuê ngoài theo hợp đồng 12/HĐ}
    l1-login:
      levels: ">=1"
      suggested: false
      rules:
        - id: login.more
          check: layer1_onsite.option
          with: {option: y, allowed: [no]}
  rules:
    login.root:
      severity: critical
      with: {limit: 9}
    login.web: {disable: Không có web}
"""


def tailored(folder: Path) -> Policy:
    write(folder)
    (folder / "ours.yaml").write_text(TAILORED, encoding="utf-8")
    return policy.load("ours", KNOWN, folder=folder)


def test_a_tailored_policy_changes_by_id(tmp_path: Path) -> None:
    ours = tailored(tmp_path)

    assert [r.id for r in ours.rules] == ["login.root", "login.more"]
    assert bound(ours, "login.root", 1).severity is Severity.CRITICAL
    assert not bound(ours, "login.root", 2).suggested


def test_a_changed_parameter_holds_at_all_levels(tmp_path: Path) -> None:
    ours = tailored(tmp_path)

    assert [bound(ours, "login.root", n).parameters["limit"] for n in (1, 5)] == [9, 9]


def test_what_is_disabled_is_listed_with_its_reason(tmp_path: Path) -> None:
    ours = tailored(tmp_path)

    assert {d.id: (d.reason, d.by) for d in ours.disabled} == {
        "l2-agent": ("Thuê ngoài theo hợp đồng 12/HĐ", "ours"),
        "login.web": ("Không có web", "ours"),
    }


def test_a_tailored_policy_survives_its_snapshot(tmp_path: Path) -> None:
    ours = tailored(tmp_path)

    assert policy.restore(ours.snapshot(), KNOWN) == ours


def test_files_are_included_and_located_in_their_own_file(tmp_path: Path) -> None:
    head, body = POLICY.split("controls:\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.yaml").write_text("controls:\n" + body, encoding="utf-8")
    path = write(tmp_path, head + "include: [parts/*.yaml]\n")

    assert len(policy.load(path, KNOWN).controls) == 2

    broken = body.replace("option: x", "optoin: x")
    (tmp_path / "parts" / "a.yaml").write_text("controls:\n" + broken, encoding="utf-8")
    with pytest.raises(InputError, match=r"parts/a\.yaml:27:16: .* `optoin`.*`option`"):
        policy.load(path, KNOWN)


def test_a_mixed_control_is_stated_where_its_rules_are(tmp_path: Path) -> None:
    text = POLICY.replace("attested: {months", "attested: {scope: unit, months")

    with pytest.raises(InputError, match=r"small\.yaml:36:5: .* stated for each sys"):
        policy.load(write(tmp_path, text), KNOWN)


def test_a_policy_that_extends_itself_is_refused(tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "a")):
        text = TAILORED.replace("extends: small", f"extends: {base}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match="extends itself"):
        policy.load("a", KNOWN, folder=tmp_path)


def test_an_unknown_policy_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean `four-layer`"):
        policy.load("for-layer", KNOWN)


def test_lint_tells_what_is_doubtful(tmp_path: Path) -> None:
    text = POLICY.replace("option: permitrootlogin", "option: ' permitrootlogin'")
    text = text.replace('2: "4.1", ', "").replace("title: {vi: Web, en: Web}", "")

    said = "\n".join(policy.lint(policy.load(write(tmp_path, text), KNOWN)))

    assert "no tcvn14423 clause for level [2]" in said
    assert "login.root: parameter option begins or ends with a space" in said
    assert "login.web: has the same title" in said


def test_the_schema_accepts_what_loads(tmp_path: Path) -> None:
    data = documents.read(write(tmp_path)).data
    text = json.loads(json.dumps(data))

    jsonschema.Draft202012Validator(policy.schema()).validate(text)


def test_the_shipped_policy_loads_and_survives_its_snapshot() -> None:
    known = registry.load()

    shipped = policy.load("four-layer", known)

    assert {c.layer for c in shipped.controls} == {1, 2, 3, 4}
    assert policy.restore(json.loads(json.dumps(shipped.snapshot())), known) == shipped


Mend = Callable[..., Mapping[str, str]]


def mending(mend: Mend) -> Known:
    """The known checks, of which one gives lines of its own."""
    known: Check = KNOWN.checks["layer1_onsite.option"].check
    given = {"layer1_onsite.option": Loaded(replace(known, mend=mend))}
    return Known(KNOWN.checks | given)


def commands(found: Policy, rule: str) -> Mapping[str, str]:
    (one,) = [r for r in found.rules if r.id == rule]
    return one.remediation.commands


def test_a_rule_has_the_lines_that_its_check_gives_for_it(tmp_path: Path) -> None:
    def mend(option: str, **_rest: object) -> Mapping[str, str]:
        return {"any": f"set {option}"}

    found = policy.load(write(tmp_path), mending(mend))

    assert commands(found, "login.root") == {"any": "set permitrootlogin"}
    assert commands(found, "login.web") == {"any": "set x"}


def test_lines_that_differ_by_level_or_are_none_are_the_controls(
    tmp_path: Path,
) -> None:
    def mend(option: str, limit: int = 5, **_rest: object) -> Mapping[str, str]:
        return {"any": f"limit {limit}"} if option == "permitrootlogin" else {}

    found = policy.load(write(tmp_path), mending(mend))

    general = {"debian": "apt x", "any": "x"}
    assert commands(found, "login.root") == general
    assert commands(found, "login.web") == general


def test_what_a_policy_says_of_a_rule_goes_before_its_checks_lines(
    tmp_path: Path,
) -> None:
    own = "remediation: {vi: Sửa, en: Mend, commands: {any: own}}"
    text = POLICY.replace("replaces: login.old", f"replaces: login.old\n        {own}")

    found = policy.load(write(tmp_path, text), mending(lambda **_: {"any": "x"}))

    assert commands(found, "login.root") == {"any": "own"}


def test_lines_that_cannot_be_made_are_told_at_the_rules_line(tmp_path: Path) -> None:
    def mend(**_rest: object) -> Mapping[str, str]:
        raise LookupError("nothing allowed")

    path = write(tmp_path)
    with pytest.raises((InputError, ExceptionGroup)) as raised:
        policy.load(path, mending(mend))

    told = str(getattr(raised.value, "exceptions", (raised.value,))[0])
    assert told.startswith(f"{path}:")
    assert "layer1_onsite.option has no lines for these parameters" in told
