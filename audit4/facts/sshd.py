"""The sshd configuration in effect, for every kind of connection it tells apart.

sshd itself is asked: `sshd -T` counts includes, drop-ins and compiled-in
defaults, and `-C` says what a Match block does to one kind of connection.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import (
    Command,
    Evidence,
    Fact,
    File,
    Item,
    ItemStatus,
    Reason,
    Undetermined,
    settled,
)

# Match blocks are off: `-T` alone ignores them, save in OpenSSH 7.8 to 8.1,
# which refuse to answer without a connection to match; so do later ones where a
# block asks for the local port. For those, ask about a connection that nothing
# should match. `-G` (OpenSSH 9.3) answers where `-T`
# cannot: no host keys, or no /run/sshd because only the socket is up.
EFFECTIVE = Command(id="sshd.effective", argv=("sshd", "-T"))
NEUTRAL = Command(
    id="sshd.neutral",
    argv=(
        "sshd",
        "-T",
        "-C",
        "user=nobody,host=nowhere.invalid,addr=192.0.2.1,laddr=192.0.2.2,lport=9",
    ),
)
PARSED = Command(id="sshd.parsed", argv=("sshd", "-G"))
MATCHED = Command(id="sshd.matched", argv=("sshd", "-T", "-C", "{}"), each="sshd-match")
MATCHED_PARSED = Command(
    id="sshd.matched_parsed", argv=("sshd", "-G", "-C", "{}"), each="sshd-match"
)
# Options that the service gives sshd on its command line, which `-T` knows nothing
# of: RHEL 7 and 8 and SLES, Debian, and the algorithms of RHEL 8's crypto policy.
SYSCONFIG = File(id="sshd.sysconfig", path="/etc/sysconfig/sshd", needs_root=False)
DEFAULTS = File(id="sshd.defaults", path="/etc/default/ssh", needs_root=False)
CRYPTO_POLICY = File(
    id="sshd.crypto_policy",
    path="/etc/crypto-policies/back-ends/opensshserver.config",
    needs_root=False,
)

BASE = "*"
"""Name of the scope that holds for a connection no Match block matches."""

# Old name -> the name that OpenSSH uses now.
_RENAMED = {
    "challengeresponseauthentication": "kbdinteractiveauthentication",
    "hostbasedacceptedkeytypes": "hostbasedacceptedalgorithms",
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
}
_ASSIGNED = re.compile(
    r"^[ \t]*(OPTIONS|SSHD_OPTS|CRYPTO_POLICY)\s*=(.*)$", re.MULTILINE
)
_DASH_O = re.compile(r"-o\s*\"?([A-Za-z0-9]+)(?:\s*=\s*|\s+)([^\s'\"]+)")
_LEAST_OPTIONS = 20  # OpenSSH 5.3 prints 60; fewer is not a configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class SshdScope:
    """Options in effect for one kind of connection.

    `name` is `*` for connections outside every Match block, else the sample
    connection, such as `user=deploy,host=x,addr=10.1.1.1`. `options` maps the
    lower-case name to its lines, as `sshd -T` prints them.
    """

    name: str
    options: Mapping[str, tuple[str, ...]]

    def value(self, option: str) -> str | None:
        """The value of an option, `None` where this sshd does not report it.

        `without-password` is given as `prohibit-password`, its present name.
        """
        lines = self.options.get(_name(option))
        if lines is None:
            return None
        text = " ".join(lines)
        return "prohibit-password" if text == "without-password" else text

    def values(self, option: str) -> tuple[str, ...]:
        """The entries of a list option, split at commas and blanks."""
        return tuple((self.value(option) or "").replace(",", " ").split())

    def number(self, option: str) -> int | None:
        """A number or a time in seconds; `None` where it is not reported.

        Raises:
            Undetermined: the value is not a number.
        """
        text = self.value(option)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit():
            raise Undetermined(Reason.UNPARSEABLE, f"{option} {text[:40]}")
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SshdConfig:
    """What sshd would do; `installed` is false where there is no sshd.

    `scopes` holds the base first, then one a sample of each Match block.
    `unclear` are samples that sshd did not answer: nothing may pass on them.
    """

    installed: bool
    scopes: tuple[SshdScope, ...] = ()
    unclear: tuple[tuple[Reason, str], ...] = field(default=())

    def value(self, option: str) -> str | None:
        """The value outside every Match block."""
        return self.scopes[0].value(option) if self.scopes else None

    def differing(self, option: str) -> tuple[SshdScope, ...]:
        """The base scope, and those in which an option has another value.

        Raises:
            Undetermined: this sshd does not report the option.
        """
        base = self.value(option)
        if base is None:
            raise Undetermined(Reason.UNSUPPORTED, f"sshd -T: {option}")
        others = (s for s in self.scopes[1:] if s.value(option) not in (None, base))
        return (self.scopes[0], *others)


def set_first(option: str, value: str) -> str:
    """Shell lines that set a keyword before all else: sshd takes the first value.

    Values of `Match` blocks stay as they are.
    """
    reload = ("systemctl reload ssh", "systemctl reload sshd", "service sshd reload")
    tried = " || ".join(f"{line} 2>/dev/null" for line in reload)
    return (
        f"sed -i '1i {option} {value}' /etc/ssh/sshd_config\nsshd -t && {{ {tried}; }}"
    )


def _name(option: str) -> str:
    lower = option.lower()
    return _RENAMED.get(lower, lower)


def parse_options(text: str) -> Mapping[str, tuple[str, ...]]:
    """Lines by lower-case option, of what `sshd -T` prints.

    jc has a parser for it, but that turns values into numbers and lists by
    option, and a policy compares the words that sshd prints.
    """
    options: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        option, _, value = line.partition(" ")
        name = _name(option)
        # Both names of a renamed option are printed by some releases.
        if value not in options.get(name, ()):
            options[name] = (*options.get(name, ()), value.strip())
    if len(options) < _LEAST_OPTIONS or "port" not in options:
        raise Undetermined(Reason.UNPARSEABLE, "sshd -T")
    return options


def _parse(evidence: Evidence) -> SshdConfig:
    asked = [_one(evidence, probe) for probe in (EFFECTIVE, NEUTRAL, PARSED)]
    if asked[0].status is ItemStatus.ABSENT:
        return SshdConfig(installed=False)
    answer = next((i for i in asked if i.status is ItemStatus.OK), asked[0])
    told = _command_line(evidence)
    asked_of = parse_options(settled(answer))
    scopes = [SshdScope(name=BASE, options={**asked_of, **told})]
    unclear = [
        (Reason.UNSUPPORTED, f"sshd -o {name}={' '.join(value)}"[:120])
        for name, value in told.items()
        if value[0].startswith(("+", "-", "^"))
    ]
    for name, sample in _samples(evidence).items():
        try:
            options = parse_options(settled(sample))
            # A Match block overrides the command line, which overrides the rest.
            same = {k: v for k, v in told.items() if options.get(k) == asked_of.get(k)}
            scopes.append(SshdScope(name=name, options={**options, **same}))
        except Undetermined as why:
            unclear.append((why.reason, f"sshd -C {name}"[:120]))
    return SshdConfig(installed=True, scopes=tuple(scopes), unclear=tuple(unclear))


def _command_line(evidence: Evidence) -> Mapping[str, tuple[str, ...]]:
    """Values by option that the service gives by `-o`; the first one counts."""
    words = {"OPTIONS": "", "SSHD_OPTS": "", "CRYPTO_POLICY": ""}
    for probe in (CRYPTO_POLICY, SYSCONFIG, DEFAULTS):
        # Collectors of the first edition do not ask for these files.
        text = evidence.file(probe) if probe.id in evidence.items else None
        words |= {m[1]: m[2] for m in _ASSIGNED.finditer(text or "")}
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _DASH_O.findall(" ".join(words.values())):
        found.setdefault(_name(name), (value,))
    return found


def _one(evidence: Evidence, probe: Command) -> Item:
    (item,) = evidence.take(probe)
    return item


def _samples(evidence: Evidence) -> Mapping[str, Item]:
    parsed = {i.name: i for i in evidence.take(MATCHED_PARSED)}
    return {
        item.name: item
        if item.status is ItemStatus.OK
        else _better(item, parsed.get(item.name))
        for item in evidence.take(MATCHED)
    }


def _better(item: Item, other: Item | None) -> Item:
    return other if other and other.status is ItemStatus.OK else item


SSHD: Fact[SshdConfig] = Fact(
    name="sshd",
    probes=(
        EFFECTIVE,
        NEUTRAL,
        PARSED,
        MATCHED,
        MATCHED_PARSED,
        SYSCONFIG,
        DEFAULTS,
        CRYPTO_POLICY,
    ),
    parse=_parse,
)
