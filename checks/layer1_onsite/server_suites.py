"""A server must not offer cipher suites that are broken.

RC4, DES, 3DES, export and NULL suites, anonymous key exchange and MD5 give the line
to whoever records it. Read is the OpenSSL list as configured; an unset list is the
maker's and has none of them.
"""

import re
from collections.abc import Iterable, Mapping

from audit4.api import (
    SERVERS,
    Check,
    Exempt,
    Servers,
    Verdict,
    judged_all,
    not_applicable,
)

_WEAK = re.compile(
    r"RC4|3DES|DES-CBC|^DES\b|NULL|EXP|MD5|^ADH|^AECDH|ANON|^LOW$|^MEDIUM$|IDEA|SEED|RC2"
)
# Groups that bring weak ones along unless they are struck out.
_BROAD: Mapping[str, tuple[str, ...]] = {
    "ALL": ("ANULL",),
    "COMPLEMENTOFDEFAULT": ("ANULL",),
    "COMPLEMENTOFALL": ("ENULL", "NULL"),
}


def evaluate(servers: Servers, *, product: str, option: str) -> Verdict:
    """Fail for each scope with TLS whose list names or brings a weak suite."""
    scopes = servers.of(product)
    if scopes is None:
        return not_applicable(Exempt.NOT_INSTALLED)
    served = [s for s in scopes if s.values.get("tls", "on") == "on"]
    if not served:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{s.name}: {', '.join(weak)}"
        for s in served
        if (weak := _weak(s.values.get(option, "")))
    ]
    return judged_all(wrong, expected="no weak suite", actual=f"{len(served)} ok")


def _weak(text: str) -> list[str]:
    words = [w.upper() for w in re.split(r"[:,\s]+", text.strip("\"'")) if w]
    struck = {w[1:] for w in words if w[0] in "!-"}
    return list(dict.fromkeys(_bad(words, struck)))


def _bad(words: Iterable[str], struck: set[str]) -> Iterable[str]:
    for word in words:
        if word[0] in "!-" or word in struck:
            continue
        bare = word.lstrip("+").partition("@")[0]
        # `+X` only moves what is there already to the end.
        if not word.startswith("+") and (_WEAK.search(bare) or bare == "ANULL"):
            yield bare
        if bare in _BROAD and not struck & set(_BROAD[bare]):
            yield bare


CHECK = Check(facts={"servers": SERVERS}, evaluate=evaluate)
