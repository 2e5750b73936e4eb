from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import pytest

from audit4.finding import Severity, Status, Text
from audit4.reporting import ControlWords, Extras, UnitView, unit_view
from tests.unit.reporting import sample


@lru_cache(maxsize=8)
def view(unit: str = "so-mau", lang: str = "vi") -> UnitView:
    rows = sample.waived(sample.results())
    return unit_view(sample.province(rows), unit, sample.extras(rows), lang)


def test_every_failure_stands_in_one_group() -> None:
    failing = {
        (r.subject, r.rule)
        for r in sample.results()
        if r.unit == "so-mau" and r.status is Status.FAIL
    }

    shown = [f.row.key for g in view().groups for f in g.findings]

    assert sorted(shown) == sorted(failing)
    assert sum(view().counts.values()) == len(failing)


def test_the_worst_comes_first() -> None:
    weights = [g.severity.weight for g in view().groups]

    assert weights == sorted(weights, reverse=True)
    assert view().worst[0].severity is Severity.CRITICAL


def test_scores_are_those_of_the_document() -> None:
    document = sample.province(sample.waived(sample.results()))
    given = {s["layer"]: s for s in document["scores"] if s["unit"] == "so-mau"}
    whole = {
        s["layer"]: (s["low"], s["high"], s["band"])
        for s in document["scores"]
        if s["unit"] == "so-mau" and s["system"] is None
    }
    overall = view().overall

    assert overall
    assert given
    assert (overall.score.low, overall.score.high, overall.score.band) == whole[None]
    for number, layer in enumerate(view().layers, 1):
        assert layer
        assert (layer.score.low, layer.score.high, layer.score.band) == whole[number]


def test_the_score_of_the_last_round_stands_beside() -> None:
    before = sample.province(sample.results(better=-1), days=90)
    (low,) = (
        s["low"]
        for s in before["scores"]
        if (s["unit"], s["system"], s["layer"]) == ("so-mau", None, 1)
    )
    layer = view().layers[0]

    assert layer
    assert layer.before == low


def test_commands_are_for_the_families_of_the_failing_hosts() -> None:
    groups = {g.rule: g for g in view("xa-mau-1").groups}
    families = {
        c.family: c.hosts for c in groups["host-firewall.default-deny"].commands
    }

    assert families == {"debian": ("may-01",), "rhel": ("may-02",)}


def test_a_family_without_commands_of_its_own_gets_those_for_any() -> None:
    words = replace(
        sample.CONTROLS["l1-host-firewall"], commands={"any": "nft list ruleset"}
    )
    extras = replace(sample.extras(), controls={"l1-host-firewall": words})

    found = unit_view(sample.province(), "xa-mau-1", extras)

    (group,) = (g for g in found.groups if g.control == "l1-host-firewall")
    assert [(c.family, c.hosts) for c in group.commands] == [
        ("any", ("may-01", "may-02"))
    ]


def test_clauses_of_both_standards_follow_the_level() -> None:
    group = next(g for g in view("xa-mau-1").groups if g.findings[0].row.host)

    assert [(c.standard, c.clause) for c in group.clauses] == [
        ("TCVN 14423:2026", "4.6.2.3"),
        ("TCVN 11930:2017", "6.2.2.1"),
    ]
    assert group.to_verify


def test_clauses_of_the_document_come_before_those_of_the_policy() -> None:
    rows = [
        replace(r, refs={"tcvn14423": "9.9.9", "confidence": "P"})
        for r in sample.results()
    ]

    found = unit_view(sample.province(rows), "xa-mau-1", sample.extras())

    assert {c.clause for g in found.groups for c in g.clauses} == {"9.9.9", "6.2.2.1"}
    assert not any(g.to_verify for g in found.groups)


def test_levels_that_were_words_in_json_are_found_too() -> None:
    rows = [replace(r, refs={"tcvn14423": {"2": "4.1"}}) for r in sample.results()]

    found = unit_view(sample.province(rows), "xa-mau-1", Extras())

    assert {c.clause for g in found.groups for c in g.clauses} == {"4.1"}


def test_recommendations_are_those_of_the_failing_hosts_systems() -> None:
    cis = {"debian12": ["7.1.1"], "debian13": ["7.1.1"], "rhel9": ["7.1.9"]}
    rows = [replace(r, refs={"cis": cis}) for r in sample.results()]

    found = unit_view(sample.province(rows), "xa-mau-1", Extras())

    groups = {g.rule: {(c.standard, c.clause) for c in g.clauses} for g in found.groups}
    assert groups["host-firewall.default-deny"] == {
        ("CIS Debian 12, Debian 13:", "7.1.1"),
        ("CIS RHEL 9:", "7.1.9"),
    }


@pytest.mark.parametrize("cis", ["7.1", None, ["7.1"], {"plan9": "1.1"}])
def test_other_forms_of_recommendations_do_no_harm(cis: object) -> None:
    rows = [replace(r, refs={"cis": cis}) for r in sample.results()]

    found = unit_view(sample.province(rows), "xa-mau-1", Extras())

    shown = {c.standard for g in found.groups for c in g.clauses}
    assert shown <= {"CIS plan9:"}


def test_what_was_mended_since_the_last_round_is_told() -> None:
    changes = view().changes

    assert changes
    assert changes.round == "2026-Q3"
    assert changes.mended
    assert not changes.appeared


def test_what_is_worse_is_new() -> None:
    extras = replace(sample.extras(), earlier=sample.results(better=1))

    found = unit_view(sample.province(), "so-mau", extras)

    assert found.changes
    new = {f.row.key for g in found.groups for f in g.findings if f.is_new}
    named = {(c.rule, s) for c in found.changes.appeared for s in c.subjects}
    assert {(rule, subject.rsplit("/", 1)[-1]) for subject, rule in new} == named


def test_what_cannot_be_judged_any_more_is_lost_not_mended() -> None:
    gone = replace(sample.results()[0].verdict, status=Status.UNKNOWN)
    rows = [
        replace(r, verdict=gone) if r.host == "web-01" else r for r in sample.results()
    ]
    extras = replace(sample.extras(), earlier=sample.results())

    found = unit_view(sample.province(rows), "so-mau", extras)

    assert found.changes
    assert not found.changes.mended
    assert {s for c in found.changes.lost for s in c.subjects} == {"web-01"}


def test_what_is_measured_differently_claims_no_change() -> None:
    rows = [replace(r, check_version=2) for r in sample.results(better=5)]

    found = unit_view(sample.province(rows), "so-mau", sample.extras())

    assert found.changes
    assert not found.changes.mended
    assert found.changes.incomparable == len([r for r in rows if r.unit == "so-mau"])


def test_without_a_last_round_nothing_is_compared() -> None:
    found = unit_view(sample.province(), "so-mau", Extras())

    assert found.changes is None
    assert not any(f.is_new for g in found.groups for f in g.findings)


def test_hosts_that_were_not_judged_are_named() -> None:
    assert [h.host for h in view().dark] == ["mail-02"]
    assert {r.reason for r in view().unknowns} == {"unreachable", "timeout"}


def test_the_permission_is_judged_by_the_time_of_the_scan() -> None:
    of_agency, of_commune = view("so-mau").permit, view("xa-mau-1").permit

    assert of_agency
    assert not of_agency.expired
    assert of_commune
    assert of_commune.expired
    assert view("xa-mau-2").permit is None


def test_an_overdue_finding_is_marked() -> None:
    overdue = {g.severity for g in view().groups if g.overdue}

    assert overdue == {Severity.CRITICAL}
    assert view().overdue == view().counts[Severity.CRITICAL]


def test_pending_attestations_and_waivers_are_listed() -> None:
    assert [p.title for p in view().pending] == [
        "Hệ thống được kiểm tra, đánh giá đúng kỳ"
    ]
    (waived,) = view().waivers
    assert waived.waiver.id == "W-2026-01"
    assert len(waived.covers) == 2


def test_a_control_with_one_miss_is_missed_on_the_system() -> None:
    block = next(b for b in view().matrix if b.system and b.system.id == "cong-dvc")
    (row,) = (r for r in block.rows if r.control == "l1-host-firewall")

    assert block.hosts == ("csdl-01", "web-01", "web-02")
    assert row.whole.status is Status.FAIL
    assert (row.whole.met, row.whole.applicable) == (1, 3)


def test_the_matrix_agrees_with_the_controls_of_the_document() -> None:
    document = sample.province()
    given = {
        (c["system"], c["control"]): c["status"]
        for c in document["controls"]
        if c["unit"] == "so-mau"
    }

    shown = {
        (b.system.id if b.system else None, r.control): r.whole.status.value
        for b in view().matrix
        for r in b.rows
    }

    assert shown == given


def test_many_hosts_are_split_into_blocks_that_fit_a_page() -> None:
    first = sample.results()[0]
    rows = [replace(first, host=f"h{n:02}") for n in range(40)]

    found = unit_view(sample.province(rows), "so-mau", Extras())

    assert [len(b.hosts) for b in found.matrix] == [16, 16, 8]


def test_the_rehearsal_leads_to_the_findings() -> None:
    rehearsal = view().rehearsal
    anchors = {g.anchor for g in view().groups}

    assert rehearsal
    assert {m.anchor for m in rehearsal.mendings} <= anchors
    assert rehearsal.after.low > rehearsal.before.low


def test_a_document_alone_makes_a_report() -> None:
    found = unit_view(sample.province(), "xa-mau-2", Extras())

    assert found.name == "UBND xã Mẫu 2"
    assert found.header.owner == ""
    assert found.scan.started == datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def test_words_are_in_the_language_asked_for() -> None:
    english = view(lang="en")

    assert english.groups[0].title == "No account without a password"


def test_a_rule_without_words_is_named_by_its_id() -> None:
    controls = {"l1-root-login": ControlWords(title=Text("Đăng nhập root", "Root"))}
    extras = Extras(controls=controls)

    titles = {
        g.rule: g.title for g in unit_view(sample.province(), "so-mau", extras).groups
    }

    assert titles["root-login.permit"] == "Đăng nhập root"
    assert titles["os-supported.release"] == "os-supported.release"


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        unit_view(sample.province(), "nowhere", Extras())


def test_the_worst_risks_are_of_different_controls() -> None:
    controls = [group.control for group in view().worst]

    assert len(controls) == len(set(controls)) > 1


def test_findings_that_look_the_same_share_a_case() -> None:
    group = next(g for g in view().groups if len(g.findings) > 1)

    assert len(group.cases) < len(group.findings)
    for case in group.cases:
        assert len({(f.row.actual, f.row.items) for f in case.findings}) == 1
        assert len({f.anchor for f in case.findings}) == len(case.findings)


def test_evidence_that_differs_stands_apart_within_a_case() -> None:
    rows = sample.results()
    differing = [
        replace(r, evidence=(("sshd.effective", r.subject),)) if r.host else r
        for r in rows
    ]
    extras = replace(sample.extras(rows), evidence=lambda digest: f"port {digest}")

    found = unit_view(sample.province(differing), "so-mau", extras)

    cases = [c for g in found.groups for c in g.cases]
    case = next(c for c in cases if len(c.findings) > 1)
    assert [len(proof) for proof in case.proofs] == [1] * len(case.findings)


def test_what_the_last_round_found_stands_beside() -> None:
    rows = sample.results()
    was = [
        replace(r, verdict=replace(r.verdict, actual="without-password")) for r in rows
    ]
    extras = replace(sample.extras(rows), earlier=was)

    found = unit_view(sample.province(rows), "so-mau", extras)

    befores = {f.before for f in found.findings if f.row.host}
    assert befores == {"without-password"}


def test_items_that_the_last_round_did_not_have_are_new() -> None:
    rows = sample.results()
    was = [
        replace(r, verdict=replace(r.verdict, items=r.verdict.items[1:])) for r in rows
    ]
    extras = replace(sample.extras(rows), earlier=was)

    found = unit_view(sample.province(rows), "so-mau", extras)

    accounts = next(g for g in found.groups if g.rule == "empty-password.none")
    assert {f.new_items for f in accounts.findings} == {frozenset({"khach"})}


def test_a_finding_tells_its_history() -> None:
    first = next(f for f in view().findings if f.row.host)

    assert [e.kind for e in first.history] == ["new", "resolved", "reopened"]


def test_a_history_without_end_keeps_its_beginning_and_its_latest_turns() -> None:
    extras = sample.extras()
    key = next(iter(extras.histories))
    events = extras.histories[key] * 20
    many = replace(extras, histories={key: events})

    found = unit_view(sample.province(), key[0].split("/")[0], many)

    (told,) = (f.history for f in found.findings if f.row.key == key)
    assert len(told) == 8
    assert told[0].kind == "new"
    assert told[-1].at == events[-1].at


def test_rules_that_share_their_words_say_so_and_the_first_has_all_commands() -> None:
    rows = [sample.of_control(r, "l1-root-login") for r in sample.results()]

    found = unit_view(sample.province(rows), "xa-mau-1", sample.extras(rows))

    leader, *others = (g for g in found.groups if g.findings[0].row.host)
    assert leader.same_as == ""
    assert {g.same_as for g in others} == {leader.anchor}
    assert {c.family for c in leader.commands} == {"debian", "rhel"}


def test_the_trend_ends_with_this_scan_and_marks_another_policy() -> None:
    trend = view().trend

    assert [p.round for p in trend] == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert [p.changed for p in trend] == [False, True, False]
    assert view().overall
    assert trend[-1].overall == view().overall.score  # type: ignore[union-attr]
    assert [p.started for p in trend] == sorted(p.started for p in trend)


def test_without_an_earlier_score_there_is_no_trend() -> None:
    assert unit_view(sample.province(), "so-mau", Extras()).trend == ()


def test_the_next_steps_begin_with_what_the_law_asks_for() -> None:
    lawless = unit_view(sample.province(), "xa-mau-1", sample.extras())
    nameless = unit_view(sample.province(), "xa-mau-2", sample.extras())

    assert [s.kind for s in view().steps][:2] == ["overdue", "critical"]
    assert lawless.steps[0].kind == "permit_expired"
    assert nameless.steps[0].kind == "permit"
    assert all(len(v.steps) <= 5 for v in (view(), lawless, nameless))


def test_a_step_counts_what_it_leads_to() -> None:
    counts = {s.kind: s.count for s in view().steps}

    assert counts["overdue"] == view().overdue
    assert counts["critical"] == view().counts[Severity.CRITICAL]
    assert counts["dark"] == len(view().dark) + len(view().cut_short)


def test_mendings_stand_by_gain_for_each_place_to_visit() -> None:
    rehearsal = view().rehearsal

    assert rehearsal
    worth = [
        m.gain / (len(m.subjects) * (1 if m.ready else 3)) for m in rehearsal.mendings
    ]
    assert worth == sorted(worth, reverse=True)
    assert len(worth) > 1


def test_statements_stand_with_what_ends_first_at_the_top() -> None:
    stated = view().statements

    assert [s.said.state for s in stated] == ["expired", "met", "missing"]
    assert stated[2].subject == "Thư điện tử"


def test_a_control_of_the_matrix_leads_to_its_worst_finding() -> None:
    anchors = {g.anchor for g in view().groups}
    rows = [r for block in view().matrix for r in block.rows]

    assert {r.anchor for r in rows if r.anchor} <= anchors
    for row in rows:
        assert bool(row.anchor) == (row.whole.status is Status.FAIL)
