"""Rulesets of nftables as administrators write them, as tables of the packet walk.

What the kernel holds is asked of nft itself; this reads the files that a start of
the host would load, in the commonest part of the language. A condition that it
does not know is taken as one that holds for the few it was written for.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit4.evidence import Reason, Undetermined
from audit4.facts.packet_filter import Chain, Match, Rule, Table

_TOKEN = re.compile(r'\\\n|#[^\n]*|"([^"\n]*)"|([{};,\n])|([^\s{};,"#]+)')
_MOST_TOKENS = 200_000
_MOST_FILES = 64
_FAMILIES = {
    "ip": frozenset({"ipv4"}),
    "ip6": frozenset({"ipv6"}),
    "inet": frozenset({"ipv4", "ipv6"}),
}
_OTHER_FAMILIES = frozenset({"arp", "bridge", "netdev"})
_FAMILY_WORDS = {"ip": "ipv4", "ip6": "ipv6"}
_VERDICTS = {"accept": "accept", "drop": "deny", "reject": "deny", "return": "return"}
_SINGLE = {
    "iif": "interface",
    "iifname": "interface",
    "oif": "out",
    "oifname": "out",
    "l4proto": "protocol",
    "nfproto": "family",
}
_PAIRS = {
    ("ip", "saddr"): "source",
    ("ip6", "saddr"): "source",
    ("ip", "daddr"): "destination",
    ("ip6", "daddr"): "destination",
    ("ip", "protocol"): "protocol",
    ("ip6", "nexthdr"): "protocol",
    ("tcp", "dport"): "port",
    ("udp", "dport"): "port",
    ("th", "dport"): "port",
    ("ct", "state"): "state",
}
_IMPLIED = {"ip": "family", "ip6": "family", "tcp": "protocol", "udp": "protocol"}
# Said beside a verdict, with nothing to say about which packets it is for.
_SILENT = frozenset({"counter", "log", "continue", "meta", "th", "with", "=="})

# `burst 5 packets`, `counter packets 0 bytes 0`, `log level info`
_SKIPPED = {"packets": 2, "bytes": 2, "level": 2, "group": 2, "flags": 2, "burst": 3}
_MAPPED = re.compile(r"\s*(\S+?)\s*:\s*(accept|drop|reject|return|jump|goto)\b\s*(\S*)")

_Set = tuple[str, ...]
Included = Callable[[str], Sequence[str]]


@dataclass(slots=True)
class _Draft:
    """A table as it is being read."""

    families: frozenset[str]
    name: str
    chains: dict[str, Chain] = field(default_factory=dict)
    sets: dict[str, _Set] = field(default_factory=dict)


def read_nft_text(text: str, included: Included) -> tuple[Table, ...]:
    """Tables that loading the text would leave, those of other families left out.

    `included` gives the texts that an include's pattern names.

    Raises:
        Undetermined: the text has no end to a brace, or includes without end.
    """
    reader = _Reader(included)
    reader.take(text)
    return tuple(
        Table(families=t.families, chains=t.chains, name=t.name)
        for t in reader.tables.values()
        if t.families
    )


def _tokens(text: str) -> list[str]:
    """Words, braces, commas; a line's end is a semicolon, a quoted word bare."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        quoted, mark, word = match.groups()
        if quoted is not None:
            found.append(quoted)
        elif mark or word:
            found.append(";" if mark == "\n" else mark or word)
    if len(found) > _MOST_TOKENS:
        raise Undetermined(Reason.TRUNCATED, "nftables.conf")
    return found


class _Reader:
    """State of one load: the tables so far, and what was defined."""

    def __init__(self, included: Included) -> None:
        self.tables: dict[tuple[str, str], _Draft] = {}
        self._variables: dict[str, list[str]] = {}
        self._included = included
        self._files = 0

    def take(self, text: str) -> None:
        """Read one file's statements after what was read before."""
        self._files += 1
        if self._files > _MOST_FILES:
            raise Undetermined(Reason.UNPARSEABLE, "nftables.conf includes")
        for statement in _statements(_tokens(text)):
            self._statement(statement)

    def _statement(self, given: list[str]) -> None:
        words = self._known(given)
        match words:
            case ["define" | "redefine", _, "=", *value]:
                self._variables[given[1]] = value
            case ["include", pattern, *_]:
                for text in self._included(pattern):
                    self.take(text)
            case ["flush", *_] | ["delete" | "destroy", "table", *_]:
                self._empty(words)
            case ["table", *rest] | ["add" | "create", "table", *rest]:
                self._table(rest)
            case ["add" | "create" | "insert", *_]:
                self._add(words)
            case _:
                pass

    def _add(self, words: list[str]) -> None:
        match words:
            case [_, "chain", *rest]:
                key, (name, *body) = _place(rest, more=1)
                self._chain(self._draft(key), name, _body(body))
            case [_, "rule", *rest]:
                key, (chain, *rule) = _place(rest, more=1)
                self._rule(self._draft(key), chain, rule, first=words[0] == "insert")
            case [_, "set" | "element", *rest]:
                key, (name, *body) = _place(rest, more=1)
                self._set(self._draft(key), name, body)
            case _:
                pass

    def _known(self, words: Iterable[str]) -> list[str]:
        out: list[str] = []
        for word in words:
            found = self._variables.get(word[1:]) if word[:1] == "$" else None
            out += [word] if found is None else found
        return out

    def _draft(self, key: tuple[str, str]) -> _Draft:
        families = _FAMILIES.get(key[0], frozenset())
        return self.tables.setdefault(key, _Draft(families, key[1]))

    def _empty(self, words: list[str]) -> None:
        if words[1:2] == ["ruleset"]:
            self.tables.clear()
            return
        key, rest = _place(words[2:])
        if words[0] != "flush":
            self.tables.pop(key, None)
            return
        draft = self._draft(key)
        for name in rest[:1] or list(draft.chains):
            draft.chains[name] = replace(draft.chains.get(name, Chain()), rules=())

    def _table(self, rest: list[str]) -> None:
        key, body = _place(rest)
        draft = self._draft(key)
        parts = [self._known(s) for s in _statements(_body(body))]
        # A rule may name a set that stands below it.
        for part in parts:
            match part:
                case ["set", name, *inner]:
                    self._set(draft, name, inner)
                case ["define" | "redefine" | "include", *_]:
                    self._statement(part)
                case _:
                    pass
        for part in parts:
            match part:
                case ["chain", name, *inner]:
                    self._chain(draft, name, _body(inner))
                case _:
                    pass

    def _set(self, draft: _Draft, name: str, body: list[str]) -> None:
        # `elements = { … }` among a set's own words, or the braces of `add element`.
        starts = [i for i, word in enumerate(body) if word.startswith("elements")]
        own = not {"type", "typeof"} & set(body)
        inner = body[starts[0] :] if starts else body if own else []
        listed = inner[inner.index("{") :] if "{" in inner else []
        draft.sets[name] = (*draft.sets.get(name, ()), *_elements(listed))

    def _chain(self, draft: _Draft, name: str, body: list[str]) -> None:
        chain = draft.chains.get(name, Chain())
        for part in map(self._known, _statements(body)):
            match part:
                case ["type", kind, "hook", hook, *_]:
                    chain = replace(chain, hook=hook if kind == "filter" else "")
                case ["policy", policy, *_]:
                    chain = replace(
                        chain, policy="deny" if policy == "drop" else "accept"
                    )
                case ["comment", *_]:
                    pass
                case _:
                    made = _rules(part, draft.sets)
                    chain = replace(chain, rules=(*chain.rules, *made))
        draft.chains[name] = chain

    def _rule(self, draft: _Draft, name: str, rule: list[str], *, first: bool) -> None:
        chain = draft.chains.get(name, Chain())
        made = _rules(rule, draft.sets)
        rules = (*made, *chain.rules) if first else (*chain.rules, *made)
        draft.chains[name] = replace(chain, rules=rules)


def _statements(tokens: Sequence[str]) -> Iterable[list[str]]:
    """Split at semicolons that stand in no brace; a body's brace ends one too."""
    found: list[str] = []
    depth = 0
    for word in tokens:
        depth += (word == "{") - (word == "}")
        if depth < 0:
            break
        if word == ";" and not depth:
            if found:
                yield found
            found = []
            continue
        found.append(word)
        if word == "}" and not depth and found[0] in {"table", "chain", "set", "map"}:
            yield found
            found = []
    if depth:
        raise Undetermined(Reason.UNPARSEABLE, "nftables.conf: braces")
    if found:
        yield found


def _place(words: list[str], more: int = 0) -> tuple[tuple[str, str], list[str]]:
    """Family and table at the head of the words, and `more` words at least."""
    family = "ip"
    if words and (words[0] in _FAMILIES or words[0] in _OTHER_FAMILIES):
        family, words = words[0], words[1:]
    if len(words) < 1 + more:
        raise Undetermined(Reason.UNPARSEABLE, "nftables.conf")
    return (family, words[0]), words[1:]


def _body(words: list[str]) -> list[str]:
    """What stands between the outermost braces."""
    if "{" not in words:
        return []
    return words[words.index("{") + 1 : len(words) - words[::-1].index("}") - 1]


def _elements(words: Iterable[str]) -> _Set:
    """The first word of each element; a timeout or a comment may follow it."""
    found: list[str] = []
    fresh = True
    for word in words:
        if word in {"{", ",", ";"}:
            fresh = True
        elif word == "}":
            break
        elif fresh:
            found.append(word)
            fresh = False
    return tuple(found)


def _rules(words: list[str], sets: Mapping[str, _Set]) -> Iterable[Rule]:
    matches: list[Match] = []
    at = 0
    made: list[Rule] = []
    while at < len(words):
        word, after = words[at], words[at + 1 : at + 2]
        pair = (word, after[0]) if after else (word, "")
        if word == "comment" or (word == "log" and "prefix" in after):
            at += 2 if word == "comment" else 3
        elif word in _VERDICTS:
            made.append(Rule(matches=tuple(matches), action=_VERDICTS[word]))
            break
        elif word in {"jump", "goto"} and after:
            made.append(Rule(matches=tuple(matches), action=word, target=after[0]))
            break
        elif word in _SINGLE or pair in _PAIRS or pair == ("fib", "daddr"):
            start = at + (1 if word in _SINGLE else 3 if word == "fib" else 2)
            kind = _SINGLE.get(word) or _PAIRS.get(pair) or "local"
            matches += _implied(word)
            if words[start : start + 1] == ["vmap"]:
                return _mapped(kind, matches, words[start + 1 :])
            match, at = _condition(kind, words, start, sets)
            matches.append(match)
            continue
        elif word == "limit":
            matches.append(Match(kind="limit"))
            at += 1 if after != ["rate"] else 3
            continue
        elif word in _SKIPPED:
            at += _SKIPPED[word]
            continue
        elif word not in _SILENT and word not in {"over", "{", "}", ","}:
            matches.append(Match(kind="other"))
        at += 1
    return made


def _implied(word: str) -> list[Match]:
    if word not in _IMPLIED:
        return []
    value = _FAMILY_WORDS.get(word, word)
    return [Match(kind=_IMPLIED[word], values=(value,))]


def _condition(
    kind: str, words: list[str], at: int, sets: Mapping[str, _Set]
) -> tuple[Match, int]:
    negated = words[at : at + 1] == ["!="]
    at += words[at : at + 1] in (["!="], ["=="])
    values: list[str] = []
    if words[at : at + 1] == ["{"]:
        end = words.index("}", at) if "}" in words[at:] else len(words)
        values, at = list(_elements(words[at : end + 1])), end + 1
    else:
        while at < len(words):
            values.append(words[at])
            at += 1
            if words[at : at + 1] != [","]:
                break
            at += 1
    listed = [v for value in values for v in _looked_up(value, sets)]
    spoken = tuple(_FAMILY_WORDS.get(v, v) if kind == "family" else v for v in listed)
    return Match(kind=kind, values=tuple(map(_number, spoken)), negated=negated), at


def _looked_up(value: str, sets: Mapping[str, _Set]) -> _Set:
    return sets.get(value[1:], ()) if value.startswith("@") else (value,)


def _mapped(kind: str, before: list[Match], words: list[str]) -> Iterable[Rule]:
    made: list[Rule] = []
    for pair in " ".join(w for w in words if w not in "{}").split(","):
        found = _MAPPED.match(pair)
        if found is None:
            continue
        value, verdict, target = found.groups()
        matches = (*before, Match(kind=kind, values=(_number(value),)))
        action = _VERDICTS.get(verdict, verdict)
        made.append(Rule(matches=matches, action=action, target=target))
    return made


# Ports by name, of those that servers open; nft knows all of /etc/services.
_NAMES = {
    "ssh": "22",
    "domain": "53",
    "http": "80",
    "https": "443",
    "smtp": "25",
    "ntp": "123",
    "postgresql": "5432",
    "mysql": "3306",
}


def _number(value: str) -> str:
    return _NAMES.get(value, value)
