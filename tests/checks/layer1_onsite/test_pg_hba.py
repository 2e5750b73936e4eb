import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.server_literals import DEBIAN12, servers

CHECK = "layer1_onsite.pg_hba"


def cluster(*rows: str) -> Evidence:
    folder = "/etc/postgresql/15/main"
    files = {
        f"{folder}/postgresql.conf": "ssl = on",
        f"{folder}/pg_hba.conf": "\n".join(rows),
    }
    return servers("postgresql", files=files)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("local all all peer", Status.PASS),
        ("local all all trust", Status.FAIL),
        ("host all all 127.0.0.1/32 trust", Status.FAIL),
        ("host all all 10.0.0.0 255.0.0.0 trust", Status.FAIL),
        ("hostssl all all 10.0.0.0/8 scram-sha-256", Status.PASS),
        ("host trust trust 10.0.0.0/8 scram-sha-256", Status.PASS),
        ("local", Status.PASS),
    ],
)
def test_nobody_comes_in_without_proof(row: str, status: Status) -> None:
    assert judge(CHECK, cluster(row), refused=["trust"]).status is status


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("host all all 127.0.0.1/32 md5", Status.PASS),
        ("host all all ::1/128 md5", Status.PASS),
        ("host all all localhost ident", Status.PASS),
        ("host all all 10.1.0.0/16 md5", Status.FAIL),
        ("host all all all md5", Status.FAIL),
        ("host all all 0.0.0.0/0 scram-sha-256", Status.PASS),
    ],
)
def test_the_network_needs_a_strong_proof(row: str, status: Status) -> None:
    verdict = judge(CHECK, cluster(row), refused=["md5", "ident"], kinds="network")

    assert verdict.status is status


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("host all all 10.1.0.0/16 scram-sha-256", Status.FAIL),
        ("hostnossl all all 10.1.0.0/16 scram-sha-256", Status.FAIL),
        ("hostnossl all all 0.0.0.0/0 reject", Status.PASS),
        ("hostssl all all 10.1.0.0/16 scram-sha-256", Status.PASS),
        ("host all all samehost scram-sha-256", Status.PASS),
    ],
)
def test_the_network_comes_over_tls(row: str, status: Status) -> None:
    assert judge(CHECK, cluster(row), refused=[], kinds="clear").status is status


def test_what_debian_ships_passes() -> None:
    seen = servers("postgresql", text=DEBIAN12)

    assert judge(CHECK, seen, refused=["trust"]).status is Status.PASS


def test_no_postgresql_is_not_applicable() -> None:
    verdict = judge(CHECK, servers(), refused=["trust"])

    assert verdict.reason is Exempt.NOT_INSTALLED


def test_an_hba_file_elsewhere_is_unknown() -> None:
    files = {"/etc/postgresql/15/main/postgresql.conf": "hba_file = '/srv/hba.conf'"}

    verdict = judge(CHECK, servers("postgresql", files=files), refused=["trust"])

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_COLLECTED)


@pytest.mark.parametrize("text", ["", ItemStatus.TRUNCATED, "@@end\n"])
def test_missing_evidence_is_unknown(text: str | ItemStatus) -> None:
    verdict = judge(CHECK, servers("postgresql", text=text), refused=["trust"])

    assert verdict.status is Status.UNKNOWN
