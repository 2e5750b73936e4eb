"""What the probe of served TLS prints, to be changed in one place by a test."""

from collections.abc import Mapping

from audit4.evidence import ItemStatus
from audit4.facts.tls_probe import TLS_SERVED
from audit4.finding import Verdict
from audit4.testing import judge
from tests.checks.system_literals import host

STRONG = "TLS_AES_128_GCM_SHA256:ADH-AES256-SHA:NULL-SHA"
ALL_KINDS = f"{STRONG}:RC4-SHA:DES-CBC3-SHA:DES-CBC-SHA:EXP-RC4-MD5"
TOOL = "@@tool OpenSSL 3.0.17 1 Jul 2025\n"
LIBRARY = "@@lib /usr/lib/x86_64-linux-gnu/libssl.so.3\n"
HELLO = ">>> TLS 1.2, Handshake [length 00bd], ClientHello\n"
ANSWER = "<<< TLS 1.2, Handshake [length 0041], ServerHello\n"
CONNECTED = "CONNECTED(00000003)\n"

TAKEN = f"{CONNECTED}{HELLO}{ANSWER}New, TLSv1.2, Cipher is ECDHE-RSA-AES256-SHA\n@=0\n"
TAKEN_NULL = TAKEN.replace("ECDHE-RSA-AES256-SHA", "ECDHE-RSA-NULL-SHA")
REFUSED = (
    f"{CONNECTED}{HELLO}"
    "<<< TLS 1.0, Alert [length 0002], fatal protocol_version\n"
    "New, (NONE), Cipher is (NONE)\n@=1\n"
)
NO_COMMON = REFUSED.replace("protocol_version", "handshake_failure")
# What a build prints that may not speak the version: nothing was sent.
UNSENT = (
    f"{CONNECTED}4017:error:0A0000BF:SSL routines:tls_setup_handshake:"
    "no protocols available:../ssl/statem/statem_lib.c:104:\n@=1\n"
)
NO_OPTION = "@=1\n"
SILENT = f"{CONNECTED}{HELLO}@=124\n"
CLOSED = f"{CONNECTED}{HELLO}New, (NONE), Cipher is (NONE)\n@=1\n"
PLAIN = (
    f"{CONNECTED}{HELLO}40B7:error:0A00010B:SSL routines:ssl3_get_record:"
    "wrong version number:../ssl/record/ssl3_record.c:350:\n@=1\n"
)
NONE = "@@State\n@@end\n"

GOOD: Mapping[str, str] = {
    "any": TAKEN,
    "tls1_2": TAKEN,
    "tls1_1": REFUSED,
    "tls1": REFUSED,
    "weak": NO_COMMON,
}


def port(
    answers: Mapping[str, str],
    *,
    name: str = "0.0.0.0:443 nginx",
    library: str = LIBRARY,
    start: str = "",
) -> str:
    """A port and what came of each offer."""
    asked = (f"@@try {offer} {start}\n{text}" for offer, text in answers.items())
    return f"@@at {name}\n{library}{''.join(asked)}"


def served(*ports: str, tool: str = TOOL, weak: str = STRONG) -> str:
    """The whole answer."""
    return f"@@State\n{tool}@@weak {weak}\n{''.join(ports)}@@end\n"


def ask(
    check: str, raw: str | ItemStatus, *, root: bool = True, **parameters: object
) -> Verdict:
    """A check's verdict on what the probe brought."""
    seen = host({TLS_SERVED: raw}, privileged=root)
    return judge(f"layer1_onsite.{check}", seen, **parameters)
