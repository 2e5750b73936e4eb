import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from audit4.evidence import Reason
from audit4.export.document import Report, document, result_of, result_row
from audit4.export.results import schema, text, validate, write
from audit4.finding import (
    Basis,
    Exempt,
    Result,
    Severity,
    Status,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)
from audit4.record import (
    Authorisation,
    HostReport,
    HostState,
    PolicyInfo,
    ScanInfo,
    SystemInfo,
    UnitInfo,
    control_statuses,
)
from audit4.score import Weights, scores

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SCAN = ScanInfo(
    id="s1",
    round="2026-Q4",
    started=AT,
    finished=AT,
    tool="audit4 0.1.0",
    edition="1",
    plan_digest="ab" * 32,
    policy=PolicyInfo(name="four-layer", version="1", sha256="cd" * 32),
)
UNIT = UnitInfo(
    id="so-yte",
    name="Sở Y tế",
    systems=(SystemInfo(id="hso", name="Hồ sơ", level=3, decided=date(2025, 1, 2)),),
    authorisation=Authorisation(document="12/CV", issued=date(2026, 1, 1)),
)


def result(verdict: Verdict, rule: str = "r1", host: str | None = "web1") -> Result:
    return Result(
        unit="so-yte",
        system="hso",
        host=host,
        control="l1-root-login",
        rule=rule,
        check="layer1_onsite.sshd_option",
        layer=1,
        severity=Severity.HIGH,
        verdict=verdict,
        basis=Basis.MEASURED,
        message=Text("Đạt", "Met"),
        evidence=(("sshd.effective", "0" * 64),),
        refs={"law": ["Luật 116/2025/QH15"], "tcvn14423": {3: "5.6"}},
    )


def host(name: str, **changes: object) -> HostReport:
    report = HostReport(
        unit="so-yte",
        system="hso",
        host=name,
        level=3,
        address="10.1.2.3",
        state=HostState.JUDGED,
        machine_id="f00d",
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def report(*rows: Result, **changes: object) -> Report:
    made = Report(
        scan=SCAN,
        units=[UNIT],
        hosts=[host("web1")],
        controls=control_statuses(rows),
        results=rows,
        scores=scores(rows, Weights(controls={}, levels={})),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


ALL = (
    result(passed("no"), "r1"),
    result(failed("yes", expected="no", items=["a"]), "r2"),
    result(unknown(Reason.PERMISSION, "x"), "r3"),
    result(not_applicable(Exempt.LEVEL), "r4"),
    result(Verdict(status=Status.PENDING), "r5", None),
)


def test_every_status_makes_a_valid_document() -> None:
    validate(json.loads(text(report(*ALL))))


def test_the_schema_is_itself_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_a_document_of_nothing_is_valid() -> None:
    empty = report(units=[], hosts=[])

    validate(json.loads(text(empty)))


def test_written_text_and_document_say_the_same() -> None:
    both = report(*ALL, results=sorted(ALL, key=lambda r: (r.host or "", r.rule)))

    written = json.loads(text(both))

    assert written == json.loads(json.dumps(document(both)))


def test_members_stand_in_the_order_of_the_contract() -> None:
    written = json.loads(text(report(*ALL)))

    assert list(written) == [
        "schema",
        "scan",
        "units",
        "hosts",
        "controls",
        "results",
        "scores",
    ]


def test_rows_come_in_one_order_whatever_order_they_were_given_in() -> None:
    hosts = [host("web2"), host("web1")]

    one = document(report(*ALL, hosts=hosts))
    other = document(report(*reversed(ALL), hosts=hosts[::-1]))

    assert json.dumps(one) == json.dumps(other)


def test_addresses_and_machine_ids_stay_in_the_house() -> None:
    written = text(report(*ALL))

    assert "10.1.2.3" not in written
    assert "f00d" not in written


def test_an_unknown_without_a_reason_is_no_valid_result() -> None:
    wrong = result(Verdict(status=Status.UNKNOWN))

    with pytest.raises(jsonschema.ValidationError):
        validate(json.loads(text(report(wrong))))


def test_a_host_that_was_not_judged_says_why() -> None:
    dark = host("web1", state=HostState.NOT_JUDGED, reason=Reason.AUTH, detail="no key")

    written = json.loads(text(report(hosts=[dark])))

    validate(written)
    assert written["hosts"][0]["reason"] == "auth"


def test_bytes_that_were_no_text_do_not_stop_the_writing(tmp_path: Path) -> None:
    odd = result(failed("\udcff\x00", expected="Đ"))

    write(tmp_path / "results.json", report(odd))

    written = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert written["results"][0]["actual"] == "\udcff\x00"


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "results.json"

    write(path, report(*ALL))

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failed_writing_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text("earlier")

    with pytest.raises(AttributeError):
        write(path, report(results=[None]))

    assert path.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    "verdict",
    [
        passed(),
        failed(actual="no", expected="yes", items=("a", "b")),
        unknown(Reason.PERMISSION),
        not_applicable(Exempt.ROLE),
    ],
    ids=str,
)
def test_a_row_that_was_written_and_read_tells_the_same(verdict: Verdict) -> None:
    written = json.loads(json.dumps(result_row(result(verdict))))

    assert result_row(result_of(written)) == written
