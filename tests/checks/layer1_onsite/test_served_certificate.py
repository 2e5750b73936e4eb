from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from audit4.evidence import ItemStatus, Reason
from audit4.facts.tls_probe import TLS_SERVED
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import NOW
from tests.checks.layer1_onsite import served as s
from tests.checks.layer1_onsite.literals import captured

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
POISON = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04\x02\x00\x00"
)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def key(_who: str, bits: int = 256) -> Key:
    if bits > 1000:
        return rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, kw_only=True)
class Shown:
    who: str = "may-chu"
    by: str = "trung-gian"
    days: int = 90
    bits: int = 256
    public: bool = False

    @property
    def pem(self) -> str:
        made = (
            x509.CertificateBuilder()
            .subject_name(name(self.who))
            .issuer_name(name(self.by))
            .public_key(key(self.who, self.bits).public_key())
            .serial_number(1)
            .not_valid_before(NOW - timedelta(days=30))
            .not_valid_after(NOW + timedelta(days=self.days))
        )
        if self.public:
            made = made.add_extension(POISON, critical=False)
        own = self.bits if self.by == self.who else 256
        signed = made.sign(key(self.by, own), hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()


LEAF = Shown()
MIDDLE = Shown(who="trung-gian", by="goc")
ROOT = Shown(who="goc", by="goc")


def chain(*certificates: Shown | str, verified: bool = False) -> str:
    texts = [c if isinstance(c, str) else c.pem for c in certificates]
    code = "0 (ok)" if verified else "20 (unable to get local issuer certificate)"
    shown = f"{s.CONNECTED}{s.HELLO}{s.ANSWER}{''.join(texts)}"
    return s.served(
        s.port(
            {
                **s.GOOD,
                "any": f"{shown}New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\n"
                f"    Verify return code: {code}\n@=0\n",
            }
        )
    )


def ask(
    raw: str | ItemStatus, want: str = "chain", *, days: int = 0, root: bool = True
) -> Verdict:
    return s.ask(
        "served_certificate", raw, root=root, judge=want, days=days, ec_bits=256
    )


@pytest.mark.parametrize(
    ("shown", "want", "status"),
    [
        ([LEAF, MIDDLE], "validity", Status.PASS),
        ([Shown(days=-1), MIDDLE], "validity", Status.FAIL),
        ([LEAF, Shown(who="trung-gian", by="goc", days=-1)], "validity", Status.FAIL),
        ([LEAF, MIDDLE], "key", Status.PASS),
        ([Shown(who="rsa", bits=2048)], "key", Status.PASS),
        ([Shown(who="yeu", bits=1024)], "key", Status.FAIL),
        ([LEAF], "signature", Status.PASS),
    ],
)
def test_judges_each_certificate(
    shown: Sequence[Shown], want: str, status: Status
) -> None:
    assert ask(chain(*shown), want).status is status


def test_one_that_soon_ends_fails_ahead_of_time() -> None:
    raw = chain(Shown(days=10))

    assert ask(raw, "validity", days=21).status is Status.FAIL
    assert ask(raw, "validity", days=7).status is Status.PASS


def test_the_end_of_a_root_behind_others_is_no_fault() -> None:
    raw = chain(LEAF, MIDDLE, Shown(who="goc", by="goc", days=-1))

    assert ask(raw, "validity").status is Status.PASS


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ([LEAF, MIDDLE, ROOT], Status.PASS),
        ([LEAF, ROOT, MIDDLE], Status.PASS),
        ([Shown(who="tu-ky", by="tu-ky")], Status.FAIL),
        ([LEAF, ROOT], Status.FAIL),
        ([Shown(public=True)], Status.FAIL),
        ([LEAF, MIDDLE], Status.UNKNOWN),
        ([LEAF], Status.UNKNOWN),
    ],
)
def test_a_chain_has_to_lead_to_an_authority(
    shown: Sequence[Shown], status: Status
) -> None:
    assert ask(chain(*shown)).status is status


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ([LEAF, MIDDLE], Status.PASS),
        ([LEAF], Status.PASS),
        ([Shown(who="tu-ky", by="tu-ky")], Status.FAIL),
    ],
)
def test_an_authority_that_the_host_knows_need_not_be_shown(
    shown: Sequence[Shown], status: Status
) -> None:
    assert ask(chain(*shown, verified=True)).status is status


def test_an_issuer_by_name_alone_is_none() -> None:
    stranger = Shown(who="trung-gian", by="goc", bits=2048)

    assert ask(chain(LEAF, stranger)).status is Status.FAIL


@pytest.mark.parametrize("want", ["validity", "key", "signature", "chain"])
@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        f"-----BEGIN CERTIFICATE-----\n{'A' * 50_000}\n-----END CERTIFICATE-----\n",
    ],
)
def test_one_that_cannot_be_read_is_unknown(want: str, text: str) -> None:
    verdict = ask(chain(LEAF, text), want)

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


def test_a_port_without_certificates_shows_none_to_judge() -> None:
    assert ask(chain()).reason is Exempt.NOT_USED
    assert ask(s.NONE).reason is Exempt.NOT_USED


def test_a_port_that_did_not_answer_is_unknown() -> None:
    assert ask(s.served(s.port({"any": s.SILENT}))).reason is Reason.TIMEOUT


def test_missing_evidence_is_unknown() -> None:
    assert ask("").reason is Reason.UNPARSEABLE
    assert ask(ItemStatus.TRUNCATED).reason is Reason.TRUNCATED
    assert ask(s.NONE, root=False).reason is Reason.PERMISSION


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
@pytest.mark.parametrize(
    ("want", "fault"),
    [
        ("validity", "until 2021-01-01"),
        ("key", "rsa 1024"),
        ("chain", "self-signed"),
    ],
)
def test_real_chains_are_read(system: str, want: str, fault: str) -> None:
    verdict = ask(captured(system, TLS_SERVED), want)

    assert sorted(verdict.items) == [f"*:{p} openssl: {fault}" for p in (636, 993)]
