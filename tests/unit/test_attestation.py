import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from audit4 import attestation, documents
from audit4.attestation import Attestations
from audit4.finding import Exempt, Status, Verdict

TODAY = date(2026, 11, 22)
PAPER = b"Decision 99, scanned"


@dataclass(frozen=True)
class Wanted:
    id: str = "l1-regulation"
    months: int | None = 12
    counts_from: str = "on"


def stated(folder: Path, **changes: object) -> Attestations:
    item: dict[str, object] = {
        "control": "l1-regulation",
        "answer": "yes",
        "document": {"number": "5/QĐ", "date": "2026-01-10"},
        "attested_by": "Văn phòng",
        "on": "2026-02-01",
    }
    item = {k: v for k, v in {**item, **changes}.items() if v is not None}
    text = json.dumps({"attestations": [item]}, ensure_ascii=False)
    (folder / "so-mau.yaml").write_text(text, encoding="utf-8")
    return attestation.load(
        folder, systems={"so-mau": ["portal"]}, controls=["l1-regulation"]
    )


def verdict(
    said: Attestations, wanted: Wanted = Wanted(), system: str | None = None
) -> Verdict:
    return said.verdict(wanted, unit="so-mau", system=system, today=TODAY)


def test_a_proven_yes_passes_and_shows_its_document(tmp_path: Path) -> None:
    judged = verdict(stated(tmp_path))

    assert (judged.status, judged.actual) == (Status.PASS, "5/QĐ 2026-01-10")


def test_a_no_fails_even_without_any_document(tmp_path: Path) -> None:
    judged = verdict(stated(tmp_path, answer="no", document=None, on="2019-01-01"))

    assert judged.status is Status.FAIL


def test_not_applicable_gives_the_units_reason(tmp_path: Path) -> None:
    judged = verdict(
        stated(tmp_path, answer="not_applicable", statement="Không có", document=None)
    )

    assert (judged.status, judged.reason) == (Status.NOT_APPLICABLE, Exempt.ATTESTED)
    assert judged.message is not None
    assert "Không có" in judged.message.vi


def test_nothing_stated_is_pending() -> None:
    assert verdict(Attestations()).status is Status.PENDING


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"document": None}, "no number"),
        ({"document": {"date": "2026-01-10"}}, "no number"),
        ({"document": {"number": "5/QĐ"}}, "no date"),
        ({"document": {"number": "5", "date": "2026-12-01"}}, "future"),
        ({"on": "2026-11-23"}, "future"),
        ({"on": "2025-11-21"}, "Expired after 2026-11-21"),
        ({"valid_until": "2026-11-21"}, "Expired after 2026-11-21"),
        (
            {"document": {"number": "5", "date": "2026-01-10", "file": "gone.pdf"}},
            "gone.pdf is missing",
        ),
        (
            {
                "document": {
                    "number": "5",
                    "date": "2026-01-10",
                    "file": "paper.pdf",
                    "sha256": "0" * 64,
                }
            },
            "does not have the stated digest",
        ),
    ],
)
def test_what_is_not_proven_is_pending(
    tmp_path: Path, changes: dict[str, object], why: str
) -> None:
    (tmp_path / "paper.pdf").write_bytes(PAPER)

    judged = verdict(stated(tmp_path, **changes))

    assert judged.status is Status.PENDING
    assert judged.message is not None
    assert why in judged.message.en


def test_the_last_valid_day_still_counts(tmp_path: Path) -> None:
    assert verdict(stated(tmp_path, on="2025-11-22")).status is Status.PASS
    assert verdict(stated(tmp_path, valid_until="2026-11-22")).status is Status.PASS


def test_a_file_with_its_digest_is_proof(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(PAPER)
    paper = {
        "number": "5",
        "date": "2026-01-10",
        "file": "paper.pdf",
        "sha256": hashlib.sha256(PAPER).hexdigest().upper(),
    }

    assert verdict(stated(tmp_path, document=paper)).status is Status.PASS


def test_a_link_out_of_the_folder_is_no_proof(tmp_path: Path) -> None:
    folder = tmp_path / "attestations"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(PAPER)
    (folder / "paper.pdf").symlink_to(tmp_path / "secret")
    paper = {"number": "5", "date": "2026-01-10", "file": "paper.pdf"}

    assert verdict(stated(folder, document=paper)).status is Status.PENDING


@pytest.mark.parametrize(
    ("months", "status"), [(10, Status.PENDING), (11, Status.PASS)]
)
def test_months_may_count_from_the_document(
    tmp_path: Path, months: int, status: Status
) -> None:
    wanted = Wanted(months=months, counts_from="document")

    assert verdict(stated(tmp_path), wanted).status is status


def test_without_months_only_its_own_end_counts(tmp_path: Path) -> None:
    said = stated(
        tmp_path, on="2020-01-01", document={"number": "1", "date": "2019-12-01"}
    )

    assert verdict(said, Wanted(months=None)).status is Status.PASS


def test_a_system_falls_back_to_its_units_statement(tmp_path: Path) -> None:
    assert verdict(stated(tmp_path), system="portal").status is Status.PASS
    assert verdict(stated(tmp_path, system="portal")).status is Status.PENDING


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 24, date(2028, 6, 30)),
    ],
)
def test_months_end_where_the_calendar_does(
    start: date, months: int, end: date
) -> None:
    assert attestation.add_months(start, months) == end


def test_a_snapshot_needs_no_file(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(PAPER)
    paper = {"number": "5", "date": "2026-01-10", "file": "paper.pdf"}
    said = stated(tmp_path, document=paper, valid_until="2027-01-01")
    kept = json.loads(json.dumps(said.snapshot()))
    (tmp_path / "paper.pdf").unlink()

    assert attestation.restore(kept) == said


def test_no_folder_means_no_statement(tmp_path: Path) -> None:
    nothing = attestation.load(tmp_path / "none", systems={}, controls=[])

    assert nothing == Attestations()


def test_the_schema_accepts_what_loads(tmp_path: Path) -> None:
    stated(tmp_path)

    data = documents.read(tmp_path / "so-mau.yaml").data

    jsonschema.Draft202012Validator(attestation.schema()).validate(data)
