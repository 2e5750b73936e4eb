"""TLS as the host's ports serve it: versions, weak suites, certificates.

openssl offers one version, or nothing but weak suites, and the port answers. A
version is refused where the greeting went out and an alert or the end came back; one
that openssl would not send is not known. Builds lack suites, too: those count as not
served only where the server runs on the very library that lacks them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, Reason, Undetermined
from audit4.facts.certificates import Certificate
from audit4.facts.served_chain import Chain, chain_of
from audit4.facts.tls_answers import NO_COMMON, Answer, Try, tries
from audit4.facts.tls_probe import TLS_SERVED

VERSIONS: Mapping[str, str] = {
    "TLSv1": "tls1",
    "TLSv1.1": "tls1_1",
    "TLSv1.2": "tls1_2",
}
_WEAK: Mapping[str, re.Pattern[str]] = {
    "NULL": re.compile(r"NULL"),
    "anon": re.compile(r"^A(EC)?DH-|^EXP-ADH"),
    "RC4": re.compile(r"RC4"),
    "3DES": re.compile(r"DES-CBC3|3DES"),
    "DES": re.compile(r"DES-CBC-"),
    "EXPORT": re.compile(r"^EXP"),
}
# They serve TLS by OpenSSL; another library in them is some client's.
_BY_OPENSSL = frozenset(
    {"nginx", "haproxy", "openssl", "postgres", "postmaster", "mysqld", "mariadbd"}
)
_SYSTEM = re.compile(r"(/usr)?/lib(64|/[a-z0-9_]+-linux-gnu\w*)?/libssl\.so\.(.+)")
_SAID = re.compile(r"OpenSSL (\d+)\.(\d+)\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsPort:
    """A port that speaks TLS; `name` is its address, port and program.

    `versions` has None where it could not be asked. `weak` are suites that it took
    when it should not have, `unasked` kinds of weak suites that nobody could offer;
    None where the question itself failed.
    """

    name: str
    versions: Mapping[str, bool | None]
    weak: tuple[str, ...]
    unasked: tuple[str, ...] | None
    certificates: tuple[Certificate, ...]
    chain: Chain


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedTls:
    """Ports that speak TLS, and those of which it is not known, with the reason."""

    ports: tuple[TlsPort, ...]
    unclear: tuple[tuple[Reason, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tool:
    version: str
    kinds: frozenset[str]
    lists: bool


def _parse(seen: Evidence) -> ServedTls:
    lines = seen.output(TLS_SERVED).splitlines()
    if lines == ["@@end"]:
        raise Undetermined(Reason.MISSING_TOOL, "ss")
    if lines[:1] != ["@@State"] or lines[-1] != "@@end":
        raise Undetermined(Reason.UNPARSEABLE, "openssl")
    head, *blocks = _split(lines[1:-1], "@@at ")
    if not blocks:
        return ServedTls(ports=(), unclear=())
    tool = _tool(head)
    if not tool.version:
        return ServedTls(ports=(), unclear=((Reason.MISSING_TOOL, "openssl"),))
    ports, unclear = [], []
    for block in blocks:
        try:
            port = _port(block, tool)
        except Undetermined as why:
            unclear.append((why.reason, why.detail))
        else:
            ports += [port] if port else []
    return ServedTls(ports=tuple(ports), unclear=tuple(unclear))


def _split(lines: Iterable[str], mark: str) -> list[list[str]]:
    """What stands before the first mark, then a list for each, its mark cut off."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.startswith(mark):
            parts.append([line.removeprefix(mark)])
        else:
            parts[-1].append(line)
    return parts


def _tool(head: list[str]) -> _Tool:
    said = {key: rest for key, _, rest in (line.partition(" ") for line in head)}
    suites = [s for s in re.split("[:\\s]", said.get("@@weak", "")) if s]
    kinds = {kind for kind in _WEAK if any(_WEAK[kind].search(s) for s in suites)}
    return _Tool(
        version=said.get("@@tool", "").strip(),
        kinds=frozenset(kinds),
        lists=bool(suites),
    )


def _port(block: list[str], tool: _Tool) -> TlsPort | None:
    """A port as it answered; None where it speaks no TLS.

    Raises:
        Undetermined: it was not asked, or its answer says nothing.
    """
    about, *asked = _split(block, "@@try ")
    name, libraries = about[0].strip()[:80], about[1:]
    found = tries(asked)
    first = found.get("any")
    if first is None:
        raise Undetermined(Reason.NOT_COLLECTED, name)
    if first.answer is Answer.PLAIN:
        return None
    if first.answer is not Answer.TAKEN:
        why = Reason.TIMEOUT if first.answer is Answer.SILENT else Reason.UNSUPPORTED
        raise Undetermined(why, f"{name}: {first.alert or first.answer}")
    lacking = tuple(_lacking(name, libraries, tool))
    certificates, chain = chain_of(name, first)
    return TlsPort(
        name=name,
        versions={v: _took(found.get(k), lacking) for v, k in VERSIONS.items()}
        | {"TLSv1.3": True if first.suite.startswith("TLS_") else None},
        weak=tuple(_weak(found)),
        unasked=lacking if _took(found.get("weak"), ()) is not None else None,
        certificates=certificates,
        chain=chain,
    )


def _took(it: Try | None, lacking: tuple[str, ...]) -> bool | None:
    """Whether an offer was taken; None where that is not known."""
    if it is None or it.answer in {Answer.SILENT, Answer.UNSENT, Answer.PLAIN}:
        return None
    if it.answer is Answer.TAKEN:
        return True
    # It might have taken the version with a suite that was not in the offer.
    return None if lacking and it.alert in NO_COMMON else False


def _weak(found: Mapping[str, Try]) -> Iterator[str]:
    for kind, it in found.items():
        if it.answer is not Answer.TAKEN:
            continue
        if any(pattern.search(it.suite) for pattern in _WEAK.values()):
            yield it.suite
        elif kind == "weak":
            yield it.suite or "weak suite"


def _lacking(name: str, libraries: list[str], tool: _Tool) -> Iterator[str]:
    """Kinds of weak suites that were not offered and that the server may have."""
    if not (tool.lists and _same_library(name, libraries, tool.version)):
        yield from (kind for kind in _WEAK if kind not in tool.kinds)


def _same_library(name: str, libraries: list[str], version: str) -> bool:
    paths = [line.removeprefix("@@lib ") for line in libraries]
    others = [p for p in paths if not _SYSTEM.fullmatch(p)]
    own = [found for p in paths if (found := _SYSTEM.fullmatch(p))]
    said = _SAID.match(version)
    if len(own) != 1 or not said:
        return False
    if others and name.rpartition(" ")[2] not in _BY_OPENSSL:
        return False
    major, minor = said.groups()
    # The Red Hat family calls the libraries of 1.0 and 1.1 by names of its own.
    names = {"1.0": ("10", "1.0.0", "1.0.2"), "1.1": ("1.1",)}
    wanted = names.get(f"{major}.{minor}", (major,))
    return own[0][3] in wanted or own[0][3].startswith(f"{major}.{minor}.")


SERVED_TLS: Fact[ServedTls] = Fact(
    name="served_tls", probes=(TLS_SERVED,), parse=_parse
)
