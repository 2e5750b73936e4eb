"""rsyslog's configuration, old and new style, as the daemon runs it.

By hand: no library reads it. Both styles may stand in one file and share state,
so they are walked in order, includes in their place: directives (`$…`), objects
(`action(…)`), filters (selectors, properties, `if … then`) and blocks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from audit4.evidence import Reason, Undetermined
from audit4.facts.rsyslog_actions import legacy_action, new_action
from audit4.facts.syslog_rules import Destination

_SPACE = re.compile(r"(?:\s+|#[^\n]*)+")
_OBJECT = re.compile(
    r"(action|module|global|input|ruleset|template|include|main_queue|parser|timezone"
    r"|lookup_table|dyn_stats|perctile_stats|ratelimit)\s*\(",
    re.IGNORECASE,
)
_WORD = re.compile(r"(if|else|stop|call|set|unset|reset|foreach)\b", re.IGNORECASE)
_QUOTED = re.compile(r"""(?:[^"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*?""", re.DOTALL)
_PROPERTY = re.compile(r':[^,\n]+,[^,\n]+,\s*"(?:\\.|[^"\\\n])*"')
_PARAMETER = re.compile(
    r"""([\w.]{1,64})\s*=\s*(?:"((?:\\.|[^"\\])*)"|(\[[^\]]*\])|([^\s"]+))"""
)
_FACILITY_TEST = re.compile(
    r"""\(?\s*(?:\$syslogfacility-text\s*==\s*["'](?P<facility>\w+)["']"""
    r"""|prifilt\(\s*["'](?P<selector>[^"']+)["']\s*\))\s*\)?\s*"""
)
_LINE = re.compile(r"(?:\\\n|[^\n])*")
# Bounded, as all repeats here: the text is a host's, and matching must stay linear.
_SELECTOR = re.compile(r"[\w*,;.!=\\-]{1,400}\.[\w*,;.!=-]{1,40}(?=\s)")
_DEPTH = 8
_STATEMENTS = 20_000


@dataclass(frozen=True, slots=True)
class _Filter:
    selectors: tuple[str, ...] = ()
    conditional: bool = False

    def narrowed(self, by: "_Filter") -> "_Filter":
        return _Filter(
            self.selectors + by.selectors, self.conditional or by.conditional
        )


@dataclass(slots=True)
class _Walk:
    """State of one reading; rules by the ruleset that they stand in."""

    files: Mapping[str, str]
    rulesets: dict[str, list[Destination | str]] = field(default_factory=dict)
    inputs: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    directives: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[_Filter, str]] = field(default_factory=lambda: [(_Filter(), "")])
    pending: _Filter | None = None
    last: _Filter = _Filter()
    next_ruleset: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RsyslogConfig:
    """Rules that local messages run through, in order.

    `inputs` are the loaded modules that could bring local messages in.
    `unread` are includes that point outside of what is collected.
    """

    rules: tuple[Destination, ...]
    inputs: frozenset[str]
    unread: tuple[str, ...]


def parse_rsyslog(main: str, files: Mapping[str, str]) -> RsyslogConfig:
    """The effective configuration of a main file and the files it may include.

    Raises:
        Undetermined: braces, quotes or parentheses do not close, or the
            configuration is larger than any real one (`unparseable`).
    """
    walk = _Walk(files=files)
    _read(walk, main, 0)
    return RsyslogConfig(
        rules=tuple(_reached(walk.rulesets, "", frozenset())),
        inputs=frozenset(walk.inputs),
        unread=tuple(walk.unread),
    )


def _reached(
    rulesets: Mapping[str, list[Destination | str]], name: str, seen: frozenset[str]
) -> Iterator[Destination]:
    """Rules of a ruleset, called ones in their place; a loop of calls ends."""
    for rule in rulesets.get(name, ()):
        if isinstance(rule, Destination):
            yield rule
        elif rule not in seen and len(seen) < _DEPTH:
            yield from _reached(rulesets, rule, seen | {rule})


def _read(walk: _Walk, text: str, depth: int) -> None:
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= len(text):
            return
        walk.count += 1
        if walk.count > _STATEMENTS:
            raise Undetermined(Reason.UNPARSEABLE, "rsyslog: too many statements")
        at = _statement(walk, text, at, depth)


def _statement(walk: _Walk, text: str, at: int, depth: int) -> int:
    first = text[at]
    if text.startswith("/*", at):
        return _comment(text, at)
    if first == "{":
        return _open(walk, at)
    if first == "}":
        if len(walk.blocks) > 1:
            walk.blocks.pop()
        return at + 1
    if first == "&":
        walk.pending = walk.last
        return at + 1
    if first == "$":
        return _directive(walk, text, at, depth)
    return _words(walk, text, at, depth)


def _comment(text: str, at: int) -> int:
    end = text.find("*/", at + 2)
    if end < 0:
        raise Undetermined(Reason.UNPARSEABLE, "rsyslog: comment without end")
    return end + 2


def _words(walk: _Walk, text: str, at: int, depth: int) -> int:
    if found := _OBJECT.match(text, at):
        end = _closing(text, found.end())
        _object(walk, found[1].lower(), text[found.end() : end], depth)
        return end + 1
    if found := _WORD.match(text, at):
        return _keyword(walk, text, at, found)
    if walk.pending is None and (found := _PROPERTY.match(text, at)):
        walk.pending = _Filter(conditional=True)
        return found.end()
    if walk.pending is None and (found := _SELECTOR.match(text, at)):
        walk.pending = _Filter((found[0].replace("\\", ""),))
        return found.end()
    line = _LINE.match(text, at)
    end = line.end() if line else len(text)
    _legacy_action(walk, text[at:end].strip())
    return max(end, at + 1)


def _open(walk: _Walk, at: int) -> int:
    outer, ruleset = walk.blocks[-1]
    inner = outer.narrowed(walk.pending or _Filter())
    name = ruleset if walk.next_ruleset is None else walk.next_ruleset
    walk.blocks.append((inner, name))
    walk.pending = walk.next_ruleset = None
    if len(walk.blocks) > 64:  # noqa: PLR2004 - deeper than any real one
        raise Undetermined(Reason.UNPARSEABLE, "rsyslog: blocks too deep")
    return at + 1


def _keyword(walk: _Walk, text: str, at: int, found: re.Match[str]) -> int:
    match found[1].lower():
        case "if":
            then = re.compile(_QUOTED.pattern + r"\bthen\b", re.DOTALL).match(
                text, found.end()
            )
            if not then:
                raise Undetermined(Reason.UNPARSEABLE, "rsyslog: if without then")
            walk.pending = _condition(text[found.end() : then.end() - 4])
            return then.end()
        case "else":
            walk.pending = _Filter(conditional=True)
            return found.end()
        case "stop":
            _add(walk, Destination(kind="discard"))
            return found.end()
        case "call":
            line = _LINE.match(text, found.end())
            words = line[0].split() if line else []
            _call(walk, words[0] if words else "")
            return line.end() if line else len(text)
        case "foreach":
            brace = text.find("{", at)
            walk.pending = _Filter(conditional=True)
            return brace if brace > 0 else len(text)
        case _:
            semicolon = text.find(";", at)
            return semicolon + 1 if semicolon > 0 else len(text)


def _condition(expression: str) -> _Filter:
    found = _FACILITY_TEST.fullmatch(expression.strip())
    if not found:
        return _Filter(conditional=True)
    return _Filter((found["selector"] or f"{found['facility']}.*",))


def _call(walk: _Walk, name: str) -> None:
    # A conditional call reaches its rules only for some messages.
    scope, ruleset = walk.blocks[-1]
    scope = scope.narrowed(walk.pending or _Filter())
    walk.pending = None
    if not scope.conditional and not scope.selectors:
        walk.rulesets.setdefault(ruleset, []).append(name)
        return
    for rule in list(_reached(walk.rulesets, name, frozenset({name}))):
        narrowed = scope.narrowed(_Filter(rule.selectors, rule.conditional))
        walk.rulesets.setdefault(ruleset, []).append(
            replace(
                rule, selectors=narrowed.selectors, conditional=narrowed.conditional
            )
        )


def _add(walk: _Walk, rule: Destination) -> None:
    scope, ruleset = walk.blocks[-1]
    own = walk.pending or _Filter()
    walk.last, walk.pending = own, None
    inside = scope.narrowed(own)
    walk.rulesets.setdefault(ruleset, []).append(
        replace(rule, selectors=inside.selectors, conditional=inside.conditional)
    )


def _closing(text: str, at: int) -> int:
    depth, quote = 1, ""
    while at < len(text):
        char = text[at]
        if quote:
            at += char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "#":
            at = (text.find("\n", at) + 1 or len(text)) - 1
        else:
            depth += (char == "(") - (char == ")")
            if not depth:
                return at
        at += 1
    raise Undetermined(Reason.UNPARSEABLE, "rsyslog: parenthesis without end")


def _parameters(text: str) -> dict[str, str]:
    return {
        found[1].lower(): found[2] if found[2] is not None else found[3] or found[4]
        for found in _PARAMETER.finditer(text)
    }


def _directive(walk: _Walk, text: str, at: int, depth: int) -> int:
    line = _LINE.match(text, at + 1)
    body = line[0] if line else ""
    words = body.split("#", 1)[0].split(None, 1)
    name = words[0].lower() if words else ""
    value = words[1].strip().strip('"') if len(words) > 1 else ""
    match name:
        case "includeconfig":
            _include(walk, value, depth)
        case "modload":
            walk.inputs.add(value.removesuffix(".so"))
        case "ruleset":
            scope, _ = walk.blocks[-1]
            walk.blocks[-1] = (
                scope,
                "" if value == "RSYSLOG_DefaultRuleset" else value,
            )
        case "resetconfigvariables":
            walk.directives.clear()
        case _:
            walk.directives[name] = value
    return at + 1 + len(body)


def _include(walk: _Walk, pattern: str, depth: int) -> None:
    if depth >= _DEPTH:
        raise Undetermined(Reason.UNPARSEABLE, "rsyslog: includes too deep")
    wanted = f"{pattern}*" if pattern.endswith("/") else pattern
    # Only *.conf below this directory is collected.
    known = pattern in walk.files or fnmatchcase(pattern, "/etc/rsyslog.d/*.conf")
    if not known:
        walk.unread.append(pattern)
    for path in sorted(walk.files):
        same_depth = path.count("/") == wanted.count("/")
        if same_depth and fnmatchcase(path, wanted):
            _read(walk, walk.files[path], depth + 1)


def _object(walk: _Walk, name: str, body: str, depth: int) -> None:
    given = _parameters(body)
    match name:
        case "include":
            if "file" in given:
                _include(walk, given["file"], depth)
        case "module":
            module = given.get("load", "").removesuffix(".so")
            walk.inputs.add(module)
            if module == "builtin:omfile" and "filecreatemode" in given:
                walk.directives["filecreatemode"] = given["filecreatemode"]
        case "global":
            walk.directives |= {k.replace(".", ""): v for k, v in given.items()}
        case "ruleset":
            walk.next_ruleset = given.get("name", "?")
        case "action":
            _add(walk, new_action(walk.directives, given))


def _legacy_action(walk: _Walk, text: str) -> None:
    if walk.pending is None:
        return  # a line of no known form, such as a BSD block (`!prog`)
    action = text.split(";", 1)[0].split("#", 1)[0].strip()
    _add(walk, legacy_action(walk.directives, action))
    for name in ("actionqueuetype", "actionqueuefilename"):
        walk.directives.pop(name, None)  # these count for the next action only
