"""`nft -j list ruleset` as tables of the packet walk."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit4.evidence import Reason, Undetermined
from audit4.facts.packet_filter import Chain, Match, Rule, Table

_FAMILIES = {
    "inet": frozenset({"ipv4", "ipv6"}),
    "ip": frozenset({"ipv4"}),
    "ip6": frozenset({"ipv6"}),
}
_META = {
    "iif": "interface",
    "iifname": "interface",
    "oif": "out",
    "oifname": "out",
    "l4proto": "protocol",
    "nfproto": "family",
    "protocol": "family",
}
_FIELDS = {
    "saddr": "source",
    "daddr": "destination",
    "dport": "port",
    "protocol": "protocol",
    "nexthdr": "protocol",
}
_FAMILY_WORDS = {"ip": "ipv4", "ip6": "ipv6"}
_ACTIONS = {"accept": "accept", "drop": "deny", "reject": "deny", "return": "return"}
_SILENT = frozenset({"counter", "log", "comment", "mangle", "set", "notrack"})

_Key = tuple[str, str]
_Json = dict[str, Any]
_Sets = Mapping[tuple[str, ...], _Json]


def read_nft(text: str) -> tuple[tuple[Table, ...], bool]:
    """Tables of IPv4 and IPv6, and whether iptables' own tables were left out.

    nft prints what iptables-nft put there only in part (`xt`); iptables-save
    prints it whole.

    Raises:
        Undetermined: the text is not what nft prints.
    """
    objects = _objects(text)
    of = {kind: [o[kind] for o in objects if kind in o] for kind in ("chain", "rule")}
    sets: _Sets = {
        (*_key(s), str(s.get("name"))): s for o in objects for s in _one(o, "set")
    }
    rules = [(rule, _key(rule)) for rule in of["rule"]]
    foreign = {key for rule, key in rules if _uses_xt(rule)}
    keys = {_key(c) for c in of["chain"] if c.get("family") in _FAMILIES}
    return tuple(
        Table(
            name=key[1],
            families=_FAMILIES[key[0]],
            chains={
                str(c.get("name")): _chain(c, of["rule"], sets)
                for c in of["chain"]
                if _key(c) == key
            },
        )
        for key in sorted(keys - foreign)
    ), bool(foreign)


def _objects(text: str) -> Sequence[_Json]:
    try:
        objects = json.loads(text)["nftables"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Undetermined(Reason.UNPARSEABLE, "nft -j") from None
    bodies = [v for o in objects if isinstance(o, dict) for v in o.values()]
    if not isinstance(objects, list) or not all(isinstance(b, dict) for b in bodies):
        raise Undetermined(Reason.UNPARSEABLE, "nft -j")
    return [o for o in objects if isinstance(o, dict)]


def _one(holder: _Json, kind: str) -> Iterable[_Json]:
    return [holder[kind]] if isinstance(holder.get(kind), dict) else []


def _key(thing: _Json) -> _Key:
    return str(thing.get("family")), str(thing.get("table"))


def _expressions(rule: _Json) -> Sequence[_Json]:
    expr = rule.get("expr")
    found = expr if isinstance(expr, list) else []
    return [e for e in found if isinstance(e, dict)]


def _uses_xt(rule: _Json) -> bool:
    return any("xt" in e for e in _expressions(rule))


def _chain(chain: _Json, rules: Iterable[_Json], sets: _Sets) -> Chain:
    own = [
        r
        for r in rules
        if _key(r) == _key(chain) and r.get("chain") == chain.get("name")
    ]
    filters = chain.get("type") == "filter"
    return Chain(
        rules=tuple(made for r in own for made in _rules(r, sets)),
        hook=str(chain.get("hook", "")) if filters else "",
        policy="deny" if chain.get("policy") == "drop" else "accept",
    )


def _rules(rule: _Json, sets: _Sets) -> Iterable[Rule]:
    matches: list[Match] = []
    for expression in _expressions(rule):
        for kind, body in expression.items():
            if kind == "match":
                matches += _match(body, _key(rule), sets)
            elif kind == "vmap":
                yield from _verdict_map(body, tuple(matches), _key(rule), sets)
            elif kind in _ACTIONS:
                yield Rule(matches=tuple(matches), action=_ACTIONS[kind])
            elif kind in {"jump", "goto"}:
                yield _jump(kind, body, matches)
            elif kind not in _SILENT:
                matches.append(Match(kind="limit" if kind == "limit" else "other"))


def _jump(kind: str, body: object, matches: Iterable[Match]) -> Rule:
    target = str(body.get("target", "")) if isinstance(body, dict) else ""
    return Rule(matches=tuple(matches), action=kind, target=target)


def _verdict_map(
    body: object, before: tuple[Match, ...], key: _Key, sets: _Sets
) -> Iterable[Rule]:
    body = body if isinstance(body, dict) else {}
    data = body.get("data")
    pairs = data.get("set") if isinstance(data, dict) else None
    for pair in pairs if isinstance(pairs, list) else []:
        if not (isinstance(pair, list) and len(pair) == 2):  # noqa: PLR2004 - key, verdict
            continue
        left = {"op": "==", "left": _named(body), "right": pair[0]}
        matches = (*before, *_match(left, key, sets))
        for kind, target in pair[1].items() if isinstance(pair[1], dict) else ():
            if kind in _ACTIONS:
                yield Rule(matches=matches, action=_ACTIONS[kind])
            elif kind in {"jump", "goto"}:
                yield _jump(kind, target, matches)


def _match(body: object, key: _Key, sets: _Sets) -> list[Match]:
    if not isinstance(body, dict) or not isinstance(body.get("left"), dict):
        return [Match(kind="other")]
    values = tuple(_values(body.get("right"), key, sets))
    negated = body.get("op") == "!="
    for side, inner in body["left"].items():
        what = inner if isinstance(inner, dict) else {}
        name = str(what.get("field") or _named(what) or "")
        if side == "meta" and name in _META:
            words = tuple(_FAMILY_WORDS.get(v, v) for v in values)
            return [Match(kind=_META[name], values=words, negated=negated)]
        if side == "ct" and name == "state":
            return [Match(kind="state", values=values, negated=negated)]
        if side == "fib":
            return [Match(kind="local", values=values, negated=negated)]
        if side == "payload" and name in _FIELDS:
            return [
                *_implied(str(what.get("protocol"))),
                Match(kind=_FIELDS[name], values=values, negated=negated),
            ]
    return [Match(kind="other")]


def _named(thing: _Json) -> object:
    """What a condition looks at: nft's own `key`, which the probe calls `what`.

    Raises:
        Undetermined: a mask has hidden it; a condition that nobody knows must not
            be taken for one that never holds.
    """
    found = thing.get("what", thing.get("key"))
    if found == "***":
        raise Undetermined(Reason.UNPARSEABLE, "nft: a masked condition")
    return found


def _implied(protocol: str) -> list[Match]:
    if protocol in {"tcp", "udp"}:
        return [Match(kind="protocol", values=(protocol,))]
    if protocol in _FAMILY_WORDS:
        return [Match(kind="family", values=(_FAMILY_WORDS[protocol],))]
    return []


def _values(right: object, key: _Key, sets: _Sets) -> Iterable[str]:
    match right:
        case str() if right.startswith("@"):
            yield from _values(sets.get((*key, right[1:]), {}).get("elem"), key, {})
        case str() | int():
            yield str(right)
        case list():
            for value in right:
                yield from _values(value, key, sets)
        case {"set": inner}:
            yield from _values(inner, key, {})
        case {"prefix": {"addr": address, "len": length}}:
            yield f"{address}/{length}"
        case {"range": [low, high]}:
            yield f"{low}-{high}"
        case {"elem": {"val": value}}:
            yield from _values(value, key, {})
        case _:
            return
