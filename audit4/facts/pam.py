"""PAM stacks as libpam builds them, and what they come to when modules fail.

Includes are resolved, and a stack can be walked with chosen outcomes, since a
module that stands in a file but is never reached, or whose failure is ignored,
protects nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined

SERVICES = File(id="pam.services", path="/etc/pam.d/*", needs_root=False)
VENDOR = File(id="pam.vendor", path="/usr/lib/pam.d/*", needs_root=False)
PWQUALITY = File(
    id="pam.pwquality", path="/etc/security/pwquality.conf", needs_root=False
)
PWQUALITY_D = File(
    id="pam.pwquality_d", path="/etc/security/pwquality.conf.d/*.conf", needs_root=False
)
FAILLOCK = File(id="pam.faillock", path="/etc/security/faillock.conf", needs_root=False)
PWHISTORY = File(
    id="pam.pwhistory", path="/etc/security/pwhistory.conf", needs_root=False
)

# Modules that a person passes by a secret: all fail on a wrong password.
AUTHENTICATORS = frozenset(
    {
        "pam_ecryptfs",
        "pam_google_authenticator",
        "pam_krb5",
        "pam_ldap",
        "pam_oath",
        "pam_pwdb",
        "pam_radius_auth",
        "pam_rootok",
        "pam_ssh_agent_auth",
        "pam_sss",
        "pam_systemd_home",
        "pam_tacplus",
        "pam_u2f",
        "pam_unix",
        "pam_unix2",
        "pam_winbind",
        "pam_wheel",
        "pam_yubico",
    }
)
# Compiled-in settings: pam_faillock(8), pam_tally2(8), pam_tally(8).
_LOCKOUTS = {
    "pam_faillock": {"deny": "3", "unlock_time": "600", "fail_interval": "900"},
    "pam_tally2": {"deny": "0", "unlock_time": "0", "fail_interval": "0"},
    "pam_tally": {"deny": "0", "unlock_time": "0", "fail_interval": "0"},
}
FACILITIES = ("auth", "account", "password", "session")
_GOOD = frozenset({"success", "new_authtok_reqd"})
_DEEPEST = 16
_MOST_ENTRIES = 500
# pam.conf(5): what the historical words stand for.
_WORDS = {
    "required": "success=ok new_authtok_reqd=ok ignore=ignore default=bad",
    "requisite": "success=ok new_authtok_reqd=ok ignore=ignore default=die",
    "sufficient": "success=done new_authtok_reqd=done default=ignore",
    "optional": "success=ok new_authtok_reqd=ok default=ignore",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PamEntry:
    """One module in a stack, includes resolved.

    `module` is its name without directory and `.so`. `control` maps an outcome
    (`success`, `auth_err`, `default` …) to an action. `args` maps `name=value`
    and bare words (to `""`). `substack` is the chain of substacks it stands in:
    `done` and `die` end no more than the innermost of them.
    """

    module: str
    control: Mapping[str, str]
    args: Mapping[str, str]
    file: str
    substack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a stack did: entries called in their order, and the final answer."""

    called: tuple[PamEntry, ...]
    granted: bool

    def calls(self, module: str) -> tuple[PamEntry, ...]:
        """The entries of one module that were called."""
        return tuple(e for e in self.called if e.module == module)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """What a service does about wrong passwords.

    `effective` holds where they are counted and a locked account is refused.
    `deny` is the number of tries, 0 for no limit; `unlock` the lock's length
    and `interval` the time in which tries are counted, both in seconds; an
    `unlock` of 0 lasts until an administrator ends it.
    """

    module: str = ""
    effective: bool = False
    deny: int = 0
    unlock: int = 0
    interval: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    facility: str
    control: str
    target: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pam:
    """PAM's services, and the files that modules read beside their arguments.

    `files` maps a service's name to its lines. The settings of a module are
    those of its file, overridden by its arguments: see `settings`.
    """

    files: Mapping[str, tuple[_Line, ...]]
    conf: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, service: str) -> bool:
        """Whether the service has a file of its own."""
        return service in self.files

    def stack(self, service: str, facility: str) -> tuple[PamEntry, ...]:
        """The modules of a service in order; `other` where it has no file.

        Raises:
            Undetermined: an included file is not there, or includes go round.
        """
        found: list[PamEntry] = []
        if self.has(service):
            found = _resolve(self.files, service, facility, (), ())
        # libpam falls back for each facility by itself.
        if not found and (self.has("other") or not self.has(service)):
            found = _resolve(self.files, "other", facility, (), ())
        return tuple(found)

    def walk(
        self,
        service: str,
        facility: str,
        fail: Collection[str] = (),
        *,
        fail_entry: Collection[PamEntry] = (),
    ) -> Walk:
        """What happens when some modules fail and all others succeed.

        `fail` names modules, `fail_entry` single entries of a stack; pam_deny
        always fails, and pam_succeed_if counts as succeeding.
        """
        stack = self.stack(service, facility)
        bad = {"pam_deny", *fail}
        return walk(
            stack,
            [
                "auth_err" if e.module in bad or e in fail_entry else "success"
                for e in stack
            ],
        )

    def enforced(self, service: str, facility: str, module: str) -> PamEntry | None:
        """The entry of a module that is reached and whose failure refuses.

        `None` where it is missing, jumped over, or ignored when it fails.

        Raises:
            Undetermined: there is no PAM, or the stack cannot be resolved.
        """
        if not self.files:
            raise Undetermined(Reason.UNSUPPORTED, "PAM")
        refused = self.walk(service, facility, (module,))
        reached = refused.calls(module)
        return reached[0] if reached and not refused.granted else None

    def lockout(self, service: str) -> Lockout:
        """What becomes of somebody who guesses passwords at a service.

        Raises:
            Undetermined: the stack cannot be resolved, or a number is none.
        """
        wrong = self.walk(service, "auth", AUTHENTICATORS)
        for module, defaults in _LOCKOUTS.items():
            counts = [e for e in wrong.calls(module) if _counts(e)]
            if not counts:
                continue
            gates = [
                e
                for e in self.stack(service, "auth")
                if e.module == module and "authfail" not in e.args
            ]
            # A guesser is not root already, so that way round does not count.
            locked = self.walk(service, "auth", ("pam_rootok",), fail_entry=gates)
            options = {**defaults, **self.settings(counts[0])}
            return Lockout(
                module=module,
                effective=bool(gates) and not locked.granted,
                deny=_number(options, "deny"),
                unlock=_number(options, "unlock_time"),
                interval=_number(options, "fail_interval"),
            )
        return Lockout()

    def settings(self, entry: PamEntry) -> Mapping[str, str]:
        """The options in force of a module: its file's, then its arguments."""
        file = {
            "pam_pwquality": "pwquality",
            "pam_faillock": "faillock",
            "pam_pwhistory": "pwhistory",
        }.get(entry.module, "")
        return {**self.conf.get(file, {}), **entry.args}


def _counts(entry: PamEntry) -> bool:
    # pam_faillock counts where it is called after the failure only.
    return entry.module != "pam_faillock" or "authfail" in entry.args


def _number(options: Mapping[str, str], name: str) -> int:
    text = options[name]
    if text == "never":
        return 0
    if not text.isascii() or not text.isdigit():
        raise Undetermined(Reason.UNPARSEABLE, f"{name}={text[:40]}")
    return int(text[:9])


def walk(stack: Sequence[PamEntry], outcomes: Sequence[str]) -> Walk:
    """Run a stack as libpam's dispatcher does, given each module's outcome.

    Source of the rules: pam.conf(5) and `_pam_dispatch_aux` of Linux-PAM. A
    stack that nothing decided does not grant, nor does one that jumps past its
    end.
    """
    called: list[PamEntry] = []
    state: bool | None = None  # undecided, good so far, failed for good
    entered: dict[tuple[str, ...], bool | None] = {}
    place = 0
    while place < len(stack):
        entry, outcome = stack[place], outcomes[place]
        called.append(entry)
        entered.setdefault(entry.substack, state)
        action = entry.control.get(outcome, entry.control.get("default", "ignore"))
        place += 1
        if action.isdigit():
            place = _skip(stack, place, int(action[:4]), len(entry.substack))
            state = False if place > len(stack) else state
        elif action == "reset":
            state = entered[entry.substack] if entry.substack else None
        else:
            state = _decide(state, action, good=outcome in _GOOD)
        if action == "die" or (action == "done" and state):
            place = _end_of(stack, place, entry.substack)
    return Walk(called=tuple(called), granted=state is True)


def _decide(state: bool | None, action: str, *, good: bool) -> bool | None:  # noqa: FBT001
    match action:
        case "ok" | "done" if good:
            return True if state is None else state
        case "ok" | "done":
            return False if state else state
        case "bad" | "die":
            return False
        case _:
            return state


def _skip(stack: Sequence[PamEntry], place: int, count: int, depth: int) -> int:
    # A jump counts a whole substack as one and cannot leave the one it is in.
    for _ in range(count):
        if place >= len(stack) or len(stack[place].substack) < depth:
            return len(stack) + 1
        inner = stack[place].substack[: depth + 1]
        place += 1
        if len(inner) > depth:
            place = _end_of(stack, place, inner)
    return place


def _end_of(stack: Sequence[PamEntry], place: int, inside: tuple[str, ...]) -> int:
    while place < len(stack) and inside:
        if stack[place].substack[: len(inside)] != inside:
            return place
        place += 1
    return len(stack)


def _resolve(
    files: Mapping[str, tuple[_Line, ...]],
    name: str,
    facility: str,
    through: tuple[str, ...],
    inside: tuple[str, ...],
) -> list[PamEntry]:
    if name in through or len(through) > _DEEPEST:
        raise Undetermined(Reason.UNPARSEABLE, f"pam.d/{name[:40]}: include loop")
    if name not in files:
        raise Undetermined(Reason.NOT_COLLECTED, f"pam.d/{name[:40]}")
    entries: list[PamEntry] = []
    for line in files[name]:
        if line.facility not in (facility, "@"):
            continue
        if line.control in ("include", "substack", "@include"):
            below = (
                (*inside, f"{name}:{len(entries)}")
                if line.control == "substack"
                else inside
            )
            target = line.target.rsplit("/", 1)[-1]
            entries += _resolve(files, target, facility, (*through, name), below)
        else:
            entries.append(_entry(line, name, inside))
        if len(entries) > _MOST_ENTRIES:
            raise Undetermined(Reason.UNPARSEABLE, f"pam.d/{name[:40]}: too long")
    return entries


def _entry(line: _Line, file: str, inside: tuple[str, ...]) -> PamEntry:
    words = _WORDS.get(line.control, line.control.strip("[]")).split()
    arguments = (a.partition("=") for a in line.args)
    return PamEntry(
        module=line.target.rsplit("/", 1)[-1].removesuffix(".so"),
        control=dict(w.split("=", 1) for w in words if "=" in w),
        args={name: value for name, _, value in arguments},
        file=file,
        substack=inside,
    )


def parse_service(text: str) -> tuple[_Line, ...]:
    """The lines of one file of pam.d; those that libpam would refuse are left out."""
    found = (_line(x) for x in text.replace("\\\n", " ").splitlines())
    return tuple(line for line in found if line)


def _line(text: str) -> _Line | None:
    bare = text.split("#", 1)[0].strip()
    if bare.startswith("@include"):
        words = bare.split()
        return _Line(facility="@", control="@include", target=words[-1], args=())
    facility, rest = _first_word(bare)
    facility = facility.lstrip("-").lower()
    if facility not in FACILITIES or not rest:
        return None
    if rest.startswith("["):
        control, closed, rest = rest.partition("]")
        if not closed:
            return None
    else:
        control, rest = _first_word(rest)
        control = control.lower()
    words = _arguments(rest)
    if not words:
        return None
    return _Line(
        facility=facility, control=control, target=words[0], args=tuple(words[1:])
    )


def _first_word(text: str) -> tuple[str, str]:
    words = text.split(None, 1)
    return (words[0], words[1]) if len(words) > 1 else (text, "")


def _arguments(text: str) -> list[str]:
    # `[…]` holds one argument that may have blanks, as pam.conf(5) says.
    words: list[str] = []
    rest = text.strip()
    while rest:
        if rest.startswith("["):
            word, _, rest = rest[1:].partition("]")
        else:
            word, rest = _first_word(rest)
        words.append(word)
        rest = rest.strip()
    return words


def parse_conf(text: str) -> Mapping[str, str]:
    """Keys of a `name = value` file of /etc/security; bare words have `""`."""
    lines = (x.split("#", 1)[0].partition("=") for x in text.splitlines())
    return {k.strip(): v.strip() for k, _, v in lines if k.strip()}


def _parse(evidence: Evidence) -> Pam:
    texts = {
        path.rsplit("/", 1)[-1]: text
        for probe in (VENDOR, SERVICES)  # /etc overrides the vendor's file
        for path, text in evidence.files(probe).items()
    }
    # libpwquality reads its drop-ins first, so the main file has the last word.
    quality: dict[str, str] = {}
    for text in (*evidence.files(PWQUALITY_D).values(), evidence.file(PWQUALITY)):
        quality |= parse_conf(text or "")
    return Pam(
        files={name: parse_service(text) for name, text in texts.items()},
        conf={
            "pwquality": quality,
            "faillock": parse_conf(evidence.file(FAILLOCK) or ""),
            "pwhistory": parse_conf(evidence.file(PWHISTORY) or ""),
        },
    )


PAM: Fact[Pam] = Fact(
    name="pam",
    probes=(SERVICES, VENDOR, PWQUALITY, PWQUALITY_D, FAILLOCK, PWHISTORY),
    parse=_parse,
)
