"""`iptables-save` and `ip6tables-save` as tables of the packet walk.

By hand: jc reads `iptables -L`, which leaves out interfaces and is cut for people.
"""

import shlex
from collections.abc import Iterable, Iterator

from audit4.evidence import Reason, Undetermined
from audit4.facts.packet_filter import Chain, Match, Rule, Table

_HOOKS = {"INPUT": "input", "OUTPUT": "output", "FORWARD": "forward"}
_FILTERING = frozenset({"filter", "mangle", "security"})
_KINDS = {
    "-i": "interface",
    "-o": "out",
    "-p": "protocol",
    "-s": "source",
    "-d": "destination",
    "--dport": "port",
    "--dports": "port",
    "--ctstate": "state",
    "--state": "state",
    "--dst-type": "local",
    "--limit": "limit",
}
_SILENT = frozenset(
    {"-m", "-A", "--limit-burst", "--reject-with", "--log-prefix", "--log-level"}
    | {"--log-uid", "--log-tcp-options", "--log-ip-options", "--comment", "-c"}
)
# The value may begin with a hyphen: it is somebody's prose.
_PROSE = frozenset({"--comment", "--log-prefix"})
_ACTIONS = {"ACCEPT": "accept", "DROP": "deny", "REJECT": "deny", "RETURN": "return"}
_NEUTRAL = frozenset({"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "TCPMSS", "AUDIT"})


def read_iptables(text: str, family: str) -> tuple[Table, ...]:
    """Filtering tables; none where nothing was ever loaded.

    Raises:
        Undetermined: the text is not what iptables-save prints.
    """
    found: list[Table] = []
    name = ""
    chains: dict[str, str] = {}
    rules: dict[str, list[Rule]] = {}
    for line in text.splitlines():
        match line[:1]:
            case "*":
                name, chains, rules = line[1:].strip(), {}, {}
            case ":":
                chain, policy = _declared(line)
                chains[chain], rules[chain] = policy, []
            case "-":
                _add(line, rules)
            case "C" if name in _FILTERING:
                found.append(_table(name, family, chains, rules))
    if text.strip() and not any(line == "COMMIT" for line in text.splitlines()):
        raise Undetermined(Reason.UNPARSEABLE, "iptables-save")
    return tuple(found)


def _declared(line: str) -> tuple[str, str]:
    words = line[1:].split()
    if len(words) < 2:  # noqa: PLR2004 - chain and policy
        raise Undetermined(Reason.UNPARSEABLE, "iptables-save")
    return words[0], "deny" if words[1] == "DROP" else "accept"


def _table(
    name: str, family: str, chains: dict[str, str], rules: dict[str, list[Rule]]
) -> Table:
    return Table(
        name=name,
        iptables=True,
        families=frozenset({family}),
        chains={
            name: Chain(
                rules=tuple(rules[name]), hook=_HOOKS.get(name, ""), policy=policy
            )
            for name, policy in chains.items()
        },
    )


def _add(line: str, rules: dict[str, list[Rule]]) -> None:
    try:
        words = shlex.split(line)
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "iptables-save") from None
    options = list(_options(words))
    chain = next((values[0] for o, _, values in options if o == "-A" and values), "")
    if chain not in rules:
        raise Undetermined(Reason.UNPARSEABLE, "iptables-save")
    rules[chain].append(_rule(options))


_Option = tuple[str, bool, list[str]]


def _options(words: list[str]) -> Iterator[_Option]:
    """Option, whether it is negated, and its values."""
    at, negated = 0, False
    while at < len(words):
        word = words[at]
        at += 1
        if word == "!":
            negated = True
            continue
        end = at + 1 if word in _PROSE else at
        while word not in _PROSE and end < len(words) and words[end][:1] not in "-!":
            end += 1
        yield word, negated, words[at:end]
        at, negated = end, False


def _rule(options: Iterable[_Option]) -> Rule:
    matches, action, target = [], "none", ""
    for option, negated, values in options:
        if option in {"-j", "-g"} and values:
            target = values[0]
            action = _ACTIONS.get(target) or _jump(option, target)
        elif option in _KINDS:
            listed = tuple(",".join(values).split(","))
            matches.append(Match(kind=_KINDS[option], values=listed, negated=negated))
        elif option == "--tcp-flags" and values[-1:] == ["SYN"]:
            matches.append(Match(kind="state", values=("new",), negated=negated))
        elif option not in _SILENT and action == "none":
            matches.append(Match(kind="other", negated=negated))
    return Rule(matches=tuple(matches), action=action, target=target)


def _jump(option: str, target: str) -> str:
    if target in _NEUTRAL:
        return "none"
    return "goto" if option == "-g" else "jump"
