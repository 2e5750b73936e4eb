"""Whether the certificates that a port shows lead to an authority."""

import re
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from audit4.facts.certificates import Certificate, described, loaded
from audit4.facts.tls_answers import Try

_MOST = 12
_PEM = re.compile(
    r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.DOTALL
)
_VERIFIED = re.compile(r"\s*Verify return code: 0 ")


class Chain(StrEnum):
    """How far a chain leads."""

    WHOLE = "whole"
    NONE = "no certificate"
    SELF_SIGNED = "self-signed"
    MISSING = "intermediate missing"
    OPEN = "issuer not shown"
    UNREAD = "not readable"


def chain_of(name: str, it: Try) -> tuple[tuple[Certificate, ...], Chain]:
    """Certificates that a port showed, its own first, and how far they lead."""
    texts = _PEM.findall("\n".join(it.lines) + "\n")[:_MOST]
    read = [loaded(text) for text in texts]
    shown = [described(_named(name, n), x) for n, x in enumerate(read) if x]
    if not texts:
        return (), Chain.NONE
    if None in read or None in shown:
        return tuple(c for c in shown if c), Chain.UNREAD
    verified = any(_VERIFIED.match(line) for line in it.lines)
    certificates = [x for x in read if x]
    return tuple(c for c in shown if c), _leads(certificates, verified=verified)


def _named(name: str, place: int) -> str:
    return f"{name} #{place + 1}" if place else name


def _leads(shown: list[x509.Certificate], *, verified: bool) -> Chain:
    last, *rest = shown
    if last.issuer == last.subject:
        return Chain.SELF_SIGNED
    while issuer := next((x for x in rest if _issued(last, x)), None):
        last = issuer
        rest.remove(issuer)
    if verified or last.issuer == last.subject:
        return Chain.WHOLE
    # Authorities that publish what they issue never issue from their root itself.
    if last is shown[0] and (rest or _published(last)):
        return Chain.MISSING
    return Chain.OPEN


def _issued(child: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _published(certificate: x509.Certificate) -> bool:
    try:
        certificate.extensions.get_extension_for_class(
            x509.PrecertificateSignedCertificateTimestamps
        )
    except (x509.ExtensionNotFound, ValueError):
        return False
    return True
