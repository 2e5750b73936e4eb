"""Certificates that servers on the host are told to show.

Only the first certificate of each file that a configuration names leaves the host:
the server's own. The key beside it is never read.
"""

import posixpath
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.utils import CryptographyDeprecationWarning

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined

_NAMES = (
    "ssl_certificate|SSLCertificateFile|ssl[-_]cert|ssl_cert_file|tls-cert-file"
    "|[[:space:]]certificateKeyFile:|certificateFile|ssl_server_cert"
    "|smtpd_tls_cert_file"
)
_PLACES = (
    "/etc/nginx/*.conf /etc/nginx/*/* /usr/local/nginx/conf/*.conf"
    " /etc/apache2/*.conf /etc/apache2/*-enabled/* /etc/httpd/conf*/*.conf"
    " /etc/my.cnf /etc/my*/*.cnf /etc/my*/*.d/*.cnf /etc/postgresql/*/*/*.conf"
    " /etc/postgresql/*/*/conf.d/*.conf /etc/redis.conf /etc/redis/*.conf"
    " /etc/mongod.conf /etc/postfix/main.cf /etc/dovecot/conf.d/*"
)
_SCRIPT = (
    f"grep -hsE '^[[:space:]]*({_NAMES})[[:space:]=]' {_PLACES}"
    r"|sed -n 's|^[^/#]*[= \t\"<]\(/[A-Za-z0-9_./@+-]*\).*|\1|p'|sort -u|head -n 60"
    '|while read -r f;do echo "@@$f";[ -f "$f" ]&&'
    "sed -n '/-BEGIN CERT/,/-END CERT/p;/-END CERT/q' \"$f\";done;echo @@end"
)
CERTIFICATES_SHOWN = Command(
    id="servers.certificates",
    argv=("sh", "-c", _SCRIPT),
    max_bytes=512 * KIB,
)
_MOST = 40_000
_WEAK_DIGESTS = frozenset({"md5", "sha1", "md4", "md2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A server's certificate; `kind` is rsa, ec, dsa or other, `bits` its key's size.

    `digest` is the hash of the signature, empty where the algorithm has none.
    """

    path: str
    start: datetime
    end: datetime
    kind: str
    bits: int
    digest: str
    self_signed: bool

    def out_of_date(self, now: datetime, days: int = 0) -> str:
        """When it begins or ended, where it is not in date for so many days."""
        if self.start > now:
            return f"from {self.start:%Y-%m-%d}"
        if self.end < now + timedelta(days=days):
            return f"until {self.end:%Y-%m-%d}"
        return ""

    def short_key(self, *, rsa_bits: int, ec_bits: int) -> str:
        """The key, where it is shorter than its kind should be."""
        least = {"rsa": rsa_bits, "dsa": rsa_bits, "ec": ec_bits}.get(self.kind, 0)
        return f"{self.kind} {self.bits}" if self.bits < least else ""

    @property
    def weak_digest(self) -> str:
        """The hash of its signature, where it is one that can be forged."""
        return self.digest if self.digest in _WEAK_DIGESTS else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """Certificates by path, and the paths where none could be read."""

    found: tuple[Certificate, ...]
    unread: tuple[str, ...]


def _parse(seen: Evidence) -> Certificates:
    lines = seen.output(CERTIFICATES_SHOWN).splitlines()
    if not lines or lines[-1] != "@@end":
        raise Undetermined(Reason.UNPARSEABLE, "sed")
    found, unread = [], []
    for path, text in _parts(lines[:-1]):
        read = loaded(text)
        certificate = read and described(path, read)
        if certificate:
            found.append(certificate)
        else:
            unread.append(path)
    return Certificates(found=tuple(found), unread=tuple(unread))


def _parts(lines: list[str]) -> Iterator[tuple[str, str]]:
    path, own = "", list[str]()
    for line in (*lines, "@@"):
        if not line.startswith("@@"):
            own.append(line)
            continue
        if path:
            yield posixpath.normpath(path), "\n".join(own)
        path, own = line[2:], []


def loaded(text: str) -> x509.Certificate | None:
    """The first certificate of a PEM text; None where there is none to be read."""
    if not text or len(text) > _MOST:
        return None
    try:
        with warnings.catch_warnings():
            # MariaDB gives the certificate that it makes for itself the number 0.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        return None


def described(path: str, read: x509.Certificate) -> Certificate | None:
    """What is judged of a certificate; None where it holds what nobody knows."""
    try:
        kind, bits = _key(read)
        digest = read.signature_hash_algorithm
        same = read.issuer == read.subject
        start, end = read.not_valid_before_utc, read.not_valid_after_utc
    except (ValueError, UnsupportedAlgorithm):
        return None
    return Certificate(
        path=path,
        start=start,
        end=end,
        kind=kind,
        bits=bits,
        digest=digest.name if digest else "",
        self_signed=same,
    )


def _key(read: x509.Certificate) -> tuple[str, int]:
    key = read.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "dsa", key.key_size
    return "other", 0


CERTIFICATES: Fact[Certificates] = Fact(
    name="certificates", probes=(CERTIFICATES_SHOWN,), parse=_parse
)
