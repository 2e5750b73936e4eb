from datetime import timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from audit4.evidence import ItemStatus, Reason
from audit4.facts.certificates import CERTIFICATES_SHOWN
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW, judge
from tests.checks.system_literals import host

CHECK = "layer1_onsite.certificate"


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def pem(
    *, days: int = 90, since: int = 30, bits: int = 2048, issuer: str = "CA"
) -> str:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if bits < 1024:
        key = ec.generate_private_key({256: ec.SECP256R1(), 192: ec.SECP192R1()}[bits])
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    made = (
        x509.CertificateBuilder()
        .subject_name(name("may-chu.example"))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=since))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def shown(*texts: str) -> str:
    parts = [f"@@/etc/ssl/certs/{n}.pem\n{text}" for n, text in enumerate(texts)]
    return "".join(parts) + "@@end\n"


def ask(
    raw: str | ItemStatus, want: str, *, root: bool = True, days: int = 0
) -> Verdict:
    seen = host({CERTIFICATES_SHOWN: raw}, privileged=root)
    return judge(CHECK, seen, judge=want, days=days, ec_bits=256)


@pytest.mark.parametrize(
    ("text", "want", "status"),
    [
        (pem(), "validity", Status.PASS),
        (pem(days=-1), "validity", Status.FAIL),
        (pem(days=90, since=-5), "validity", Status.FAIL),
        (pem(), "key", Status.PASS),
        (pem(bits=1024), "key", Status.FAIL),
        (pem(bits=256), "key", Status.PASS),
        (pem(bits=192), "key", Status.FAIL),
        (pem(), "signature", Status.PASS),
        (pem(), "issuer", Status.PASS),
        (pem(issuer="may-chu.example"), "issuer", Status.FAIL),
    ],
)
def test_judges_each_certificate(text: str, want: str, status: Status) -> None:
    assert ask(shown(text), want).status is status


def test_one_that_soon_ends_fails_ahead_of_time() -> None:
    assert ask(shown(pem(days=10)), "validity", days=21).status is Status.FAIL
    assert ask(shown(pem(days=10)), "validity", days=7).status is Status.PASS


def test_one_bad_certificate_outweighs_a_good_one() -> None:
    verdict = ask(shown(pem(), pem(days=-1)), "validity")

    assert verdict.status is Status.FAIL
    assert verdict.items[0].startswith("/etc/ssl/certs/1.pem: until ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "nonsense\n",
        "A" * 50_000 + "\n",
    ],
)
def test_one_that_cannot_be_read_is_unknown(text: str) -> None:
    verdict = ask(shown(text), "validity")

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_no_certificate_is_not_applicable() -> None:
    assert ask("@@end\n", "validity").reason is Exempt.NOT_USED


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.UNPARSEABLE),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
    ],
)
def test_missing_evidence_is_unknown(raw: str | ItemStatus, reason: Reason) -> None:
    assert ask(raw, "key").reason is reason


def test_without_root_it_is_unknown() -> None:
    assert ask("@@end\n", "key", root=False).reason is Reason.PERMISSION
